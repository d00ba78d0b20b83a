# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import get_day_names

from odoo import models
from odoo.tools.misc import babel_locale_parse

from odoo.addons.bacg_sla_platino.models.common.zones import zone_name
from odoo.addons.bacg_sla_platino.tools.clock.duration import format_minutes
from odoo.addons.bacg_sla_platino.tools.windows import BadRule, parse_rule

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class BacgMaintenanceWindow(models.Model):
    """A window in words, as its customer says it."""

    _inherit = "bacg.maintenance.window"

    def _get_words(self):
        minutes = round(self.begins * 60)
        return self.env._(
            "%(days)s from %(begins)s, %(length)s (%(zone)s)",
            days=self._get_days_words(),
            begins=f"{minutes // 60:02}:{minutes % 60:02}",
            length=format_minutes(self.env, round(self.hours * 60)),
            zone=zone_name(self.env, self.tz or "UTC"),
        )

    def _get_days_words(self):
        try:
            parts = parse_rule(self.rule)
        except BadRule:
            return self.rule or ""
        words = getattr(self, f"_get_{parts['FREQ'].lower()}_words")(parts)
        return words or self.env._("By the rule %s", self.rule)

    def _get_daily_words(self, parts):
        if parts.keys() - {"FREQ", "INTERVAL"}:
            return None
        if (every := int(parts.get("INTERVAL", 1))) > 1:
            return self.env._("Every %s days", every)
        return self.env._("Every day")

    def _get_weekly_words(self, parts):
        days = self._get_weekday_names(parts.get("BYDAY", ""))
        if not days:
            return None
        if (every := int(parts.get("INTERVAL", 1))) > 1:
            return self.env._(
                "Every %(count)s weeks on %(days)s", count=every, days=days
            )
        return self.env._("Each %s", days)

    def _get_monthly_words(self, parts):
        if parts.keys() - {"FREQ", "BYDAY", "BYMONTHDAY"}:
            return None
        if day := parts.get("BYMONTHDAY"):
            if "BYDAY" in parts:
                return None
            if day == "-1":
                return self.env._("The last day of each month")
            return self.env._("Day %s of each month", day)
        nth, names = self._get_nth(), parts.get("BYDAY", "")
        days = self._get_weekday_names(names[-2:])
        if names[:-2] not in nth or not days:
            return None
        return self.env._(
            "The %(nth)s %(day)s of each month", nth=nth[names[:-2]], day=days
        )

    def _get_yearly_words(self, _parts):
        return None

    def _get_nth(self):
        """Return which of a month's weekdays in words, by its number in a rule."""
        return {
            "1": self.env._("first"),
            "2": self.env._("second"),
            "3": self.env._("third"),
            "4": self.env._("fourth"),
            "-1": self.env._("last"),
        }

    def _get_weekdays(self):
        """Return the names of the weekdays by their letters in a rule, in order."""
        names = get_day_names(locale=babel_locale_parse(self.env.lang))
        return {letters: names[number] for number, letters in enumerate(WEEKDAYS)}

    def _get_weekday_names(self, letters):
        names = self._get_weekdays()
        days = letters.split(",")
        return ", ".join(names[day] for day in days) if set(days) <= set(names) else ""

    # -------------------------------------------------------------------------
    # The form of the portal
    # -------------------------------------------------------------------------

    def _get_form(self):
        """Return what the portal's form shows of a window, or of a new one."""
        form = {
            "kind": "weekly",
            "weekday": "SU",
            "nth": "1",
            "day": "1",
            "begins": "22:00",
            "hours": "4",
            "tz": "",
            "valid_until": "",
            "blocked": [],
        }
        if not self:
            return form
        minutes = round(self.begins * 60)
        return {
            **form,
            **self._get_form_days(),
            "begins": f"{minutes // 60:02}:{minutes % 60:02}",
            "hours": f"{self.hours:g}",
            "tz": self.tz,
            "valid_until": str(self.valid_until or ""),
            "blocked": [
                (str(one.date_from), str(one.date_to), one.name)
                for one in self.blackout_ids
            ],
        }

    def _get_form_rules(self, form):
        """Return the rule that each choice of the form makes, by its kind."""
        return {
            "daily": "FREQ=DAILY",
            "weekly": f"FREQ=WEEKLY;BYDAY={form['weekday']}",
            "biweekly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={form['weekday']}",
            "nth": f"FREQ=MONTHLY;BYDAY={form['nth']}{form['weekday']}",
            "day": f"FREQ=MONTHLY;BYMONTHDAY={form['day']}",
        }

    def _get_form_days(self):
        """Return which choices of the form make the rule; ``own`` if none does."""
        form = self._get_nearest_form_days()
        try:
            same = parse_rule(self._get_form_rules(form)[form["kind"]])
        except BadRule:
            same = None
        return form if same == parse_rule(self.rule) else {**form, "kind": "own"}

    def _get_nearest_form_days(self):
        parts = parse_rule(self.rule)
        days, day = parts.get("BYDAY", "SU"), parts.get("BYMONTHDAY", "1")
        values = {"weekday": days[-2:], "nth": days[:-2] or "1", "day": day}
        if parts["FREQ"] == "DAILY":
            return {**values, "kind": "daily"}
        if parts["FREQ"] == "WEEKLY":
            often = "biweekly" if parts.get("INTERVAL") == "2" else "weekly"
            return {**values, "kind": often, "nth": "1"}
        return {**values, "kind": "day" if "BYMONTHDAY" in parts else "nth"}

    def _portal_sentence(self):
        """Return when the next one begins, and who picked it."""
        found = self._get_next(1)
        next_one = self._format_window(*found[0]) if found else self.env._("none")
        if not self.picked_by_id:
            return self.env._("Next: %s. Noted by us as you told us.", next_one)
        return self.env._(
            "Next: %(next)s. Chosen by %(name)s.",
            next=next_one,
            name=self.picked_by_id.name,
        )
