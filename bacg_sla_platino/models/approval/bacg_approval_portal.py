# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..common.selections import selection_labels

TONES = {"asked": "warning", "granted": "success", "refused": "danger"}


class BacgApproval(models.Model):
    """An approval as the customer's cards and page say it."""

    _inherit = "bacg.approval"

    def _portal_path(self):
        return f"/my/approvals/{self.id}"

    def _portal_tone(self):
        """Return the colour of Bootstrap in which its state is written."""
        return TONES.get(self.state, "secondary")

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_number(self):
        return self.env._("Round %(round)s", round=self.round)

    def _portal_sentence(self):
        """Return what the customer wants to know first of this approval."""
        if self.voided_at:
            return self.env._("It does not count any more: %s.", self.void_reason)
        if self.state == "asked":
            names = ", ".join(self.contract_id._approval_get_approvers().mapped("name"))
            return self.env._("We wait for the answer of %s.", names)
        return self._portal_answer()

    def _portal_answer(self):
        """Return who answered what, and when."""
        sentences = {
            "granted": self.env._("Approved by %(name)s, %(when)s."),
            "refused": self.env._("Refused by %(name)s, %(when)s."),
        }
        when = self._format_time(self.answered_at)
        name = self.answered_by_id.name
        return sentences[self.answer] % {"name": name, "when": when}

    def _portal_way(self):
        return selection_labels(self, "way").get(self.way)

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        facts = [(self.env._("Asked on"), self._format_time(self.asked_at))]
        if self.planned_at:
            planned = self._format_time(self.planned_at)
            facts.append((self.env._("Planned for"), planned))
        return facts
