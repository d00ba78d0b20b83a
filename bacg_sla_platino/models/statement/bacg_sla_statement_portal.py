# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaStatement(models.Model):
    """A statement as the customer's cards and page say it."""

    _inherit = "bacg.sla.statement"

    def _portal_period(self):
        first, last = map(self._text_day, (self.date_from, self.date_to))
        return f"{first} – {last}"

    def _portal_sentence(self):
        """Return how we kept our promises, in one sentence."""
        totals = self.content["totals"]
        judged = sum(total["judged"] for total in totals)
        if not judged:
            return self.env._("No promise came due in this period.")
        return self.env._(
            "We kept %(kept)s of %(judged)s promises.",
            kept=sum(total["met"] for total in totals if total["judged"]),
            judged=judged,
        )

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        return [
            (self.env._("Contract"), self.contract_id.name),
            (self.env._("Issued"), self._text_moment(self.issued_at)),
        ]
