# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_datetime

PARTIES = ("ours", "customer")
APPROVAL_STATES = [
    ("none", "Not asked"),
    ("asked", "Waits for an answer"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]


class BacgApprovalMixin(models.AbstractModel):
    """A record that both sides approve, and its rounds of approval.

    An approval is of a version (decision 34): each edit of the substance voids what
    was answered and asks again. What is no substance, as comments, may change freely.
    """

    _name = "bacg.approval.mixin"
    _description = "Approved by Both Sides"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    approval_ids = fields.One2many(
        comodel_name="bacg.approval",
        inverse_name="res_id",
        string="Approvals",
        readonly=True,
        copy=False,
    )
    approval_state = fields.Selection(
        selection=APPROVAL_STATES,
        string="Approval",
        required=True,
        default="none",
        readonly=True,
        copy=False,
        index=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Whatever the call or its context says: nobody was asked yet.
        return super().create([dict(vals, approval_state="none") for vals in vals_list])

    def write(self, vals):
        if "approval_state" in vals and not self.env.su:
            raise AccessError(
                self.env._("Approval: it follows from the answers of both sides.")
            )
        result = super().write(vals)
        if vals.keys() & set(self._approval_get_fields()):
            self._approval_follow_changes()
        return result

    # -------------------------------------------------------------------------
    # What the records say of themselves
    # -------------------------------------------------------------------------

    def _approval_get_fields(self):
        """Return the names of the fields that are approved."""
        return []

    def _approval_get_step(self):
        """Return which of several things is approved now, if there are several.

        Each has rounds of its own, and its answers stay when the next one is asked.
        """
        return ""

    def _approval_get_name(self):
        """Return what is approved, in words."""
        return self.display_name

    def _approval_get_contract(self):
        """Return the contract whose contacts approve this record."""
        return self.contract_id

    def _approval_get_responsible(self):
        """Return the users who, beside managers, may answer for our side."""
        return self._approval_get_contract().user_id

    def _approval_check_may_appoint(self):
        """Refuse that an agent makes himself who answers to what was asked."""
        manager = self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager")
        if self.env.su or manager:
            return
        for record in self:
            if record.sudo().approval_ids:  # sudo: rounds of all rooms' approvals
                raise AccessError(
                    self.env._(
                        "Responsible: he answers what was asked about %s. Only a "
                        "helpdesk manager names another one.",
                        record.display_name,
                    )
                )

    def _approval_may_declare(self, user):
        """Return whether a user may enter what the customer answered elsewhere."""
        return user in self._approval_get_responsible() or user.has_group(
            "helpdesk_mgmt.group_helpdesk_manager"
        )

    def _approval_get_planned_at(self):
        """Return the moment (naive UTC) for which this is planned, or False."""
        return False

    def _approval_check(self):
        """Refuse to ask for what nobody could approve."""
        planned = self._approval_get_planned_at()
        if planned and planned < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%s is planned for a day that is over: choose one to come.",
                    self.display_name,
                )
            )
        contract = self._approval_get_contract()
        if not contract._approval_get_approvers():
            raise UserError(
                self.env._(
                    "The contract of %s names nobody who approves. Fill in “May "
                    "decide” there.",
                    contract.partner_id.name or self.display_name,
                )
            )

    def _approval_get_substance(self):
        """Return what is approved, of values that JSON can hold."""
        return self._read_format(self._approval_get_fields(), load=None)[0]

    def _approval_get_version(self):
        """Return the hash of what is approved."""
        # sudo: whoever answers, it is the whole substance
        substance = self.sudo()._approval_get_substance()
        text = json.dumps(substance, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _approval_is_given(self):
        """Return whether both sides approved this record as it stands."""
        if self.approval_state != "approved":
            return False
        version = self._approval_get_version()
        return all(one.version == version for one in self._approval_get_live())

    def _approval_get_content(self):
        """Return the substance for people: pairs of label and text."""
        described = self.fields_get(self._approval_get_fields())
        return [
            [described[name]["string"], text]
            for name in described
            if (text := self._approval_get_text(name, described[name]))
        ]

    def _approval_get_sentence(self):
        """Return what the customer reads of the record beside its approval, or False.

        As what holds as long as nobody answers.
        """
        return False

    def _approval_get_text(self, name, described):
        """Return the value of a field for people."""
        value = self[name]
        if described["type"] == "selection":
            return dict(described["selection"]).get(value)
        if described["type"] in ("many2one", "many2many"):
            return ", ".join(value.mapped("display_name"))
        if described["type"] == "date":
            return format_date(self.env, value)
        if described["type"] == "datetime":
            zone = self._approval_get_contract()._get_business_calendar().tz
            return format_datetime(self.env, value, tz=zone or "UTC")
        return str(value or "")

    # -------------------------------------------------------------------------
    # Rounds
    # -------------------------------------------------------------------------

    def action_ask_approval(self):
        """Open a round: each side is asked about the record as it stands."""
        self._check_approval_access()
        for record in self:
            record._approval_check()
            record._approval_ask(record.env._("Asked again"))

    def _check_approval_access(self):
        self.check_access("write")
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user_own"):
            raise AccessError(self.env._("Only BACG's agents ask for approvals."))

    def _approval_get_live(self):
        step = self._approval_get_step()
        # sudo: nobody writes approvals but these methods
        return self.sudo().approval_ids.filtered(
            lambda one: not one.voided_at and (one.step or "") == step
        )

    def _approval_ask(self, reason):
        """Void what was answered and ask both sides about the present version.

        :param reason: why earlier answers are void
        """
        self.ensure_one()
        contract = self._approval_get_contract()
        lang = contract.partner_id.lang or self.env.lang
        named = self.with_context(lang=lang)
        self._approval_get_live()._void(reason)
        # sudo: as above
        approvals = self.env["bacg.approval"].sudo()
        rounds = self.sudo().approval_ids.mapped("round")
        for party in PARTIES:
            approvals |= approvals.create(
                {
                    "name": named._approval_get_name(),
                    "step": self._approval_get_step() or False,
                    "res_model": self._name,
                    "res_id": self.id,
                    "contract_id": contract.id,
                    "party": party,
                    "round": max(rounds, default=0) + 1,
                    "version": self._approval_get_version(),
                    "content": named._approval_get_content(),
                    "planned_at": self._approval_get_planned_at(),
                }
            )
        self.sudo().approval_state = "asked"
        asked = approvals.filtered(lambda one: one.party == "customer")
        asked.link_ids.create(
            [
                {"approval_id": asked.id, "partner_id": partner.id}
                for partner in contract._approval_get_approvers()
            ]
        )
        asked._send("mail_template_approval_asked")

    def _approval_follow_changes(self):
        """Follow a change of the substance: at once, unless a model overrides it."""
        self._approval_ask_changed()

    def _approval_ask_changed(self):
        """Ask again about the records whose substance is no longer what was asked."""
        answerable = ("asked", "approved")
        for record in self.filtered(lambda one: one.approval_state in answerable):
            version = record._approval_get_version()
            if any(one.version != version for one in record._approval_get_live()):
                record._approval_ask(record.env._("The text changed after the answer"))

    def _approval_withdraw(self, reason):
        """Let what was asked and answered about these records count no more."""
        for record in self.filtered(lambda one: one.approval_state != "none"):
            record._approval_get_live()._void(reason)
            # sudo: nobody writes it but these methods
            record.sudo().approval_state = "none"

    def _approval_answered(self, approval):
        """Let follow what an answer brings about: a refusal ends the round."""
        live = self._approval_get_live()
        if approval.answer == "refused":
            waiting = live.filtered(lambda one: one.state == "asked")
            waiting._void(self.env._("The other side refused"))
            self.sudo().approval_state = "refused"
        elif {one.party for one in live if one.state == "granted"} == set(PARTIES):
            self.sudo().approval_state = "approved"
