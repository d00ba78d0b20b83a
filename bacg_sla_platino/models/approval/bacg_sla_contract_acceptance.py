# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class BacgSlaContractAcceptance(models.Model):
    """A version of the agreement that a customer accepts for his contract.

    By an approval of both sides, or with the signed document.
    """

    _name = "bacg.sla.contract.acceptance"
    _description = "Version of the Agreement, Accepted"
    _inherit = ["bacg.approval.mixin", "bacg.sla.company.mixin"]
    _order = "contract_id, id desc"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True
    )
    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        index=True,
        domain="[('state', '!=', 'draft')]",
    )
    effective_from = fields.Date(related="agreement_id.effective_from")
    note = fields.Text(
        string="Agreed with it", help="What both sides agree on beside the document."
    )
    signed_file = fields.Binary(
        string="Signed document", attachment=True, help="The signed PDF, if there is."
    )
    signed_filename = fields.Char()
    version_ids = fields.One2many(
        comodel_name="bacg.sla.contract.version",
        inverse_name="acceptance_id",
        string="In force",
        readonly=True,
    )
    bound_at = fields.Datetime(
        string="In force since", compute="_compute_bound_at", store=True
    )

    _agreement_uniq = models.Constraint(
        "UNIQUE (contract_id, agreement_id)",
        "A contract accepts a version of the agreement once.",
    )

    @api.depends("agreement_id", "partner_id")
    def _compute_display_name(self):
        for acceptance in self:
            acceptance.display_name = acceptance.env._(
                "%(agreement)s for %(customer)s",
                agreement=acceptance.agreement_id.display_name,
                customer=acceptance.partner_id.name,
            )

    @api.depends("version_ids.bound_at")
    def _compute_bound_at(self):
        for acceptance in self:
            moments = acceptance.version_ids.mapped("bound_at")
            acceptance.bound_at = max(moments, default=False)

    @api.constrains("agreement_id")
    def _check_published(self):
        for acceptance in self:
            if acceptance.agreement_id.state == "draft":
                raise ValidationError(
                    self.env._(
                        "%s is a draft: publish it first, then customers accept it.",
                        acceptance.agreement_id.display_name,
                    )
                )

    @api.constrains("signed_file")
    def _check_signed_file(self):
        for acceptance in self.filtered("signed_file"):
            content = base64.b64decode(acceptance.signed_file)
            if not content.startswith(b"%PDF"):
                raise ValidationError(
                    self.env._(
                        "Signed document: choose the PDF that the customer signed."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        acceptances = super().create(vals_list)
        acceptances.filtered("signed_file")._accept_signed()
        return acceptances

    def write(self, vals):
        self._check_not_bound(vals)
        result = super().write(vals)
        if vals.get("signed_file"):
            self._accept_signed()
        return result

    def _check_not_bound(self, vals):
        """Refuse to exchange what proves a version under which cases are measured."""
        bound = self.filtered("version_ids")
        if not {"contract_id", "agreement_id"} & vals.keys():
            bound = bound.filtered("signed_file") if "signed_file" in vals else None
        for acceptance in bound or ():
            raise UserError(
                self.env._(
                    "%s binds the contract already: its contract, its version and its "
                    "signed document stay. Add what is new to the messages.",
                    acceptance.display_name,
                )
            )

    def _accept_signed(self):
        """Bind by the signed document, and tell the customer what was entered."""
        self._bind()
        template = self.env.ref("bacg_sla_platino.mail_template_acceptance_signed")
        for acceptance in self:
            approvers = acceptance.contract_id._approval_get_approvers()
            if approvers.filtered("email_normalized"):
                template._send_automatic(acceptance.ids, model=False, res_id=False)

    def _bind(self):
        """Let the accepted versions bind their contracts (decision 35).

        What waits for an answer on other versions counts no more: a late click on its
        mail must not put them in force after this one.
        """
        for acceptance in self:
            contract, agreement = acceptance.contract_id, acceptance.agreement_id
            contract._bind(agreement, acceptance_id=acceptance.id)
            others = contract.acceptance_ids - acceptance
            others.filtered(
                lambda one: one.approval_state == "asked"
            )._approval_withdraw(
                self.env._("%s was accepted meanwhile", agreement.display_name)
            )

    def _approval_answered(self, approval):
        result = super()._approval_answered(approval)
        if self.approval_state == "approved":
            self._bind()
        return result

    def _approval_get_content(self):
        """Add what the version changes, and what holds without an answer."""
        present = self.contract_id.bound_agreement_id
        content = super()._approval_get_content()
        if present == self.agreement_id:
            return content
        changes = self.agreement_id._get_changes_since(present)
        content.append([self.env._("In force now"), present.display_name])
        content.append([self.env._("What changes"), "\n".join(changes)])
        return content

    def _approval_get_sentence(self):
        """Return which version measures the customer's cases, and from when."""
        present, version = self.contract_id.bound_agreement_id, self.agreement_id
        to_come = self.bound_at and self.bound_at > fields.Datetime.now()
        if self.bound_at and (to_come or present == version):
            return self.env._(
                "%(version)s holds for what you report from %(moment)s on.",
                version=version.display_name,
                moment=self.contract_id._format_time(self.bound_at),
            )
        if self.approval_state == "asked" and present != version:
            return self.env._(
                "Until both sides approve it, %s holds for what you report.",
                present.display_name,
            )
        return self.env._("%s holds for what you report.", present.display_name)

    def _approval_get_fields(self):
        return ["contract_id", "agreement_id", "effective_from", "note"]

    def _approval_get_planned_at(self):
        """Return the version's first day while it is to come; later it may be late."""
        first = self.contract_id._get_first_moment(self.agreement_id)
        return first > fields.Datetime.now() and first

    def _is_accepted(self):
        return self.approval_state == "approved" or bool(self.signed_file)
