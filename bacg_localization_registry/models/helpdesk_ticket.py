# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _case_collect_panel(self, panel):
        """Put the localizations that the customer acquired beside his case."""
        result = super()._case_collect_panel(panel)
        acquired = self.env["bacg.localization.acquired"].search(
            [("partner_id", "=", panel.customer.id)]
        )
        rows = [
            panel.row(
                one.localization_id.name, one.version or "", record=one.localization_id
            )
            for one in acquired
        ]
        panel.add(self.env._("Localizations"), rows)
        return result
