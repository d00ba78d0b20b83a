# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels


class BacgLegalChange(models.Model):
    """A change of the law as the customer reads it: no date without its source."""

    _inherit = "bacg.legal.change"

    def _portal_line(self, partner):
        """Return the change, the customer's own day and how well that is known."""
        labels = selection_labels(self, "verification_state")
        certainty = selection_labels(self, "date_certainty")
        how = (certainty[self.date_certainty], labels[self.verification_state])
        if self.agreed_date:
            how = (self.env._("agreed on"),)
        day = self._get_mandatory_from(partner)[partner] or self.agreed_date
        return {
            "name": self.name,
            "day": format_date(self.env, day) if day else self.env._("no day yet"),
            "how": " · ".join(how),
            "is_verified": self.verification_state == "official_text",
        }

    def _is_to_bind(self, partner):
        """Return whether the day is still to come, or not known yet.

        The customer's own, or the agreed one (SLA 3.07); of who is in no phase, the
        first of all.
        """
        own = self._get_mandatory_from(partner)[partner]
        day = own or self.binding_date or self.agreed_date
        return not day or day >= self._today()
