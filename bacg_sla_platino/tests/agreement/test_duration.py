# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ...tools.clock.duration import (
    Duration,
    NoDuration,
    NoWorkingDay,
    format_promise,
    parse_duration,
)
from ..common import SlaCommon

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"
TEN_YEARS = 10 * 366 * 24 * 3600  # seconds
READ = {
    "30 min": (30, False),
    "8 h": (480, False),
    "1 h 30 min": (90, False),
    "1h30min": (90, False),
    "1 hora y 30 minutos": (90, False),
    "1,5 h": (90, False),
    "1.5 hours": (90, False),
    "0:30": (30, False),
    "90 s": (1.5, False),
    "2 DÍAS": (2880, False),
    "2 dias corridos": (2880, False),
    "1 semana": (10080, False),
    "1 día, 12 h": (2160, False),
    "72 h hábiles": (4320, True),
    "72 horas habiles": (4320, True),
    "72 h en horas hábiles": (4320, True),
    "72 h in business hours": (4320, True),
    "48 working hours": (2880, True),
    "2 días hábiles": (960, True),
    "1 business day 4 h": (720, True),
    "1,5 días laborables": (720, True),
}
REFUSED = (
    "",
    "h",
    "0 h",
    "72",
    "pronto",
    "-5 h",
    "1½ h",
    "2² h",
    "1.440 min",  # thousands, or one and a half
    "30 min 8 h",
    "8 h 8 h",
    "8 h hábiles corridas",
    "1:75",
    "8 h?",
    "1 mes",
    "9" * 400 + " h",
)


@tagged("post_install", "-at_install")
class TestDuration(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.administrator = new_test_user(
            cls.env, login="duration_administrator", groups=ADMINISTRATOR
        )
        cls.draft = cls.agreement.copy({"version": "draft"})
        row = cls.draft.policy_ids.filtered(lambda policy: policy.priority == "0")[-1]
        cls.target = row.target_ids.filtered(lambda t: t.metric == "resolution")

    def test_what_people_say_is_read(self):
        for text, read in READ.items():
            with self.subTest(text):
                self.assertEqual(parse_duration(text, 480), Duration(*read))

    def test_what_could_be_several_things_is_refused(self):
        for text in REFUSED:
            with self.subTest(text), self.assertRaises(NoDuration):
                parse_duration(text, 480)
        for text, day in (("2 días hábiles", None), ("1 semana hábil", 480)):
            with self.subTest(text), self.assertRaises(NoWorkingDay):
                parse_duration(text, day)

    @settings(
        max_examples=300,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        seconds=st.one_of(
            st.integers(1, TEN_YEARS),
            st.integers(1, 3000).map(lambda hours: hours * 3600),
        ),
        business=st.booleans(),
        lang=st.sampled_from(["en_US", "es_419"]),
    )
    def test_what_is_shown_is_read_back(self, seconds, business, lang):
        """To the second, in both languages, whatever the length of a working day."""
        env = self.env(context={"lang": lang})
        shown = format_promise(env, round(seconds / 60, 4), business)
        for day in (None, 1, 480):
            read = parse_duration(shown, day)
            self.assertEqual(round(read.minutes * 60), seconds, shown)
            self.assertEqual(read.business, business, shown)

    @settings(max_examples=200, deadline=None)
    @given(st.text(alphabet="0123456789.,: hmdsáíinéuoratlbe-½²", max_size=24))
    def test_any_text_is_read_or_refused(self, text):
        with suppress(NoDuration, NoWorkingDay):
            self.assertGreater(parse_duration(text, 480).minutes, 0)

    def test_target_typed_as_people_say(self):
        """SLA 1.06: an administrator types times in the words of the document."""
        target = self.target.with_user(self.administrator)
        target = target.with_context(lang="es_419")
        self.assertEqual(target.promise, "72 h hábiles")
        self.assertEqual(target.working_days, "9")
        with Form(target.policy_id) as form, form.target_ids.edit(1) as line:
            self.assertEqual(line.promise, "72 h hábiles")
            line.promise = "2 días hábiles"
            self.assertEqual((line.promise, line.minutes), ("16 h hábiles", 960))
            self.assertEqual((line.basis, line.working_days), ("business", "2"))
            line.promise = "1 día"
            self.assertEqual((line.promise, line.basis), ("24 h", "clock"))
        self.assertEqual((target.minutes, target.basis), (1440, "clock"))
        self.assertFalse(target.working_days)
        made = target.create(
            {
                "policy_id": target.policy_id.id,
                "metric": "workaround",
                "promise": "1 día hábil",
            }
        )
        self.assertEqual((made.minutes, made.basis), (480, "business"))

    def test_what_is_no_duration_names_field_and_way_out(self):
        target = self.target
        for text in ("pronto", "", "0 h"):
            with self.assertRaisesRegex(UserError, "Promised time.*30 min, 8 h"):
                target.promise = text
        target._get_calendar().attendance_ids[:1].hour_to = 11
        with self.assertRaisesRegex(UserError, "Give the time in hours"):
            target.promise = "2 días hábiles"
        self.assertEqual(target.minutes, 4320)
        warned = target.new({"promise": "pronto"})._onchange_promise()
        self.assertIn("pronto", warned["warning"]["message"])

    def test_new_rows_are_empty(self):
        """A time that nobody has typed yet is no text, so that none is refused."""
        row = self.target.policy_id.with_user(self.administrator)
        row.target_ids.filtered(lambda t: t.metric == "workaround").unlink()
        with Form(row) as form, form.target_ids.new() as line:
            self.assertFalse(line.promise)
            line.metric = "workaround"
            line.promise = "30 min"
        self.assertIn(30, row.target_ids.mapped("minutes"))
        kind = Form(self.env["helpdesk.ticket.category"])
        self.assertFalse(kind.minimum_notice)
        kind.name = "Otro"
        self.assertFalse(kind.save().minimum_notice_minutes)
        step = self.env["bacg.sla.escalation"].new({"agreement_id": self.draft.id})
        self.assertIs(step.time_after, False)
        with Form(self.draft) as form, form.escalation_ids.new() as line:
            self.assertFalse(line.time_after)
            line.percent = 55
            line.to_leader = line.by_note = True

    def test_published_time_stays(self):
        """SLA 1.10: the same time in other words is no change of what is published."""
        target = self.agreement.policy_ids.target_ids.filtered(
            lambda t: t.minutes == 4320
        )[0]
        target.promise = "72 horas hábiles"
        with self.assertRaisesRegex(UserError, "New version"):
            target.promise = "72 h"
        with self.assertRaises(AccessError):
            self.target.with_user(self.agent).promise = "1 h"

    def test_other_durations(self):
        """SLA 7.03: the notice of a session and the time of a step, in words."""
        kind = self.env.ref("bacg_sla_platino.category_interface")
        self.assertEqual(kind.minimum_notice, "24 h")
        with Form(kind) as form:
            form.minimum_notice = "2 dias"
            self.assertEqual(form.minimum_notice, "48 h")
        self.assertEqual(kind.minimum_notice_minutes, 2880)
        with self.assertRaisesRegex(UserError, "business hours"):
            kind.minimum_notice = "1 día hábil"
        kind.minimum_notice = False
        self.assertEqual(kind.minimum_notice_minutes, 0)
        step = self.draft.escalation_ids.filtered("minutes_after")[:1]
        step.time_after = "1 h 30 min"
        self.assertEqual(step.minutes_after, 90)
        self.assertIn("1 h 30 min", step.display_name)
