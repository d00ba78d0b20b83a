# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.concurrency import touch
from ..common.selections import selection_labels


class BacgInterfaceRisk(models.Model):
    """Who accepted to do without what the agreement recommends (SLA 7.02, 7.06).

    Never edited; it ends when the gap is closed (decision 23).
    """

    _name = "bacg.interface.risk"
    _description = "Accepted Risk of an Interface"
    _order = "id desc"
    _rec_name = "gap"

    interface_id = fields.Many2one(
        comodel_name="bacg.interface", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    gap = fields.Selection(
        selection=[
            ("contact", "No technical contact of the customer"),
            ("our_contact", "No technical contact of ours"),
            ("test", "No test environment"),
        ],
        string="Missing",
        required=True,
    )
    accepted_by_id = fields.Many2one(
        comodel_name="res.partner", string="Accepted by", required=True
    )
    accepted_at = fields.Datetime(
        string="Accepted on", required=True, default=fields.Datetime.now
    )
    way = fields.Selection(
        selection=[
            ("portal", "In the portal, signed in"),
            ("backend", "In BACG's system"),
        ],
        required=True,
        default="backend",
    )
    reason = fields.Char(required=True)
    ended_at = fields.Datetime(
        string="Closed on", help="What was missing is there since then."
    )

    @api.model
    def _accept(self, interface, partner, reason, way):
        """Note that a person accepts the risk of all that is missing.

        :param partner: who accepts it: himself, never for somebody else
        :param way: a key of ``way``
        :raises AccessError: if this is not for him to accept
        :raises UserError: without a reason, or if nothing is missing
        """
        if not self._may_accept(interface, partner):
            raise AccessError(
                self.env._(
                    "The risk is accepted by a helpdesk manager, or by who may "
                    "approve for the customer."
                )
            )
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say why the work goes on without it."))
        touch(interface)  # a form that is sent twice at once
        gaps = interface._get_open_gaps()
        if not gaps:
            raise UserError(self.env._("%s: nothing is missing.", interface.name))
        # sudo: only this method writes what was accepted
        risks = self.sudo().create(
            [
                {
                    "interface_id": interface.id,
                    "gap": gap,
                    "accepted_by_id": partner.id,
                    "way": way,
                    "reason": reason,
                }
                for gap in gaps
            ]
        )
        risks._note_accepted()
        return risks

    def _note_accepted(self):
        """Say in the notes of the interface what was accepted just now, and by whom."""
        labels = selection_labels(self, "gap")
        risk, interface = self[:1], self.interface_id
        interface.message_post(
            author_id=risk.accepted_by_id.id,
            body=self.env._(
                "Risk accepted by %(name)s – %(gaps)s: %(reason)s",
                name=risk.accepted_by_id.name,
                gaps=", ".join(labels[gap] for gap in self.mapped("gap")),
                reason=risk.reason,
            ),
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _may_accept(self, interface, partner):
        """Return whether a person may accept the risks of an interface."""
        user = self.env.user
        if user.partner_id != partner:
            return False
        if not user.share:
            return user.has_group("helpdesk_mgmt.group_helpdesk_manager")
        # sudo: the portal reads no contracts
        contract = interface.sudo()._get_contracts().get(interface.sudo())
        return bool(contract) and partner in contract._approval_get_approvers()
