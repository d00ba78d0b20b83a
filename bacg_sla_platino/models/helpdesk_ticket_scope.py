# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools.case_facts import REFUTED_SCOPES
from .sla_selections import OUTAGE_SCOPES


class HelpdeskTicket(models.Model):
    """Outage claims (SLA 2.02 to 2.05)."""

    _inherit = "helpdesk.ticket"

    outage_scope = fields.Selection(
        selection=OUTAGE_SCOPES, required=True, default="none", copy=False
    )

    def action_outage_confirmed_total(self):
        self._sla_judge_outage("total", "3")

    def action_outage_confirmed_partial(self):
        self._sla_judge_outage("partial", "3")

    def action_outage_some_users(self):
        """Some users only: priority 2, 24 clock hours from the report (SLA 2.05)."""
        self._sla_judge_outage("some_users", "2")

    def action_outage_refuted(self):
        """Not an outage: back to the lowest priority until an agent gives one."""
        self._sla_judge_outage("none", "0")

    def _sla_judge_outage(self, scope, priority):
        self._sla_check_agent()
        # A refuted claim voids what was missed under the presumed priority.
        refuted = scope in REFUTED_SCOPES
        for ticket in self.with_context(sla_refuted=refuted):
            ticket.write({"outage_scope": scope, "priority": priority})
            if scope != "none":
                ticket._sla_mark_classified()
