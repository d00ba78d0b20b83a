# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from datetime import date, datetime, time, timedelta

from odoo.tests import HttpCase, freeze_time, tagged

from ..common import SlaCommon, local

FOLLOW_UP = "bacg_sla_platino.ir_cron_weekly_followup"
EVENTS = "bacg_sla_platino.ir_cron_sla_events"
ASKED = "2026-03-13T10:00:00"  # a Friday
LAST = date(2026, 5, 8)
HOLIDAYS = ("2026-04-02", "2026-04-03", "2026-05-01")
# When the server runs each day; the last report of a day is sent before 17:00.
TICKS = ("08:05", "12:05", "16:15", "16:45", "17:10", "20:00")
DOWN = (local("2026-04-15T12:30:00"), local("2026-04-17T12:30:00"))
BY_AGENT = local("2026-03-26T11:00:00")
LEAVE = ("2026-04-20T00:00:00", "2026-05-08T23:59:59")
# Day of the report → the day on which its week was due.
WORDS = {
    "2026-03-20": "2026-03-20",
    "2026-03-26": "2026-03-27",  # the agent's, a day early
    "2026-04-01": "2026-04-01",  # Thursday and Friday are holidays
    "2026-04-08": "2026-04-08",
    "2026-04-17": "2026-04-15",  # the server was down for two days
    "2026-04-24": "2026-04-24",
    "2026-04-30": "2026-04-30",  # the first of May is a holiday
    "2026-05-07": "2026-05-07",
}


@tagged("post_install", "-at_install")
class TestVendorWeeks(SlaCommon, HttpCase):
    """Eight weeks of a case that waits for the manufacturer."""

    def setUp(self):
        super().setUp()
        calendar = self.agreement.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {"name": "Agente", "user_id": self.agent.id}
        )
        leaves = [(f"{day}T00:00:00", f"{day}T23:59:59", False) for day in HOLIDAYS]
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Feriado",
                    "calendar_id": calendar.id,
                    "resource_id": resource_id,
                    "date_from": local(first),
                    "date_to": local(last),
                }
                for first, last, resource_id in [*leaves, (*LEAVE, resource.id)]
            ]
        )
        self.vendor = self.env["res.partner"].create(
            {"name": "Odoo S.A.", "email": "help@odoo.example"}
        )
        with freeze_time(local("2026-03-13T08:00:00")):
            self.ticket = self._case(
                local("2026-03-13T08:00:00"), user_id=self.agent.id
            )
            self._answer(self.ticket)
            self.ticket.action_classify("0")
        with freeze_time(local(ASKED)):
            self.env["bacg.sla.vendor.ask"].with_user(self.agent).create(
                {
                    "ticket_id": self.ticket.id,
                    "vendor_id": self.vendor.id,
                    "vendor_ref": "4567890",
                    "asked": "Por qué se detiene la factura",
                }
            ).action_confirm()

    def _run_cron(self, xmlid, moment):
        # The HTTP server has already put the registry into test mode.
        self.env.flush_all()
        with freeze_time(moment):
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    def _live(self):
        """Run the server for eight weeks, except for the days it is down."""
        day = date(2026, 3, 13)
        written = False
        while day <= LAST:
            for tick in TICKS:
                moment = local(
                    datetime.combine(day, time.fromisoformat(tick)).isoformat()
                )
                if not written and moment > BY_AGENT:
                    written = True
                    with freeze_time(BY_AGENT):
                        self._answer(self.ticket)
                if not DOWN[0] <= moment <= DOWN[1] and moment > local(ASKED):
                    self._run_cron(FOLLOW_UP, moment)
                    self._run_cron(EVENTS, moment)
            day += timedelta(days=1)

    def test_eight_weeks(self):
        """SLA 1.22: exactly one report a week, due on working days."""
        self._live()
        ticket = self.ticket.sudo()
        words = ticket.sla_event_ids.filtered(
            lambda event: event.kind in ("follow_up", "automatic_follow_up")
        )
        days = [str(ticket._vendor_get_local_day(word.at)) for word in words]
        self.assertEqual(days, list(WORDS))
        self.assertEqual(words.mapped("kind").count("follow_up"), 1)
        weeks = ticket.sla_status_ids.filtered(lambda row: row.metric == "follow_up")
        kept = weeks.filtered(lambda row: row.state == "reached")
        self.assertEqual(kept.mapped("reached_at"), words.mapped("at"))
        due = [str(ticket._vendor_get_local_day(row.deadline)) for row in kept]
        self.assertEqual(due, list(WORDS.values()))
        closing = {row.deadline.astimezone().time() for row in kept}
        self.assertEqual(closing, {time(23)})  # 17:00 in Guatemala
        # Only the two days without the server count as missed.
        self.assertEqual(
            kept.filtered("breached_at").deadline, local("2026-04-15T17:00:00")
        )
        self.assertEqual((weeks - kept).mapped("state"), ["running"])
        self._check_report()
        self._check_mails(words)
        self._check_drafts(weeks)
        self._check_portal(words)

    def _check_report(self):
        """The statement counts reports by a person, automatic and missed ones."""
        rows = self.env["bacg.sla.report"].search(
            [("ticket_id", "=", self.ticket.id), ("metric", "=", "follow_up")]
        )
        counted = Counter((row.outcome, row.follow_up) for row in rows)
        self.assertEqual(
            counted,
            {
                ("met", "person"): 1,
                ("met", "automatic"): 6,
                ("late", "automatic"): 1,
                ("open", False): 1,
            },
        )

    def _check_mails(self, words):
        mails = self.ticket.sudo().message_ids.filtered(
            lambda message: (
                message.message_type == "auto_comment" and "still" in message.subject
            )
        )
        self.assertEqual(len(mails), len(words) - 1)
        self.assertTrue(all(self.contact in mail.partner_ids for mail in mails))

    def _check_drafts(self, weeks):
        """Each week had its draft, for somebody else while the agent was away."""
        activities = self.env["mail.activity"].with_context(active_test=False)
        kind = self.env.ref("bacg_sla_platino.mail_activity_type_weekly_word")
        drafts = activities.search(
            [("res_id", "=", self.ticket.id), ("activity_type_id", "=", kind.id)]
        )
        self.assertEqual(len(drafts), len(weeks) - 1)
        away = drafts.filtered(lambda d: str(d.date_deadline) >= "2026-04-24")
        self.assertEqual(len(away), 3)
        self.assertNotIn(self.agent, away.user_id)
        self.assertEqual((drafts - away).user_id, self.agent)

    def _check_portal(self, words):
        """SLA 1.22: customers can read the whole ledger of the wait."""
        ticket = self.ticket.sudo()
        with freeze_time(local("2026-05-08T21:00:00")):
            ticket.action_vendor_wait_over()
        entries = ticket._vendor_get_portal_ledger()
        self.assertEqual(len(entries), len(words) + 3)
        whats = [entry["what"] for entry in entries]
        self.assertIn("We asked Odoo S.A. · 4567890", whats)
        self.assertEqual(whats.count("We informed you that we are still waiting"), 7)
        self.assertEqual(whats[-1], "The wait is over")
        self.env.flush_all()
        page = self.url_open(ticket._get_share_url()).text
        for entry in entries:
            self.assertIn(entry["when"], page)
        self.assertIn("Por qué se detiene la factura", page)
