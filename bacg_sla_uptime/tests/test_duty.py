# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import UptimeCommon

NIGHT = fields.Datetime.to_datetime("2026-06-17 08:00:00")  # Wednesday, 02:00 there
MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
@freeze_time(NIGHT)
class TestDuty(UptimeCommon):
    """Who wakes up for a priority 1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "helpdesk_mgmt.group_helpdesk_user"
        cls.awake = new_test_user(
            cls.env, "awake", groups=groups, name="Rosa", email="rosa@bacg.cloud"
        )
        cls.awake.partner_id.phone = "+502 5555 0101"
        cls.hook = cls.env["bacg.sla.webhook"].create(
            {
                "name": "GoAlert",
                "preset": "goalert",
                "url": "https://goalert.example/api",
                "secret": "clave",
            }
        )
        cls.duty = cls.env["bacg.uptime.duty"].create(
            {
                "week_start": "2026-06-15",
                "user_id": cls.awake.id,
                "replacement_id": cls.agent.id,
                "replacement_phone": "+502 5555 0102",
                "webhook_id": cls.hook.id,
            }
        )
        with freeze_time(NIGHT):
            cls.case = cls._case("URGENTE: no entra nadie")

    @classmethod
    def _case(cls, name, **values):
        return cls.env["helpdesk.ticket"].create(
            {
                "name": name,
                "description": "<p>No entra nadie</p>",
                "partner_id": cls.contact.id,
                "priority": "3",
                **values,
            }
        )

    def _run(self, minutes):
        """Run the scheduled action some minutes after the report; return the calls."""
        with freeze_time(NIGHT + minutes * MINUTE), self.enter_registry_test_mode():
            self.env.ref("bacg_sla_uptime.ir_cron_uptime_duty").method_direct_trigger()
        self.env.invalidate_all()
        return len(self.case.duty_call_ids)

    def _messages(self):
        return self.env["bacg.sla.webhook.delivery"].search(
            [("webhook_id", "=", self.hook.id)]
        )

    def test_called_after_ten_minutes_and_again(self):
        """Again every ten minutes, until somebody has it."""
        self.assertEqual([self._run(m) for m in (9, 10, 11, 19, 20)], [0, 1, 1, 1, 2])
        self.assertEqual(set(self.case.duty_call_ids.mapped("number")), {1, 2})
        self.assertEqual(self.case.duty_call_ids.user_id, self.awake)
        summaries = [
            json.loads(row.payload)["data"]["summary"] for row in self._messages()
        ]
        self.assertEqual(len(summaries), 2)
        self.assertIn("Café Antigua (call 2)", summaries[0])
        mails = self.env["mail.mail"].search([("subject", "ilike", "(call 2)")])
        self.assertIn(self.awake.partner_id, mails.recipient_ids)
        managers = self.case._get_helpdesk_managers().filtered("email")
        self.assertLessEqual(managers.partner_id, mails.recipient_ids)
        self.case.with_user(self.agent).action_duty_take()
        self.assertEqual(self._run(40), 2)

    def test_who_has_it_is_named(self):
        self.case.with_user(self.agent).action_duty_take()
        self.assertEqual(self.case.duty_taken_by_id, self.agent)
        self.assertEqual(self.case.duty_taken_at, NIGHT)
        self.assertIn(self.agent.name, self.case.message_ids[:1].preview)
        with self.assertRaisesRegex(UserError, "has it already"):
            self.case.with_user(self.awake).action_duty_take()
        self.assertEqual(self._run(30), 0)

    def test_nobody_says_it_for_another(self):
        """The button alone writes who has it."""
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.case.with_user(self.agent).write({"duty_taken_by_id": self.awake.id})

    def test_an_answer_ends_the_calls(self):
        self._run(10)
        with freeze_time(NIGHT + 12 * MINUTE):
            self.case.with_user(self.agent).message_post(
                body="Estamos en ello",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertTrue(self.case.first_response_message_id)
        self.assertEqual(self._run(25), 1)

    def test_once_for_an_incident(self):
        """A claim that comes while the case is open calls nobody a second time."""
        self._run(10)
        with freeze_time(NIGHT + 2 * MINUTE):
            claim = self._case("URGENTE: caído")
        self.assertEqual(claim.hosted_instance_id, self.case.hosted_instance_id)
        self._run(13)
        self.assertFalse(claim.duty_call_ids)
        self._run(20)
        self.assertEqual(claim.duty_call_ids.number, 2)
        self.assertEqual(len(self._messages()), 2)
        claim.with_user(self.agent).action_duty_take()
        self.assertEqual(self.case.duty_taken_by_id, self.agent)

    def test_later_claim_of_what_somebody_has(self):
        self.case.with_user(self.agent).action_duty_take()
        with freeze_time(NIGHT + 2 * MINUTE):
            claim = self._case("URGENTE: caído")
        self._run(30)
        self.assertFalse(claim.duty_call_ids)

    def test_what_was_answered_silences_nothing_new(self):
        """A case that somebody had and answered says nothing of a later one."""
        self.case.with_user(self.agent).action_duty_take()
        with freeze_time(NIGHT + 2 * MINUTE):
            self.case.with_user(self.agent).message_post(
                body="Ya funciona",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        with freeze_time(NIGHT + 10 * MINUTE):
            claim = self._case("URGENTE: otra vez caído")
        self._run(21)
        self.assertTrue(claim.duty_call_ids)

    def test_not_called(self):
        """Neither for less urgent cases, nor closed ones, nor strangers."""
        self.case.priority = "2"
        stranger = self.env["res.partner"].create({"name": "Nadie"})
        other = self._case("URGENTE", partner_id=stranger.id)
        self._run(30)
        self.assertFalse(self.case.duty_call_ids | other.duty_call_ids)

    def test_without_anybody_the_managers_are_called(self):
        self.duty.unlink()
        self.assertEqual(self._run(10), 1)
        self.assertFalse(self.case.duty_call_ids.user_id)
        self.assertTrue(
            self.env["mail.mail"].search([("subject", "ilike", "(call 1)")])
        )

    def test_shown_on_the_case(self):
        text = self.case.with_user(self.agent).duty_text
        self.assertEqual(
            text, f"Rosa +502 5555 0101 · {self.agent.name} +502 5555 0102"
        )
        self.case.priority = "1"
        self.assertFalse(self.case.duty_text)

    def test_the_week_of_the_zone(self):
        """The week ends at midnight where the company is."""
        duties = self.env["bacg.uptime.duty"]
        company = self.env.company
        company.resource_calendar_id.tz = "America/Guatemala"
        for moment, duty in (
            ("2026-06-15 05:59:59", duties),
            ("2026-06-15 06:00:00", self.duty),
            ("2026-06-22 05:59:59", self.duty),
            ("2026-06-22 06:00:00", duties),
        ):
            moment = fields.Datetime.to_datetime(moment)
            self.assertEqual(duties._get_on_duty(company, moment)[company], duty)

    def test_gaps_are_told_two_weeks_ahead(self):
        """One row a week until 14 days ahead; told once, and over when filled in."""
        duties = self.env["bacg.uptime.duty"]
        manager = self.manager
        for _run in range(2):
            duties._cron_gaps()
        rows = duties.search([("company_id", "=", self.env.company.id)])
        self.assertEqual(
            sorted(map(str, rows.mapped("week_start"))),
            ["2026-06-15", "2026-06-22", "2026-06-29"],
        )
        gaps = rows.filtered("is_gap")
        self.assertEqual(gaps, duties.search([("is_gap", "=", True)]) & rows)
        self.assertEqual(len(gaps), 2)
        mine = gaps.activity_ids.filtered(lambda one: one.user_id == manager)
        self.assertEqual(len(mine), 2)
        # Who is filled in is woken as the one before him.
        self.assertEqual(gaps.webhook_id, self.hook)
        gaps[0].with_user(manager).user_id = self.agent
        self.assertFalse(gaps[0].activity_ids)
        self.agent.active = False
        self.assertTrue(gaps[0].is_gap)

    def test_refused(self):
        duties = self.env["bacg.uptime.duty"].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "no Monday"):
            duties.create({"week_start": "2026-06-23"})
        with self.assertRaisesRegex(ValidationError, "on duty already"):
            self.duty.replacement_id = self.awake
        portal = new_test_user(self.env, "sleeper", groups="base.group_portal")
        with self.assertRaisesRegex(ValidationError, "portal"):
            self.duty.user_id = portal
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            duties.create({"week_start": "2026-06-15"})

    def test_agents_read_the_list(self):
        duty = self.duty.with_user(self.agent)
        self.assertEqual(duty.user_id, self.awake)
        with self.assertRaises(AccessError):
            duty.user_id = self.agent
        self._run(10)
        with self.assertRaises(AccessError):
            self.case.duty_call_ids.with_user(self.manager).unlink()
