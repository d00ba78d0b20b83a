# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels


class BacgLegalChange(models.Model):
    """A change of the law as the customer reads it: no date without its source."""

    _inherit = "bacg.legal.change"

    def _portal_line(self):
        """Return the change, its day and how well that is known."""
        labels = selection_labels(self, "verification_state")
        certainty = selection_labels(self, "date_certainty")
        how = (certainty[self.date_certainty], labels[self.verification_state])
        if self.agreed_date:
            how = (self.env._("agreed on"),)
        day = self._portal_day()
        return {
            "name": self.name,
            "day": format_date(self.env, day) if day else self.env._("no day yet"),
            "how": " · ".join(how),
            "is_verified": self.verification_state == "official_text",
        }

    def _portal_day(self):
        """Return the day on which it binds, or that is agreed for it (SLA 3.07)."""
        return self.binding_date or self.agreed_date
