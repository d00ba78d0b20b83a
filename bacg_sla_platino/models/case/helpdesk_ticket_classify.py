# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.selections import PRIORITIES


class HelpdeskTicket(models.Model):
    """BACG assigns the priority (SLA 1.05); unclassified cases stand in a queue."""

    _inherit = "helpdesk.ticket"

    classified_at = fields.Datetime(readonly=True, copy=False, index=True)
    classified_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    sla_priority_choices = fields.Json(compute="_compute_sla_priority_choices")

    @api.depends("agreement_id", "company_id.sla_agreement_id")
    def _compute_sla_priority_choices(self):
        labels = self._fields["priority"]._description_selection(self.env)
        for ticket in self:
            policies = {
                policy.priority: policy for policy in ticket._sla_table_policies()
            }
            ticket.sla_priority_choices = [
                {
                    "priority": priority,
                    "label": label,
                    "criterion": policies[priority].criterion,
                    "times": policies[priority].times_text,
                }
                for priority, label in labels
                if priority in policies
            ]

    def _sla_table_policies(self):
        """Return the rows of the SLA table that describe the priorities 4 to 1."""
        return self._sla_table().filtered(
            lambda policy: not policy.category_ids and not policy.outage_scope
        )

    def _sla_table(self):
        """Return all rows of the agreement's table, also without a contract."""
        # sudo: what the table says is no secret to whom sees the case
        ticket = self.sudo()
        agreement = ticket.agreement_id or ticket.company_id.sla_agreement_id
        return agreement.policy_ids

    def action_classify(self):
        """Give the priority in the context key ``sla_priority`` and leave the queue."""
        self._sla_check_agent()
        priority = self.env.context.get("sla_priority")
        if priority not in dict(PRIORITIES):
            raise UserError(self.env._("Priority: choose 4, 3, 2 or 1."))
        self._sla_classify(priority)

    def _sla_classify(self, priority):
        self._sla_check_agent()
        claimed = self.filtered(lambda ticket: ticket.outage_scope == "claimed")
        if claimed:
            raise UserError(
                self.env._(
                    "Case %s: an outage is claimed. Say first what it is; the "
                    "priority follows from that.",
                    claimed[:1].number,
                )
            )
        self.write({"priority": priority})
        self._sla_mark_classified()

    def _sla_mark_classified(self):
        """Note who classified first, and when; the resolution can be promised now."""
        fresh = self.filtered(lambda ticket: not ticket.classified_at)
        fresh.write(
            {
                "classified_at": self._sla_now(),
                "classified_by_id": self.env.user.id,
            }
        )
        fresh._sla_log(
            [ticket._sla_event("classified", new=ticket.priority) for ticket in fresh]
        )
        return fresh
