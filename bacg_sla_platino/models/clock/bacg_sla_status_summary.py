# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date

from ...tools.clock import explain
from ...tools.clock.duration import format_minutes
from ...tools.clock.local_day import local_date

# Of the days that are not counted, as many are named; the table has the rest.
NAMED_HOLIDAYS = 4


class BacgSlaStatus(models.Model):
    """Says in a sentence and a table how far a clock is, and what it leaves out."""

    _inherit = "bacg.sla.status"

    def _summarize(self, parts):
        """Return the summary of this clock: a dict of ``text`` and ``rows``.

        :param parts: its slices
        """
        now = fields.Datetime.now()
        return {
            "text": self._get_summary_text(parts, now),
            "rows": self._get_summary_rows(parts, now),
        }

    def _get_summary_rows(self, parts, now):
        """Return a dict for each kind of time: what passed of it and what is to come.

        These are the rows that the customer reads. Durations are texts, empty for none.

        :param parts: the slices of this clock
        """
        earlier = self._keeps_earlier_deadline(parts)
        before, after = map(explain.totals, explain.split(parts, now))
        rows = []
        for (kind, detail), minutes in explain.totals(parts).items():
            key = (kind, detail)
            rows.append(
                {
                    "kind": kind,
                    **self._get_slice_text(kind, detail, earlier),
                    "passed": self._format_some(before.get(key)),
                    "left": self._format_some(after.get(key)),
                    "total": format_minutes(self.env, minutes),
                }
            )
        return rows

    def _format_some(self, minutes):
        return format_minutes(self.env, minutes) if minutes else ""

    def _get_summary_text(self, parts, now):
        """Return how much has passed of what, and which days do not count.

        :param parts: the slices of this clock; without any, it is empty
        """
        if not parts:
            return ""
        texts = [self._get_passed_text(parts, now)]
        if missing := self._get_not_counted(parts):
            texts.append(self.env._("not counted: %s", ", ".join(missing)))
        return "; ".join(texts)

    def _get_passed_text(self, parts, now):
        minutes = {"open": 0, "late": 0}
        for part in explain.split(parts, now)[0]:
            if part.kind in minutes:
                minutes[part.kind] += part.minutes
        promised = self.promised_minutes or self.minutes
        figures = {
            "passed": format_minutes(self.env, sum(minutes.values())),
            "total": format_minutes(self.env, promised),
            "late": format_minutes(self.env, minutes["late"]),
            "left": format_minutes(self.env, max(promised - minutes["open"], 0)),
        }
        if minutes["late"] and self.reached_at:
            text = self.env._(
                "it took %(passed)s of %(total)s, %(late)s too many", **figures
            )
        elif minutes["late"]:
            text = self.env._("%(passed)s of %(total)s, %(late)s too many", **figures)
        elif self.reached_at:
            text = self.env._("it took %(passed)s of %(total)s", **figures)
        elif self.state == "paused":
            text = self.env._(
                "%(passed)s of %(total)s have passed, %(left)s remain after the pause",
                **figures,
            )
        else:
            text = self.env._(
                "%(passed)s of %(total)s have passed, %(left)s are left", **figures
            )
        return text

    def _get_not_counted(self, parts):
        """Return what a clock leaves out: days of the week, holidays, pauses."""
        # sudo: whoever reads the clock may read the hours that it counts in
        calendar = self.sudo().ticket_id._get_business_calendar()

        def to_date(moment):
            return local_date(moment, calendar.tz or "UTC")

        return [
            *self._get_weekday_texts(explain.days(parts, "closed", to_date), calendar),
            *self._get_holiday_texts(explain.days(parts, "holiday", to_date)),
            *self._get_paused_texts(parts),
        ]

    def _get_weekday_texts(self, closed, calendar):
        """Return the short names of the days on which a calendar never opens.

        :param closed: days with closed hours, as :func:`explain.days` returns them
        """
        if not closed:
            return []
        weekdays = {day.weekday(): day for day in closed}
        return [
            format_date(self.env, weekdays[number], date_format="EEE")
            for number in sorted(weekdays.keys() - calendar._sla_open_weekdays())
        ]

    def _get_holiday_texts(self, holidays):
        texts = []
        for day, name in list(holidays.items())[:NAMED_HOLIDAYS]:
            text = format_date(self.env, day, date_format="d MMM")
            texts.append(f"{text} ({name})" if name else text)
        if len(holidays) > NAMED_HOLIDAYS:
            more = len(holidays) - NAMED_HOLIDAYS
            texts.append(self.env._("%s holidays more", more))
        return texts

    def _get_paused_texts(self, parts):
        minutes = {}
        for (kind, detail), length in explain.totals(parts).items():
            if kind == "pause":
                label = self._get_slice_text(kind, detail)["label"]
                minutes[label] = minutes.get(label, 0) + length
        return [
            f"{format_minutes(self.env, length)} {label.lower()}"
            for label, length in minutes.items()
        ]
