# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...tools.public_holidays import ASKED, COUNTRIES, offers
from ..common import SlaCommon, local

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"
NOW = "2026-03-30T08:00:00"
# By the laws of the countries, not by the package.
KNOWN = {
    "GT": (date(2026, 4, 2), date(2026, 9, 15), date(2026, 10, 20)),
    "HN": (date(2026, 4, 14), date(2026, 9, 15)),
    "PA": (date(2026, 2, 17), date(2026, 11, 3), date(2026, 12, 8)),
    "CR": (date(2026, 4, 11), date(2026, 9, 15)),
    "NI": (date(2026, 7, 19), date(2026, 9, 14)),
    "BZ": (date(2026, 9, 10), date(2026, 9, 21)),
    "MX": (date(2026, 2, 2), date(2026, 3, 16), date(2026, 11, 16)),
    "US": (date(2026, 7, 4), date(2026, 11, 26)),
}


@tagged("post_install", "-at_install")
class TestHolidayOffer(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.administrator = new_test_user(
            cls.env,
            login="holiday_administrator",
            groups=ADMINISTRATOR,
            tz="America/Guatemala",
        )
        cls.calendar = cls.agreement.resource_calendar_id

    def _offer(self, calendar=None, lang="en_US", **values):
        offers_of = self.env["bacg.holiday.offer"].with_user(self.administrator)
        offers_of = offers_of.with_context(
            lang=lang, default_calendar_id=(calendar or self.calendar).id
        )
        with freeze_time(local(NOW)):
            form = Form(offers_of)
        for name, value in values.items():
            form[name] = value
        return form

    def _days(self, form):
        return {str(line["day"]): line for line in form.line_ids._records}

    def _choose(self, form, answers):
        """Set the column Holiday of days, and return the saved window."""
        for index in range(len(form.line_ids)):
            with form.line_ids.edit(index) as line:
                line.closed = answers.get(str(line.day), "no")
        return form.save()

    def test_eight_countries_any_year(self):
        for country in COUNTRIES:
            for year in (2000, 2026, 2027, 2100):
                days = offers(country, year, "es")
                with self.subTest(country, year=year):
                    dates = [offer.day for offer in days]
                    self.assertEqual(dates, sorted(set(dates)))
                    self.assertEqual({day.year for day in dates}, {year})
                    self.assertTrue(
                        {date(year, *month_day) for month_day in ASKED} <= set(dates)
                    )
                    named = [offer for offer in days if offer.kind != "asked"]
                    self.assertTrue(all(offer.name for offer in named))
            public = {o.day for o in offers(country, 2026, "es") if o.kind == "public"}
            self.assertTrue(public.issuperset(KNOWN[country]), country)

    def test_offered_by_country_and_year(self):
        """SLA 1.06: the calendar's country, its names in the reader's language."""
        form = self._offer(lang="es_419")
        self.assertEqual((form.country_id.code, form.year), ("GT", 2026))
        days = self._days(form)
        self.assertEqual(days["2026-09-15"]["name"], "Día de la Independencia")
        self.assertEqual(days["2026-09-15"]["closed"], "whole")
        self.assertFalse(days["2026-12-24"]["closed"], "nobody has answered")
        self.assertEqual(days["2026-05-01"]["day_text"], "vie, 1 may")
        days = self._days(self._offer())
        self.assertEqual(days["2026-09-15"]["name"], "Independence Day")
        self.assertEqual(days["2026-12-24"]["name"], "Christmas Eve")
        self.assertIn("No working hours", days["2026-04-04"]["note"])
        form.year = 2027
        self.assertIn("2027-03-26", self._days(form))
        form.country_id = self.env.ref("base.pa")
        carnival = self._days(form)["2027-02-08"]
        self.assertEqual((carnival["kind"], carnival["closed"]), ("other", "no"))
        new_york = self.calendar.copy({"tz": "America/New_York"})
        self.assertEqual(self._offer(new_york).country_id.code, "US")

    def test_chosen_then_previewed(self):
        """SLA 1.06: chosen days are entered; running cases move after the preview."""
        with freeze_time(local(NOW)):
            case = self._case(local(NOW))
        self.assertEqual(
            self._status(case, "resolution").deadline, local("2026-04-09T17:00:00")
        )
        answers = {
            "2026-04-02": "whole",
            "2026-04-03": "half",
            "2026-12-24": "half",
            "2026-12-31": "no",
        }
        offer = self._choose(self._offer(half_day_from=10.5), answers)
        with freeze_time(local(NOW)):
            action = offer.action_add()
            self.assertEqual(action["res_model"], "bacg.sla.calendar.preview")
            preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(preview.case_count, 1)
        # Eight hours of Thursday, five and a half of Friday.
        self.assertEqual(preview.line_ids.new_deadline, local("2026-04-13T14:30:00"))
        self.assertEqual(
            self._status(case, "resolution").deadline, local("2026-04-09T17:00:00")
        )
        leaves = self.calendar.global_leave_ids.sorted("date_from")
        self.assertEqual(
            leaves.mapped("name"), ["Maundy Thursday", "Good Friday", "Christmas Eve"]
        )
        self.assertEqual(leaves[0].date_from, local("2026-04-02T00:00:00"))
        self.assertEqual(leaves[0].date_to, local("2026-04-02T23:59:59"))
        for day, minutes in ((23, 480), (24, 150), (31, 480)):
            start = datetime(2026, 12, day, 6)
            worked = self.calendar._sla_elapsed(start, start.replace(hour=23))
            self.assertEqual(worked, minutes, day)

    def test_entered_days_are_not_offered_again(self):
        answers = {"2026-09-15": "whole"}
        chosen = self._choose(self._offer(), answers)
        self.assertEqual(chosen.action_add()["tag"], "display_notification")
        # A holiday of the company closes the calendar, too (decision 30).
        self.calendar.company_id = self.env.company
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Aniversario",
                "date_from": local("2026-10-19T00:00:00"),
                "date_to": local("2026-10-20T23:59:59"),
                "company_id": self.env.company.id,
                "calendar_id": False,
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Navidad",
                "date_from": local("2026-12-25T00:00:00"),
                "date_to": local("2026-12-26T00:00:00"),
                "calendar_id": self.calendar.id,
            }
        )
        christmas = self.calendar._holiday_get_entered(
            date(2026, 12, 1), date(2026, 12, 31)
        )
        self.assertEqual(christmas, {date(2026, 12, 25): "Navidad"})
        other = self.calendar.copy()
        other._holiday_add([(date(2026, 5, 1), "De otro calendario", 0)])
        days = self._days(self._offer())
        self.assertEqual(days["2026-05-01"]["closed"], "whole")
        for day, name in (
            ("2026-09-15", "Independence"),
            ("2026-10-20", "Aniversario"),
        ):
            self.assertEqual(days[day]["closed"], "no")
            self.assertRegex(days[day]["note"], f"Already.*{name}")
        again = self._choose(self._offer(), answers)
        with self.assertRaisesRegex(UserError, "Sep 15.*already"):
            again.action_add()

    def test_what_is_refused(self):
        offer = self._offer().save
        with self.assertRaises(AssertionError):
            offer()  # both eves are asked
        form = self._offer()
        window = self._choose(form, {})
        with self.assertRaisesRegex(UserError, "choose at least one day"):
            window.action_add()
        window.line_ids.filtered("is_asked").closed = False
        with self.assertRaisesRegex(UserError, "Holiday.*Dec 24.*Dec 31"):
            window.action_add()
        for values, error in (
            ({"year": 1899}, "2000"),
            ({"half_day_from": 25}, "12:00"),
            ({"country_id": self.env.ref("base.es").id}, "Spain"),
        ):
            with self.assertRaisesRegex(ValidationError, error):
                window.write(values)

    def test_only_administrators_enter_holidays(self):
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.env["bacg.holiday.offer"].with_user(user).create(
                    {"calendar_id": self.calendar.id, "year": 2026}
                )
