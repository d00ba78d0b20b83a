# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..common.selections import selection_labels


class HelpdeskTicket(models.Model):
    """Texts about the clocks for the customer, in their own time zone."""

    _inherit = "helpdesk.ticket"

    def _sla_portal_clocks(self):
        """Return the values of each clock for the case page: label, badge, text …"""
        self.ensure_one()
        # sudo: the controller checked access to the case, which includes its clocks
        statuses = self.sudo().sla_status_ids.filtered(
            lambda status: status.state != "cancelled"
        )
        last = {status.metric: status for status in statuses}
        promised = [
            status
            for metric, status in last.items()
            # The resolution is promised once an agent has classified the case.
            if metric != "resolution" or self.classified_at or status.reached_at
        ]
        return [status._portal_values() for status in promised]

    def _sla_waiting_for(self):
        """Return whom or what the case waits for, as text for mails and pages."""
        reasons = selection_labels(self.env["bacg.sla.pause"], "reason")
        words = {
            "vendor": self.env._("the manufacturer"),
            "third_party": self.env._("a third party"),
            "technical_review": self.env._("a deeper technical review"),
            "customer": self.env._("your answer"),
        }
        pauses = self.sudo().sla_pause_ids._still_open()
        return ", ".join(
            words.get(reason, reasons[reason])
            for reason in dict.fromkeys(pauses.mapped("reason"))
            if reason != "closed"
        )
