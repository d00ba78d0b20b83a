# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .sla_selections import PRIORITIES


class HelpdeskTicket(models.Model):
    """BACG assigns the priority (SLA 1.05); unclassified cases stand in a queue."""

    _inherit = "helpdesk.ticket"

    classified_at = fields.Datetime(readonly=True, copy=False, index=True)
    classified_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    sla_criteria_html = fields.Html(
        string="Criteria", compute="_compute_sla_criteria_html", sanitize=False
    )

    @api.depends("agreement_id")
    def _compute_sla_criteria_html(self):
        for ticket in self:
            ticket.sla_criteria_html = self.env["ir.qweb"]._render(
                "bacg_sla_platino.priority_criteria",
                {"policies": ticket._sla_table_policies()},
            )

    def _sla_table_policies(self):
        """Return the rows of the SLA table that describe the priorities 4 to 1."""
        # sudo: what the table says is no secret to whom sees the case
        policies = self.sudo().agreement_id.policy_ids
        return policies.filtered(
            lambda policy: not policy.category_ids and not policy.outage_scope
        ).sorted("priority")

    def action_classify(self):
        """Give the priority in the context key ``sla_priority`` and leave the queue."""
        priority = self.env.context.get("sla_priority")
        if priority not in dict(PRIORITIES):
            raise UserError(self.env._("Priority: choose 4, 3, 2 or 1."))
        self._sla_classify(priority)

    def _sla_classify(self, priority):
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user_own"):
            raise AccessError(self.env._("Only BACG's agents assign priorities."))
        self.write({"priority": priority})
        self._sla_mark_classified()

    def _sla_mark_classified(self):
        """Note who classified first, and when; the resolution can be promised now."""
        fresh = self.filtered(lambda ticket: not ticket.classified_at)
        fresh.write(
            {
                "classified_at": fields.Datetime.now(),
                "classified_by_id": self.env.user.id,
            }
        )
        fresh._sla_log(
            [ticket._sla_event("classified", new=ticket.priority) for ticket in fresh]
        )
        return fresh
