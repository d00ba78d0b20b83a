# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels
from odoo.addons.bacg_sla_platino.models.common.zones import zone_name
from odoo.addons.bacg_sla_platino.tools.clock.local_day import local_date, midnight

from ..tools import day_states
from ..tools.duration import format_seconds

WINDOWS = 5  # of maintenance, that the page names
TONES = {
    "up": "success",
    "down": "danger",
    "unknown": "secondary",
}
OUTAGE_TONES = {
    "detected": "warning",
    "review": "warning",
    "confirmed": "danger",
    "rejected": "secondary",
}


class BacgHostedInstance(models.Model):
    """What the customer's status page says of his instances. In sudo."""

    _inherit = "bacg.hosted.instance"

    def _uptime_portal_pages(self, count):
        """Return what stands of each instance on the status page, by its id.

        :param count: days of the bars, today included
        """
        states = selection_labels(self, "live_state")
        days = self._uptime_get_days(count)
        return {
            instance.id: {
                "state": states[instance.live_state],
                "tone": TONES[instance.live_state],
                "sentence": instance._uptime_portal_sentence(),
                "facts": instance._uptime_portal_facts(),
                "days": days[instance.id],
                "days_label": instance._uptime_text_days(days[instance.id]),
                "zone": zone_name(self.env, instance.contract_id._uptime_get_zone()),
            }
            for instance in self
        }

    def _uptime_portal_sentence(self):
        """Return how it runs now, in a sentence."""
        sentences = {
            "up": self.env._("It runs."),
            "down": self.env._("It is down: we know and work on it."),
            "unknown": self.env._("At present it is not measured."),
        }
        parts = [sentences[self.live_state]]
        if self.judged and self.budget_text:
            parts.append(self.env._("Downtime: %s.", self.budget_text))
        return " ".join(parts)

    def _uptime_portal_facts(self):
        """Return pairs of label and text."""
        if not self.judged:
            labels = selection_labels(self, "judgement")
            return [(self.env._("The 99 %"), labels[self.judgement])]
        return [
            (self.env._("Availability this month"), self.month_text),
            (self.env._("Forecast"), self.forecast_text or "–"),
        ]

    # -------------------------------------------------------------------------
    # A bar for each day
    # -------------------------------------------------------------------------

    def _uptime_get_days(self, count):
        """Return the last days, each measured or grey, by id of instance."""
        now = fields.Datetime.now()
        found = {}
        by_zone = self.grouped(lambda one: one.contract_id._uptime_get_zone())
        for zone, instances in by_zone.items():
            last = local_date(now, zone)
            first = last - timedelta(days=count - 1)
            measured = instances._uptime_measure(midnight(first, zone), now)
            for instance in instances:
                states = day_states.pieces(measured[instance])
                days = day_states.by_day(states, first, last, zone)
                found[instance.id] = [
                    self._uptime_portal_day(day, seconds) for day, seconds in days
                ]
        return found

    def _uptime_portal_day(self, day, seconds):
        tone = day_states.tone(seconds)
        if tone == "grey":
            said = self.env._("not measured")
        else:
            down = seconds.get("down", 0) + seconds.get("excused", 0)
            said = (
                self.env._("down %s", format_seconds(self.env, down))
                if down
                else self.env._("no outage")
            )
        label = format_date(self.env, day, date_format="d MMM")
        return {"tone": tone, "label": label, "title": f"{label}: {said}"}

    def _uptime_text_days(self, days):
        """Return what the bars show, for who does not see them."""
        counts = Counter(day["tone"] for day in days)
        return self.env._(
            "%(days)s days: %(up)s without an outage, %(down)s with one that counts, "
            "%(excused)s with excused ones alone, %(grey)s not measured.",
            days=len(days),
            up=counts["success"],
            down=counts["danger"],
            excused=counts["info"],
            grey=counts["grey"],
        )

    # -------------------------------------------------------------------------
    # What happened and what comes
    # -------------------------------------------------------------------------

    def _uptime_portal_incidents(self, limit):
        """Return the last outages of this instance, the newest first."""
        labels = selection_labels(self.env["bacg.uptime.outage"], "state")
        outages = self.env["bacg.uptime.outage"].search(
            [("instance_id", "=", self.id), ("joined_into_id", "=", False)],
            order="start desc, id desc",
            limit=limit,
        )
        return [
            {
                "when": self._uptime_text_span(outage.start, outage.stop),
                "state": labels[outage.state],
                "tone": OUTAGE_TONES[outage.state],
                "sentence": self._uptime_portal_incident(outage),
            }
            for outage in outages
        ]

    def _uptime_portal_incident(self, outage):
        """Return what is known of an outage: how long, why, what we say of it."""
        parts = []
        if outage.stop:
            seconds = (outage.stop - outage.start).total_seconds()
            parts.append(format_seconds(self.env, seconds))
        causes = outage.slice_ids.cause_id.mapped("name")
        parts.append(", ".join(causes) or self.env._("cause not known yet"))
        said = outage.reject_reason if outage.state == "rejected" else outage.note
        return ". ".join(filter(None, [", ".join(parts), said]))

    def _uptime_portal_maintenance(self):
        """Return the windows that are announced or go on, the nearest first."""
        windows = self._uptime_search_windows(
            Domain("state", "in", ("announced", "running"))
            & Domain("stop", ">", fields.Datetime.now())
        )
        return [
            {"when": self._uptime_text_span(one.start, one.stop), "name": one.name}
            for one in windows[:WINDOWS]
        ]

    def _uptime_text_span(self, start, stop):
        """Return from when to when, in the zone of the months."""
        zone = self.contract_id._uptime_get_zone()

        def text(moment):
            return format_datetime(
                self.env, moment, tz=zone, dt_format="d MMM y, HH:mm"
            )

        return f"{text(start)} – {text(stop) if stop else self.env._('now')}"
