# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels

NAMED_INSTANCES = 10
TONES = {"up": "success", "down": "danger"}


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _case_collect_panel(self, panel):
        """Put the customer's instances beside his case, and whether they run."""
        result = super()._case_collect_panel(panel)
        instances = self.env["bacg.hosted.instance"]
        mine = [("partner_id", "=", panel.customer.id)]
        found = instances.search(mine, limit=NAMED_INSTANCES + 1)
        environments = selection_labels(found, "environment")
        states = selection_labels(found, "live_state")
        rows = [
            panel.row(
                f"{one.name} ({environments[one.environment]})",
                states[one.live_state],
                record=one,
                tone=TONES.get(one.live_state, ""),
            )
            for one in found[:NAMED_INSTANCES]
        ]
        link = None
        if len(found) > NAMED_INSTANCES:
            link = panel.link(self.env._("All instances"), found._name, mine)
        panel.add(self.env._("Instances"), rows, link)
        return result
