# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_sla_events"


@tagged("post_install", "-at_install")
class TestEscalation(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = new_test_user(
            cls.env,
            login="sla_leader",
            groups="helpdesk_mgmt.group_helpdesk_user",
            tz="America/Guatemala",
        )
        cls.team.user_id = cls.leader
        cls.steps = {
            name: cls.env.ref(f"bacg_sla_platino.escalation_{name}")
            for name in (
                "arrival_priority_1",
                "half_first_response",
                "half_resolution",
                "at_risk",
                "breach",
                "late_an_hour",
            )
        }

    def _urgent(self, moment="2026-03-09T08:00:00", **values):
        with freeze_time(local(moment)):
            return self._case(
                local(moment),
                **{"priority": "3", "user_id": self.agent.id, **values},
            )

    def _events(self, *moments):
        for moment in moments:
            self._run_cron(CRON, local(moment))

    def _fired(self, ticket, metric=None, state="fired"):
        """Return the names of the steps of a case that were told (or skipped)."""
        names = {step: name for name, step in self.steps.items()}
        rows = self.env["bacg.sla.escalation.fired"].search(
            [("ticket_id", "=", ticket.id), ("state", "=", state)]
        )
        if metric:
            rows = rows.filtered(lambda row: row.metric == metric)
        return sorted(names[row.escalation_id] for row in rows)

    def _activities(self, ticket, kind):
        activity_type = self.env.ref(f"bacg_sla_platino.mail_activity_type_{kind}")
        return ticket.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == activity_type
        )

    def _notes(self, ticket, text):
        return ticket.sudo().message_ids.filtered(lambda m: text in (m.body or ""))

    def test_priority_1_is_told_at_once(self):
        """SLA 1.09: the team leader hears of a priority 1 as it comes in."""
        ticket = self._urgent()
        self._events("2026-03-09T08:00:00")
        self.assertEqual(self._fired(ticket), ["arrival_priority_1"])
        self.assertEqual(self._activities(ticket, "escalation").user_id, self.leader)
        self._events("2026-03-09T08:00:30", "2026-03-09T08:01:00")
        self.assertEqual(len(self._activities(ticket, "escalation")), 1)

    def test_priority_1_at_night_is_told_at_night(self):
        """SLA 1.09: priority 1 runs around the clock, Sunday night too."""
        ticket = self._urgent("2026-03-08T02:00:00")
        self._events("2026-03-08T02:00:01", "2026-03-08T02:30:01")
        self.assertIn("breach", self._fired(ticket))

    def test_a_new_case_wakes_the_action(self):
        cron = self.env.ref(CRON)
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self._urgent()
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after - before, 1)
        with freeze_time(local("2026-03-09T08:00:00")):
            self._case(local("2026-03-09T08:00:00"), priority="2")
        again = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(again, after)

    def test_each_step_once(self):
        """50 %, 80 %, the deadline and an hour later, each once on a clock."""
        ticket = self._urgent()
        seen, told = set(), []
        for moment in (
            "2026-03-09T08:00:01",
            "2026-03-09T08:15:01",
            "2026-03-09T08:24:01",
            "2026-03-09T08:30:01",
            "2026-03-09T09:30:01",
        ):
            self._events(moment, moment)
            fired = set(self._fired(ticket, "first_response"))
            told.append(sorted(fired - seen))
            seen |= fired
        self.assertEqual(
            told,
            [
                ["arrival_priority_1"],
                ["half_first_response"],
                ["at_risk"],
                ["breach"],
                ["late_an_hour"],
            ],
        )
        self.assertEqual(len(self._notes(ticket, "50 % of the time")), 2, "and half")
        breaches = self._activities(ticket, "breach")
        self.assertEqual(breaches.user_id, self.agent | self.leader)
        status = self._status(ticket, "first_response")
        self.assertFalse(status.next_event_at)

    def test_the_managers_hear_of_an_hours_delay(self):
        ticket = self._urgent()
        self._events("2026-03-09T08:30:01")
        self.assertNotIn(self.manager, ticket.sudo().activity_ids.user_id)
        self._events("2026-03-09T09:29:59")
        self.assertNotIn("late_an_hour", self._fired(ticket))
        self._events("2026-03-09T09:30:01")
        self.assertIn(self.manager, ticket.sudo().activity_ids.user_id)

    def test_one_mail_for_all_that_is_due(self):
        """A manager gets one mail in a run, however many cases are late."""
        tickets = [self._urgent(), self._urgent(), self._urgent()]
        self._events("2026-03-09T08:30:01")
        mails = self.env["mail.mail"].sudo()
        known = mails.search([])
        self._events("2026-03-09T09:30:01")
        new = mails.search([]) - known
        partners = [partner for mail in new for partner in mail.recipient_ids]
        self.assertEqual(len(partners), len(set(partners)))
        mine = new.filtered(lambda m: self.manager.partner_id in m.recipient_ids)
        self.assertEqual(len(mine), 1)
        self.assertEqual(mine.state, "outgoing")
        for ticket in tickets:
            self.assertIn(ticket.number, mine.body_html)
        self._events("2026-03-09T09:31:01")
        self.assertEqual(mails.search([]) - known, new)

    def test_nothing_after_the_end(self):
        ticket = self._urgent()
        with freeze_time(local("2026-03-09T08:10:00")):
            self._answer(ticket)
            ticket.stage_id = self.stage_done
        self._events("2026-03-09T08:16:00", "2026-03-09T12:00:00")
        self.assertFalse(self._fired(ticket))
        self.assertFalse(ticket.sudo().activity_ids)

    def test_nothing_while_paused_and_later_when_it_goes_on(self):
        """A wait holds the steps; the time that is left counts after it."""
        ticket = self._urgent(priority="2")  # resolution in 4 h
        with freeze_time(local("2026-03-09T09:00:00")):
            self._answer(ticket)
            ticket.stage_id = self.stage_customer
        self._events("2026-03-09T13:00:00")
        self.assertFalse(self._fired(ticket, "resolution"))
        with freeze_time(local("2026-03-09T14:00:00")):
            ticket.stage_id = self.stage_progress
        self._events("2026-03-09T14:59:59")
        self.assertFalse(self._fired(ticket, "resolution"))
        self._events("2026-03-09T15:00:01")
        self.assertEqual(self._fired(ticket, "resolution"), ["half_resolution"])

    def test_a_late_clock_that_pauses_is_told_when_it_goes_on(self):
        ticket = self._urgent(priority="2")
        with freeze_time(local("2026-03-09T08:05:00")):
            self._answer(ticket)
        with freeze_time(local("2026-03-09T12:00:05")):
            ticket.stage_id = self.stage_customer
        status = self._status(ticket, "resolution")
        self.assertEqual(status.breached_at, local("2026-03-09T12:00:00"))
        self._events("2026-03-09T12:01:00")
        self.assertFalse(self._activities(ticket, "breach"))
        with freeze_time(local("2026-03-09T12:30:00")):
            ticket.stage_id = self.stage_progress
        self._events("2026-03-09T12:31:00")
        self.assertTrue(self._activities(ticket, "breach"))
        self._events("2026-03-09T13:29:00")
        self.assertNotIn("late_an_hour", self._fired(ticket))
        self._events("2026-03-09T13:30:01")
        self.assertIn("late_an_hour", self._fired(ticket))

    def test_cancelled_cases_are_left_alone(self):
        ticket = self._urgent()
        with freeze_time(local("2026-03-09T08:10:00")):
            ticket._sla_with(reason="Doble").write(
                {"stage_id": self.stage_cancelled.id}
            )
        self._events("2026-03-09T10:00:00")
        self.assertFalse(self._fired(ticket))

    def test_steps_that_passed_before_the_match_are_skipped(self):
        """A raised priority does not tell of the past, but of the breach."""
        ticket = self._urgent(priority="2")
        self._events("2026-03-09T08:30:01")
        self.assertEqual(self._fired(ticket), ["half_first_response"])
        with freeze_time(local("2026-03-09T08:45:00")):
            ticket.with_user(self.manager)._case_classify("3")
        self.assertEqual(
            self._fired(ticket, state="skipped"),
            ["at_risk", "half_first_response", "half_resolution"],
        )
        self._events("2026-03-09T08:45:01")
        self.assertEqual(
            self._fired(ticket, "first_response"),
            ["arrival_priority_1", "breach", "half_first_response"],
        )

    def test_arrival_is_told_once_a_case(self):
        ticket = self._urgent()
        self._events("2026-03-09T08:00:01")
        for minute, priority in ((2, "2"), (4, "3")):
            with freeze_time(local(f"2026-03-09T08:0{minute}:00")):
                ticket.with_user(self.manager)._case_classify(priority)
            self._events(f"2026-03-09T08:0{minute}:30")
        self.assertEqual(self._fired(ticket), ["arrival_priority_1"])
        self.assertEqual(self._fired(ticket, state="skipped"), ["arrival_priority_1"])

    def test_a_deadline_that_moves_back_skips_what_it_passes(self):
        """Calendars stay live: an hour that is added tells nothing of the past."""
        with freeze_time(local("2026-03-06T08:00:00")):
            ticket = self._case(local("2026-03-06T08:00:00"), user_id=self.agent.id)
            self._answer(ticket)
        status = self._status(ticket, "resolution")  # 72 h: half after 36
        before = status.deadline
        with freeze_time(local("2026-03-11T15:00:00")):
            for day in ("5", "6"):
                self.agreement.resource_calendar_id.attendance_ids = [
                    (
                        0,
                        0,
                        {
                            "name": "Fin de semana",
                            "dayofweek": day,
                            "hour_from": 0,
                            "hour_to": 24,
                        },
                    )
                ]
            self.env.flush_all()
            ticket._sla_sync()
        self.assertLess(status.deadline, before)
        self.assertIn("half_resolution", self._fired(ticket, state="skipped"))
        self.assertFalse(self._fired(ticket))

    def test_low_priorities_wait_for_business_hours(self):
        """SLA 1.06: at night a late priority 4 is flagged; people hear at eight."""
        with freeze_time(local("2026-03-06T16:00:00")):
            ticket = self._case(local("2026-03-06T16:00:00"), user_id=self.agent.id)
        self._events("2026-03-06T20:00:01", "2026-03-07T00:00:01")
        status = self._status(ticket, "first_response")
        self.assertEqual(ticket.sla_state, "late")
        self.assertEqual(status.breached_at, local("2026-03-07T00:00:00"))
        self.assertFalse(status.breach_noticed_at)
        self.assertFalse(ticket.sudo().activity_ids)
        self.assertEqual(status.next_event_at, local("2026-03-09T08:00:00"))
        self._events("2026-03-08T12:00:00", "2026-03-09T08:00:00")
        self.assertFalse(self._fired(ticket))
        self._events("2026-03-09T08:00:01")
        self.assertEqual(self._fired(ticket), ["breach"])
        self.assertEqual(len(self._notes(ticket, "SLA breached")), 1)
        self._events("2026-03-09T08:59:59")
        self.assertNotIn("late_an_hour", self._fired(ticket))
        self._events("2026-03-09T09:00:01")
        self.assertIn("late_an_hour", self._fired(ticket), "an hour of business")

    def test_warnings_wait_for_the_end_of_lunch(self):
        """SLA 1.07: half of a priority 3's six hours falls into lunch."""
        with freeze_time(local("2026-03-09T09:30:00")):
            ticket = self._case(
                local("2026-03-09T09:30:00"), priority="1", user_id=self.agent.id
            )
        self._events("2026-03-09T12:45:00")
        self.assertFalse(self._fired(ticket))
        self._events("2026-03-09T13:00:01")
        self.assertEqual(self._fired(ticket), ["half_first_response"])

    def test_an_action_that_slept_tells_the_last_only(self):
        """What a later step outruns is marked, not told."""
        ticket = self._urgent()
        self._events("2026-03-09T08:31:00")
        self.assertEqual(
            self._fired(ticket, "first_response"), ["arrival_priority_1", "breach"]
        )
        self.assertIn("at_risk", self._fired(ticket, "first_response", "skipped"))

    def test_who_is_told_when_nobody_is_assigned(self):
        ticket = self._urgent(user_id=False)
        self._events("2026-03-09T08:24:01")
        self.assertEqual(self._activities(ticket, "escalation").user_id, self.leader)
        self.team.user_id = False
        orphan = self._urgent("2026-03-09T10:00:00", user_id=False)
        self._events("2026-03-09T10:00:01")
        self.assertIn(self.manager, self._activities(orphan, "escalation").user_id)

    def test_the_database_keeps_each_step_unique(self):
        """Two processes: the second finds the step taken, and tells nobody."""
        ticket = self._urgent()
        status = self._status(ticket, "first_response")
        rows = self.env["bacg.sla.escalation.fired"]
        values = {
            "status": status,
            "escalation": self.steps["breach"],
            "state": "fired",
        }
        self.assertEqual(len(rows._claim([values])), 1)
        self.assertEqual(rows._claim([values]), set())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            rows.create(
                {
                    "ticket_id": ticket.id,
                    "status_id": status.id,
                    "escalation_id": self.steps["breach"].id,
                    "state": "fired",
                    "at": local("2026-03-09T08:30:00"),
                }
            )

    def test_queries_do_not_grow_with_the_batch(self):
        counts = []
        for number in (3, 12):
            tickets = self.env["helpdesk.ticket"]
            for _i in range(number):
                tickets |= self._urgent()
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(local("2026-03-09T08:30:01")):
                statuses = self.env["bacg.sla.status"].search(
                    [
                        *self.env["bacg.sla.status"]._due_domain(),
                        ("ticket_id", "in", tickets.ids),
                    ]
                )
                before = self.cr.sql_log_count
                statuses._treat_due()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)

    def test_published_steps_are_refused(self):
        with self.assertRaisesRegex(UserError, "New version"):
            self.steps["breach"].percent = 90
        with self.assertRaises(UserError):
            self.steps["breach"].copy()
        self.agreement.action_new_version()
        copies = self.agreement.successor_id.escalation_ids
        self.assertEqual(len(copies), len(self.steps))
        managers = self.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        self.assertIn(managers, copies.group_ids)
        copies[0].percent = 10

    def test_everybody_of_ours_reads_the_steps(self):
        """Agents see whom a step warns; administrators choose users and groups."""
        administrator = new_test_user(
            self.env,
            "step_administrator",
            groups="bacg_sla_platino.group_bacg_sla_platino_administrator",
        )
        for user in (self.agent, administrator):
            agreement = self.agreement.with_user(user)
            self.assertEqual(len(Form(agreement).escalation_ids), len(self.steps))
            step = self.steps["late_an_hour"].with_user(user)
            Form(step)  # each field that its form shows is readable
            self.assertIn("Helpdesk", step.whom)
        self.agreement.with_user(administrator).action_new_version()
        draft = self.agreement.successor_id.with_user(administrator)
        with Form(draft) as form, form.escalation_ids.edit(0) as line:
            line.group_ids.add(self.env.ref("helpdesk_mgmt.group_helpdesk_manager"))
            line.user_ids.add(self.agent)
        self.assertIn(self.agent, draft.escalation_ids[0].user_ids)

    def test_named_users_and_groups(self):
        """A named user hears of it; who left or is of another company does not."""
        self.agreement.action_new_version()
        draft = self.agreement.successor_id
        gone = new_test_user(self.env, "sla_gone", groups="base.group_user")
        step = draft.escalation_ids[0]
        step.write(
            {"user_ids": [(6, 0, (self.manager | gone).ids)], "to_leader": False}
        )
        gone.active = False
        ticket = self._urgent()
        self.assertEqual(step._recipients(ticket), self.manager)
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "sla_foreign",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertNotIn(foreign, self.steps["late_an_hour"]._recipients(ticket))

    def test_late_case_asks_for_a_reason(self):
        """The stage wizard asks; what closes without a person is found by a filter."""
        ticket = self._urgent()
        wizard = self.env["bacg.sla.stage.change"].with_user(self.agent)
        with freeze_time(local("2026-03-09T08:20:00")):
            values = {"ticket_id": ticket.id, "stage_id": self.stage_done.id}
            self.assertFalse(wizard.create(values).asks_late_reason)
        with freeze_time(local("2026-03-09T08:30:30")):
            asked = wizard.create(values)
            self.assertTrue(asked.asks_late_reason)
            with self.assertRaisesRegex(UserError, "Why it is late"):
                asked.action_confirm()
            asked.late_reason = "vendor"
            asked.action_confirm()
        self.assertEqual(ticket.late_reason, "vendor")
        self.assertEqual(ticket.sla_mode, "stop")

    def test_late_without_a_reason_is_found(self):
        ticket = self._urgent()
        with freeze_time(local("2026-03-09T10:00:00")):
            ticket.stage_id = self.stage_done
        domain = [
            ("closed", "=", True),
            ("sla_state", "in", ("late", "done_late")),
            ("late_reason", "=", False),
        ]
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertIn(ticket, tickets.search(domain))
        ticket.late_reason = "own"
        self.assertNotIn(ticket, tickets.search(domain))
