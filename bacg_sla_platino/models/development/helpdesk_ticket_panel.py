# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

NAMED_DEVELOPMENTS = 10


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _case_collect_panel(self, panel):
        """Put what was developed for the customer, and until when bugs cost nothing."""
        result = super()._case_collect_panel(panel)
        developments = self.env["bacg.development"]
        mine = [("partner_id", "=", panel.customer.id), ("state", "!=", "retired")]
        found = developments.search(mine, limit=NAMED_DEVELOPMENTS + 1)
        rows = [
            panel.row(one.name, one._get_warranty_note(), record=one)
            for one in found[:NAMED_DEVELOPMENTS]
        ]
        link = None
        if len(found) > NAMED_DEVELOPMENTS:
            link = panel.link(self.env._("All developments"), found._name, mine)
        panel.add(self.env._("Developments"), rows, link)
        return result
