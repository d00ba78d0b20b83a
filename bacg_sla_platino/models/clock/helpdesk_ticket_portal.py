# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..common.selections import selection_labels


class HelpdeskTicket(models.Model):
    """What the customer reads of his promises, in words and in his own zone."""

    _inherit = "helpdesk.ticket"

    def _sla_portal_clocks(self):
        """Return what the case page says of each clock: label, badge, state, text."""
        self.ensure_one()
        # sudo: the controller checked the access to the case; its clocks are its own
        statuses = self.sudo().sla_status_ids.filtered(
            lambda status: status.state != "cancelled"
        )
        last = {status.metric: status for status in statuses}
        promised = [
            status
            for metric, status in last.items()
            # The resolution is promised when an agent has classified the case.
            if metric != "resolution" or self.classified_at or status.reached_at
        ]
        return [status._portal_values() for status in promised]

    def _sla_waiting_for(self):
        """Return in words for whom the case waits, for its mails and pages."""
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
