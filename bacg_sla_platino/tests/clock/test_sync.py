# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestSync(SlaCommon):
    def _assert_due(self, ticket, metric, expected):
        self.assertEqual(self._status(ticket, metric).deadline, local(expected))

    @freeze_time("2026-03-07 00:41:00")
    def test_priority_4_on_friday_evening(self):
        """SLA 1.06: response in 8 clock hours, resolution in 72 business hours."""
        ticket = self._case(local("2026-03-06T18:40:00"))
        self._assert_due(ticket, "first_response", "2026-03-07T02:40:00")
        self._assert_due(ticket, "resolution", "2026-03-19T17:00:00")
        self.assertEqual(ticket.sla_state, "on_track")
        self.assertEqual(ticket.sla_deadline, local("2026-03-07T02:40:00"))

    @freeze_time("2026-03-09 14:00:00")
    def test_priority_3(self):
        """SLA 1.07: response in 6 clock hours, resolution in 48 business hours."""
        ticket = self._case(local("2026-03-09T08:00:00"), priority="1")
        self._assert_due(ticket, "first_response", "2026-03-09T14:00:00")
        self._assert_due(ticket, "resolution", "2026-03-16T17:00:00")

    @freeze_time("2026-03-08 09:00:00")
    def test_priority_2_at_night(self):
        """SLA 1.08: 60 minutes and 4 hours, around the clock."""
        ticket = self._case(local("2026-03-08T03:00:00"), priority="2")
        self._assert_due(ticket, "first_response", "2026-03-08T04:00:00")
        self._assert_due(ticket, "resolution", "2026-03-08T07:00:00")

    @freeze_time("2026-03-08 09:00:00")
    def test_priority_1_on_sunday(self):
        """SLA 1.09: 30 minutes and 1 hour, also at 03:00 on a Sunday."""
        ticket = self._case(local("2026-03-08T03:00:00"), priority="3")
        self._assert_due(ticket, "first_response", "2026-03-08T03:30:00")
        self._assert_due(ticket, "resolution", "2026-03-08T04:00:00")

    @freeze_time("2026-03-09 14:00:00")
    def test_no_contract_no_clock(self):
        """Without a contract, there is a note instead of a clock (decision 19)."""
        stranger = self.env["res.partner"].create({"name": "X", "email": "x@x.gt"})
        ticket = self._case(local("2026-03-09T08:00:00"), partner_id=stranger.id)
        self.assertFalse(ticket.sla_status_ids)
        self.assertEqual(ticket.sla_note, "contract")
        self.assertEqual(ticket.sla_state, "none")
        stranger.parent_id = self.customer
        ticket.contract_id = self.contract
        self._assert_due(ticket, "first_response", "2026-03-09T16:00:00")
        self.assertFalse(ticket.sla_note)

    def test_sync_is_idempotent(self):
        """Running the clocks again over the same facts changes nothing."""
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="1")
            ticket.stage_id = self.stage_customer
        with freeze_time("2026-03-09 18:00:00"):
            ticket.stage_id = self.stage_progress
            before = ticket.sudo().sla_status_ids.read()
            events = len(ticket.sudo().sla_event_ids)
            ticket._sla_sync()
            self.assertEqual(ticket.sudo().sla_status_ids.read(), before)
            self.assertEqual(len(ticket.sudo().sla_event_ids), events)

    def test_misclassified_counts_from_the_report(self):
        """SLA 1.20: another priority is measured from the report by default."""
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"))
        with freeze_time("2026-03-09 14:10:00"):
            ticket.priority = "3"
        self._assert_due(ticket, "first_response", "2026-03-09T08:30:00")
        old = ticket.sudo().sla_status_ids.filtered(lambda s: s.state == "cancelled")
        self.assertEqual(len(old), 2)
        self.assertEqual(set(old.mapped("cancel_reason")), {"target"})

    def test_it_got_worse_counts_from_now(self):
        """SLA 1.20: if it got worse, the new times count from that moment."""
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"))
        with freeze_time("2026-03-09 20:00:00"):
            wizard = (
                self.env["bacg.sla.priority.change"]
                .with_user(self.agent)
                .create(
                    {
                        "ticket_id": ticket.id,
                        "priority": "3",
                        "mode": "worse",
                        "reason": " ",
                    }
                )
            )
            with self.assertRaisesRegex(UserError, "explain in a sentence"):
                wizard.action_confirm()
            wizard.reason = "Ahora no factura nadie"
            wizard.action_confirm()
        self._assert_due(ticket, "first_response", "2026-03-09T14:30:00")
        event = ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "priority")
        self.assertEqual(event.reason, "Ahora no factura nadie")

    def _versions(self, tickets):
        """Return where PostgreSQL has the rows: what is written moves."""
        self.env.flush_all()
        query = SQL(
            "SELECT tableoid::regclass::text, id, ctid::text FROM helpdesk_ticket "
            "WHERE id IN %(ids)s UNION "
            "SELECT tableoid::regclass::text, id, ctid::text FROM bacg_sla_status "
            "WHERE ticket_id IN %(ids)s ORDER BY 1, 2",
            ids=tuple(tickets.ids),
        )
        return self.env.execute_query(query)

    def test_passing_time_is_not_written(self):
        """SLA 1.06, 1.07, 1.08: a sync writes what changed; what grows is read."""
        reported = local("2026-03-09T08:00:00")
        with freeze_time(reported):
            running, waiting, late = (
                self._case(reported, priority=priority) for priority in "012"
            )
            waiting.stage_id = self.stage_customer
        tickets = (running | waiting | late).sudo()
        with freeze_time(local("2026-03-09T14:10:00")):
            tickets._sla_sync()  # the breaches are noted once
            # Else a write in the same transaction would leave no trace.
            self.env.flush_all()
            self.env.cr.execute("UPDATE bacg_sla_status SET write_date = '2026-03-01'")
            tickets.sla_status_ids.invalidate_recordset()
            before = self._versions(tickets)
        for moment, minutes in ("2026-03-09T15:00:00", 180), ("2026-03-10T12:00", 1440):
            with freeze_time(local(moment)):
                tickets.sla_status_ids.invalidate_recordset()
                self.assertEqual(self._status(late, "resolution").late_minutes, minutes)
        with freeze_time(local("2026-03-09T15:30:00")):
            tickets._sla_sync()
            self.assertEqual(self._versions(tickets), before)

    def test_it_got_worse_only_towards_a_more_urgent_priority(self):
        """SLA 1.20: "it got worse" requires a more urgent priority."""
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
            for priority in ("2", "1", "0"):
                with self.assertRaisesRegex(UserError, "It was misjudged"):
                    ticket._case_classify(priority, "Peor", from_now=True)
        self.assertEqual(ticket.priority, "2")

    def test_it_got_worse_puts_no_deadline_off(self):
        """SLA 1.20: the running deadline applies if it is the earlier one."""
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        with freeze_time("2026-03-09 17:30:00"):
            ticket._case_classify("3", "Ahora no factura nadie", from_now=True)
            ticket._sla_sync()
            status = self._status(ticket, "resolution")
            self.assertEqual(status.started_at, local("2026-03-09T11:30:00"))
            self.assertEqual(status.deadline, local("2026-03-09T12:00:00"))
            self.assertEqual(status.remaining_minutes, 30)
            parts = status._explain()
            self.assertEqual(sum(part["minutes"] for part in parts), 30)
            self.assertIn("former priority", parts[0]["label"])
        with freeze_time("2026-03-09 18:10:00"):
            ticket._sla_sync()
            self.assertEqual(status.breached_at, local("2026-03-09T12:00:00"))
            self.assertEqual(status.late_minutes, 10)

    def test_what_is_finished_stays_as_judged(self):
        """SLA 1.20: a change of priority does not judge a first response again."""
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"))
        with freeze_time("2026-03-09 19:00:00"):
            self._answer(ticket)
            ticket.priority = "3"
        status = self._status(ticket, "first_response")
        self.assertEqual(status.state, "reached")
        self.assertFalse(status.breached_at)
        self.assertEqual(status.minutes, 480)

    def test_narrower_policy_comes_first(self):
        """SLA 1.21: times depend on the kind of request; first match wins."""
        category = self.env["helpdesk.ticket.category"].create({"name": "Reportes"})
        draft = self.agreement.copy({"version": "v2026.03"})
        self.env["bacg.sla.policy"].create(
            {
                "agreement_id": draft.id,
                "sequence": 1,
                "name": "Reports",
                "priority": "0",
                "category_ids": [(6, 0, category.ids)],
                "criterion": "x",
                "target_ids": [(0, 0, {"metric": "first_response", "minutes": 90})],
            }
        )
        draft.action_publish()
        self.contract.agreement_id = draft
        draft_day = draft.effective_from
        self.assertTrue(draft_day)
        with freeze_time("2026-12-09 14:00:00"):
            ticket = self._case(local("2026-12-09T08:00:00"), category_id=category.id)
            self._assert_due(ticket, "first_response", "2026-12-09T09:30:00")
            ticket.category_id = False
            self._assert_due(ticket, "first_response", "2026-12-09T16:00:00")

    def test_archived_case_has_no_live_clock(self):
        with freeze_time("2026-03-09 14:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00")).with_user(self.manager)
            ticket.active = False
            self.assertEqual(
                set(ticket.sudo().sla_status_ids.mapped("state")), {"cancelled"}
            )
            ticket.active = True
        self._assert_due(ticket, "first_response", "2026-03-09T16:00:00")

    def test_batch_needs_few_queries(self):
        """The number of queries barely grows with the number of cases."""
        moment = local("2026-03-09T08:00:00")

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tickets._sla_sync() if count else None
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        with freeze_time("2026-03-09 14:00:00"):
            values = [
                {
                    "name": f"Caso {n}",
                    "description": "x",
                    "partner_id": self.contact.id,
                    "team_id": self.team.id,
                    "reported_at": moment - timedelta(minutes=n),
                }
                for n in range(60)
            ]
            tickets = self.env["helpdesk.ticket"].create(values[:5])
            few = queries(5)
            tickets = self.env["helpdesk.ticket"].create(values)
            many = queries(60)
        self.assertLessEqual(many, few + 5)
