# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_amount, format_date

from ..common.selections import selection_labels

TONES = {
    "analyse": "secondary",
    "port": "primary",
    "test": "info",
    "exception": "warning",
}


class BacgMigrationLine(models.Model):
    """A line as the customer reads it."""

    _inherit = "bacg.migration.line"

    def _portal_tone(self):
        if self.state == "exception" and self.approval_state == "approved":
            return "success"
        return TONES.get(self.state, "success")

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_sentence(self):
        """Return what becomes of it; an exception only once he was asked."""
        if self.exception_reason:
            return self._portal_exception()
        if self.state == "accepted":
            return self.env._(
                "Accepted by %(person)s on %(day)s; without cost.",
                person=self.accepted_by_id.name,
                day=format_date(self.env, self.accepted_on),
            )
        text = self._get_outcome_text()
        return f"{text[0].upper()}{text[1:]}."

    def _portal_exception(self):
        labels = selection_labels(self, "approval_state")
        if self.approval_state == "none":
            return self.env._("We examine it and ask for your approval.")
        price = self.env._("without a price")
        if self.price:
            price = format_amount(self.env, self.price, self.currency_id)
        return self.env._(
            "%(reason)s (%(price)s; %(state)s)",
            reason=self.exception_reason,
            price=price,
            state=labels[self.approval_state].lower(),
        )
