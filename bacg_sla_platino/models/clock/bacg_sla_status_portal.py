# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.clock.duration import format_minutes
from ..common.selections import selection_labels

# Bootstrap's colours, by how a clock stands.
TONES = {
    "late": "danger",
    "at_risk": "warning",
    "on_track": "success",
    "paused": "secondary",
}


class BacgSlaStatus(models.Model):
    _inherit = "bacg.sla.status"

    def _portal_values(self):
        """Return what the customer's page of a case shows of this clock."""
        ticket, env = self.ticket_id, self.env
        met = self.reached_at and (not self.breached_at or self.voided)
        if self.reached_at:
            key, state = "on_track", env._("Kept")
            text = env._(
                "on %(when)s; it was due by %(deadline)s.",
                when=ticket._format_customer_short_time(self.reached_at),
                deadline=ticket._format_customer_short_time(self.deadline),
            )
            if not met:
                key, state = "late", env._("Done late")
        else:
            key = self._portal_progress()
            state = {
                "late": env._("Late"),
                "at_risk": env._("Due soon"),
                "on_track": env._("Running"),
                "paused": env._("Paused"),
            }[key]
            text = self._portal_open_text(key)
        return {
            "label": selection_labels(self, "metric")[self.metric],
            "tone": TONES[key],
            "state": state,
            "text": text,
            "promise": self._portal_promise(),
            "why": self._get_explanation_texts(),
        }

    def _portal_progress(self):
        key = self._progress()
        passed = self.deadline and self.deadline < fields.Datetime.now()
        # The page does not wait for the scheduled action.
        return "late" if passed and self.state == "running" else key

    def _portal_step(self, format_time):
        """Return the tone and the sentence of what this running clock promises.

        :param format_time: returns a naive UTC moment as text
        """
        env, metric = self.env, self.metric
        key = self._portal_progress()
        when = format_time(self.deadline)
        if key == "late" and metric == "first_response":
            sentence = env._(
                "We promised you an answer %(when)s and are late.", when=when
            )
        elif key == "late" and metric == "follow_up":
            sentence = env._("We promised you news %(when)s and are late.", when=when)
        elif key == "late":
            sentence = env._(
                "We promised you the solution %(when)s and are late.", when=when
            )
        elif metric == "first_response":
            sentence = env._("We answer you at the latest %(when)s.", when=when)
        elif metric == "follow_up":
            sentence = env._(
                "We wait for %(whom)s; you hear from us at the latest %(when)s.",
                whom=self.ticket_id._sla_waiting_for(),
                when=when,
            )
        else:
            sentence = env._("We resolve your case at the latest %(when)s.", when=when)
        return TONES[key], sentence

    def _portal_open_text(self, key):
        ticket, env = self.ticket_id, self.env
        if key == "paused":
            return env._(
                "is paused while we wait for %(whom)s; %(left)s will be left then.",
                whom=ticket._sla_waiting_for(),
                left=format_minutes(env, self.remaining_minutes),
            )
        deadline = ticket._format_customer_short_time(self.deadline)
        if key == "late":
            return env._("was due by %(deadline)s.", deadline=deadline)
        return env._("is due by %(deadline)s.", deadline=deadline)

    def _portal_promise(self):
        if self.metric == "follow_up":
            return self.env._("every week, on a working day")
        if self.basis == "clock":
            return self.env._("%(duration)s around the clock", duration=self.promise)
        calendar = self.ticket_id._get_business_calendar()
        days = self.minutes / 60 / (calendar.hours_per_day or 8)
        return self.env._(
            "%(promise)s = %(days)s working days",
            promise=self.promise,
            days=f"{days:g}",
        )
