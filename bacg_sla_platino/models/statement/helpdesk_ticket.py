# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.clock.change import NO_CHANGE


class HelpdeskTicket(models.Model):
    """Changes of a case that its clocks do not show: a revision is offered."""

    _inherit = "helpdesk.ticket"

    def _sla_follow_changes(self, before, change=NO_CHANGE):
        result = super()._sla_follow_changes(before, change)
        for ticket in self:
            old, new = before[ticket.id]["contract_id"], ticket.contract_id
            if old != new:
                ticket._statement_flag_revisions(old | new)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_flag_statements(self):
        for ticket in self:
            ticket._statement_flag_revisions(ticket.contract_id)

    def _statement_flag_revisions(self, contracts):
        """Offer revisions of these contracts' statements since the case's report."""
        statements = self.env["bacg.sla.statement"]
        for contract in contracts:
            statements._flag_revisions(contract, self.reported_at)
