# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date

from ..common.selections import selection_labels

TONES = {"proposed": "warning", "agreed": "info", "done": "success"}


class BacgHoursDraw(models.Model):
    """A draw as the customer's cards and page say it."""

    _inherit = "bacg.hours.draw"

    def _portal_tone(self):
        """Return the colour of Bootstrap in which its state is written."""
        return TONES.get(self.state, "secondary")

    def _state_label(self):
        return selection_labels(self, "state")[self.state]

    def _portal_title(self):
        return f"{self._offered_text()}, {self._pool_text()}"

    def _portal_sentence(self):
        """Return what the customer wants to know first of this draw."""
        env, person = self.env, self.decided_by_id.name or ""
        when = self.decided_at and self.contract_id._format_time(self.decided_at)
        if self._is_open():
            day = format_date(env, self.valid_until)
            return env._("We wait for your answer until %(day)s.", day=day)
        if self.state == "refused":
            return env._("%(person)s refused it, %(when)s.", person=person, when=when)
        if self.state in ("agreed", "done") and when:
            return env._("%(person)s agreed to it, %(when)s.", person=person, when=when)
        return ""

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        facts = [(self.env._("Drawn"), self._charged_text() or "–")]
        if self.ticket_id:
            facts.insert(0, (self.env._("Case"), self.ticket_id.number))
        return facts
