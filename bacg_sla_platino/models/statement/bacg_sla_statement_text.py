# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ...tools.clock.duration import format_minutes


class BacgSlaStatement(models.Model):
    """Values of a statement in words, in its language and zone."""

    _inherit = "bacg.sla.statement"

    def _text_moment(self, moment):
        """Return a moment (naive UTC, also in ISO form) in the statement's zone."""
        if not moment:
            return "–"
        moment = fields.Datetime.to_datetime(moment)
        return format_datetime(self.env, moment, tz=self.tz, dt_format="d MMM y, HH:mm")

    def _text_day(self, day):
        return format_date(self.env, day)

    def _text_minutes(self, minutes):
        return format_minutes(self.env, minutes or 0)

    def _text_percent(self, rate):
        """Return a rate in words, rounded down: only all of all is 100 %."""
        if rate is None or rate is False:
            return self.env._("no cases")
        share = math.floor(rate * 1000 + 1e-9) / 10
        return self.env._("%s %%", formatLang(self.env, share, digits=1))

    def _text_share(self, share):
        return "–" if share is None else self._text_percent(share)

    def _text_change(self, change, labels):
        """Return one difference to the revision before as a sentence."""
        env = self.env
        if change["what"] == "population":
            return env._(
                "%(what)s: %(before)s → %(after)s",
                what=labels["population"][change["name"]],
                before=change["before"],
                after=change["after"],
            )
        metric = labels["metric"][change["metric"]]
        if change["what"] == "figure":
            return env._(
                "%(metric)s, priority %(priority)s: %(before)s → %(after)s kept",
                metric=metric,
                priority=labels["priority"][change["priority"]],
                before="{} / {}".format(*change["before"]),
                after="{} / {}".format(*change["after"]),
            )
        return env._(
            "Case %(number)s, %(metric)s: %(before)s → %(after)s",
            number=change["number"],
            metric=metric,
            before=self._text_late(change["before"]),
            after=self._text_late(change["after"]),
        )

    def _text_late(self, clock):
        if not clock:
            return self.env._("not late")
        if clock.get("ended"):
            return self.env._("late and cancelled")
        if not clock["reached"]:
            return self.env._("late and open")
        return self.env._(
            "late by %(late)s, reached on %(reached)s",
            late=self._text_minutes(clock["late_minutes"]),
            reached=self._text_moment(clock["reached"]),
        )
