# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date

from ..common.selections import selection_labels

TONES = {"kept": "success", "open": "info", "late": "danger", "kept_late": "danger"}


class HelpdeskTicket(models.Model):
    """The fix of a bug as the customer's cards and page say it (SLA 4.02)."""

    _inherit = "helpdesk.ticket"

    def _development_portal_tone(self):
        """Return the colour of Bootstrap in which the state of the fix is written."""
        return TONES.get(self.bug_fix_state, "secondary")

    def _development_portal_state(self):
        """Return how the fix stands, else the case."""
        if not self.bug_fix_state:
            return self.stage_id.name
        return selection_labels(self, "bug_fix_state")[self.bug_fix_state]

    def _development_portal_facts(self):
        """Return the facts of a bug's card: pairs of label and text."""
        env = self.env
        facts = [
            (env._("Reported"), self._format_customer_short_time(self.reported_at)),
            (env._("Stage"), self.stage_id.name),
        ]
        if self.bug_fix_due:
            facts.append((env._("Fix due"), format_date(env, self.bug_fix_due)))
        return facts
