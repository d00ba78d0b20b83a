# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from ..common.selections import selection_labels

TONES = {
    "sent": "warning",
    "agreed": "info",
    "tested": "info",
    "approved": "info",
    "production": "primary",
    "verified": "success",
    "rolled_back": "danger",
}


class BacgChangeMinute(models.Model):
    """Minutes as the customer's cards, page, mails and paper say them."""

    _inherit = "bacg.change.minute"

    def _in_customer_language(self):
        """Return these minutes in the language of their customer, for paper."""
        language = self.partner_id.lang or self.env.lang
        # sudo: whoever may print them reads who answered, too
        return self.with_context(lang=language).sudo()

    def _portal_domain(self):
        """Return the domain of the minutes that customers see: no drafts of ours."""
        return Domain("sent_at", "!=", False) | Domain("actual_start", "!=", False)

    def _portal_path(self):
        return f"/my/changes/{self.id}"

    def _portal_url(self):
        return f"{self.get_base_url()}{self._portal_path()}"

    def _portal_tone(self):
        """Return the colour of Bootstrap in which its state is written."""
        if self.emergency_state in ("overdue", "late") or self.result == "failed":
            return "danger"
        return TONES.get(self.state, "secondary")

    def _portal_state(self):
        if self.emergency_state in ("waiting", "overdue"):
            return selection_labels(self, "emergency_state")[self.emergency_state]
        if self.state == "verified":
            return selection_labels(self, "result")[self.result]
        return selection_labels(self, "state")[self.state]

    def _portal_sentence(self):
        """Return what the customer wants to know first of these minutes."""
        env, when = self.env, self.interface_id._format_time
        if self.emergency_state == "overdue":
            return env._(
                "Emergency change that was to be approved by %s: it is past its term.",
                when(self.emergency_due),
            )
        if self.emergency_state == "waiting":
            return env._(
                "Emergency change: made first, to be approved by %s.",
                when(self.emergency_due),
            )
        if self.state == "sent":
            return env._("It waits for the agreement of both sides.")
        if self.state == "rolled_back":
            return env._(
                "Rolled back on %(when)s by %(who)s.",
                when=when(self.rolled_back_at),
                who=self.rolled_back_by_id.name,
            )
        if self.state in ("production", "verified"):
            return env._("In production since %s.", when(self.actual_start))
        if self.state == "cancelled":
            return env._("Cancelled: %s", self.cancel_reason)
        if self.planned_start:
            return env._("Planned for %s.", when(self.planned_start))
        return ""

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        return [
            (self.env._("Date"), format_date(self.env, self.date)),
            (self.env._("Changes"), str(self.line_count)),
        ]

    def _portal_times(self):
        """Return planned and actual times: pairs of label and text."""
        when = self.interface_id._format_time
        moments = [
            (self._get_label(name), self[name])
            for name in (
                "planned_start",
                "planned_stop",
                "sent_at",
                "agreed_at",
                "tested_at",
                "approved_at",
                "actual_start",
                "actual_stop",
                "rolled_back_at",
                "emergency_due",
            )
        ]
        return [(label, when(moment)) for label, moment in moments if moment]

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _portal_answers(self):
        """Return what both sides answered and still holds, the agreement first."""
        # sudo: what was answered is both sides' to read
        answers = self.sudo().approval_ids
        return answers.filtered(
            lambda one: one.answer == "granted" and not one.voided_at
        ).sorted("answered_at")

    def _portal_asked(self, partner):
        """Return what this contact may answer about these minutes now, if anything."""
        # sudo: the portal reads no approvals
        asked = self.sudo()._approval_get_live()
        return asked.filtered(
            lambda one: (
                one.party == "customer"
                and one.state == "asked"
                and one._may_answer(partner)
            )
        )
