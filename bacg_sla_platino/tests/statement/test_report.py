# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from statistics import median

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ...models.statement.bacg_sla_report import LATE_OUTCOMES
from ..common import ZONE, SlaCommon, local

EVENTS = "bacg_sla_platino.ir_cron_sla_events"
NOT_COUNTED = ("cancelled", "voided")


class ReportCommon(SlaCommon):
    """A history from April to June 2026 with every end that a clock can have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.env["res.partner"].create(
            {"name": "Ferretería", "is_company": True}
        )
        cls.neighbour_contract = cls.env["bacg.sla.contract"].create(
            {
                "partner_id": cls.neighbour.id,
                "agreement_id": cls.agreement.id,
                "date_from": "2024-02-01",
            }
        )

    @classmethod
    def _story(cls, reported, *steps, **values):
        """Live through a case: ``steps`` are pairs of a wall time and what is done."""
        with freeze_time(local(reported)):
            ticket = cls._case(local(reported), **values)
        for moment, step in steps:
            with freeze_time(local(moment)):
                step(ticket)
                cls.env.flush_all()
        return ticket

    @classmethod
    def _to(cls, stage, **said):
        def step(ticket):
            moving = ticket.with_user(cls.manager)._sla_with(**said)
            moving.write({"stage_id": stage.id})

        return step

    def _reply(self, ticket):
        self._answer(ticket)

    def _breach(self, ticket):
        """Notice what is due, as the scheduled action does."""
        ticket._sla_sync()

    def _mixed_history(self):
        """Return the cases; their months, priorities and ends differ."""
        done, customer = self._to(self.stage_done), self._to(self.stage_customer)
        vendor = self._to(self.stage_vendor, reason="Espera a Odoo")
        cancel = self._to(self.stage_cancelled, reason="Duplicado")
        stories = [
            # Kept within April.
            (
                "2026-04-06T09:00",
                [("2026-04-06T10:00", self._reply), ("2026-04-08T10:00", done)],
                {},
            ),
            # Breached in May, solved in June.
            (
                "2026-05-25T09:00",
                [
                    ("2026-05-25T09:10", self._reply),
                    ("2026-05-30T09:00", self._breach),
                    ("2026-06-03T09:00", done),
                ],
                {"priority": "3"},
            ),
            # Breached in May and still open.
            (
                "2026-05-26T09:00",
                [("2026-05-30T09:00", self._breach)],
                {"priority": "2", "user_id": self.agent.id},
            ),
            # First response late, resolution kept in the next month.
            (
                "2026-05-29T16:00",
                [("2026-05-30T09:00", self._reply), ("2026-06-02T09:00", done)],
                {},
            ),
            # Paused by the customer, kept.
            (
                "2026-05-04T09:00",
                [
                    ("2026-05-04T10:00", self._reply),
                    ("2026-05-04T11:00", customer),
                    ("2026-05-11T11:00", self._to(self.stage_progress)),
                    ("2026-05-12T11:00", done),
                ],
                {},
            ),
            # Waits for the manufacturer, with a word of a person after three days.
            (
                "2026-05-05T09:00",
                [
                    ("2026-05-05T10:00", vendor),
                    ("2026-05-08T10:00", self._reply),
                    ("2026-05-12T10:00", self._to(self.stage_progress)),
                    ("2026-05-12T12:00", done),
                ],
                {},
            ),
            # Cancelled.
            ("2026-05-06T09:00", [("2026-05-06T12:00", cancel)], {}),
            # Late in May, archived in June.
            (
                "2026-05-27T09:00",
                [
                    ("2026-05-27T09:10", self._reply),
                    ("2026-05-28T09:00", self._breach),
                    ("2026-06-02T09:00", lambda ticket: ticket.sudo().action_archive()),
                ],
                {"priority": "2"},
            ),
            # Of another customer, kept and not judged yet.
            (
                "2026-05-07T09:00",
                [("2026-05-07T09:30", self._reply)],
                {"partner_id": self.neighbour.id, "priority": "1"},
            ),
            (
                "2026-05-31T23:30",
                [],
                {"partner_id": self.neighbour.id, "user_id": self.agent.id},
            ),
        ]
        tickets = self.env["helpdesk.ticket"]
        for reported, steps, values in stories:
            tickets |= self._story(reported, *steps, **values).sudo()
        return tickets | self._refuted_case()

    def _refuted_case(self):
        """An outage claim that was late as priority 1, and was none (SLA 2.03)."""
        ticket = self._story(
            "2026-05-13T09:00",
            ("2026-05-13T09:20", self._breach),
            ("2026-05-13T09:40", self._breach),
            priority="3",
            outage_scope="claimed",
        )
        with freeze_time(local("2026-05-13T10:00")):
            ticket.with_user(self.agent)._outage_judge("none", "0", "Motivo")
        return ticket.sudo()

    def _rows(self, tickets):
        report = self.env["bacg.sla.report"].with_user(self.manager)
        return report.search([("ticket_id", "in", tickets.ids)])


@tagged("post_install", "-at_install")
@freeze_time("2026-06-20 12:00:00")
class TestReport(ReportCommon):
    def setUp(self):
        super().setUp()
        self.tickets = self._mixed_history()
        self.report = self.env["bacg.sla.report"].with_user(self.manager)
        self.domain = [("ticket_id", "in", self.tickets.ids)]

    def _count_by_hand(self, key):
        """Return judged, met and elapsed by ``key``, from the clocks themselves."""
        judged, met, elapsed = defaultdict(int), defaultdict(int), defaultdict(list)
        for status in self.tickets.sla_status_ids:
            moments = [m for m in (status.reached_at, status.breached_at) if m]
            if status.voided or status.state == "cancelled" and not status.breached_at:
                continue
            if moments:
                group = key(status, min(moments))
                judged[group] += 1
                met[group] += not status.breached_at
                elapsed[group].append(status.elapsed_minutes)
        return judged, met, elapsed

    def _keys(self):
        def month(_status, judged_at):
            day = ZONE.fromutc(judged_at).date()
            return day.replace(day=1)

        return {
            ("month:month",): month,
            ("metric",): lambda status, _at: status.metric,
            ("priority",): lambda status, _at: status.target_id.policy_id.priority,
            ("partner_id",): lambda status, _at: status.ticket_id.commercial_partner_id,
            ("user_id",): lambda status, _at: status.ticket_id.user_id,
            ("agreement_id",): lambda status, _at: status.target_id.agreement_id,
            ("team_id",): lambda status, _at: status.ticket_id.team_id,
            ("month:month", "metric"): lambda status, at: (
                month(status, at),
                status.metric,
            ),
            (): lambda _status, _at: None,
        }

    def test_figures_by_an_independent_count(self):
        """Σ kept / Σ judged in every grouping, as a loop over the clocks counts them.

        Never a mean of rows or of groups; median over all clocks of the group.
        """
        measures = ["judged:sum", "met:sum", "kept_rate:avg", "median_minutes:avg"]
        for groupby, key in self._keys().items():
            judged, met, elapsed = self._count_by_hand(key)
            rows = self.report._read_group(
                [*self.domain, ("judged", "=", 1)], groupby, measures
            )
            self.assertEqual(len(rows), len(judged), groupby)
            for *values, row_judged, row_met, rate, middle in rows:
                group = values[0] if len(values) == 1 else tuple(values) or None
                with self.subTest(groupby=groupby, group=group):
                    self.assertEqual(row_judged, judged[group])
                    self.assertEqual(row_met, met[group])
                    self.assertAlmostEqual(rate, met[group] / judged[group])
                    self.assertAlmostEqual(middle, median(elapsed[group]), 3)
        judged, met, _elapsed = self._count_by_hand(lambda _status, _at: None)
        self.assertGreater(judged[None], met[None] + 3)

    def test_pivot_computes_subtotals_the_same_way(self):
        """What the pivot asks for, with its totals and subtotals."""
        sets = [[], ["metric"], ["metric", "month:month"]]
        groups = self.report.formatted_read_grouping_sets(
            self.domain, sets, ["judged:sum", "met:sum", "kept_rate:avg"]
        )
        for rows in groups:
            for row in rows:
                judged, met = row["judged:sum"], row["met:sum"]
                expected = met / judged if judged else False
                self.assertEqual(row["kept_rate:avg"], expected)

    def test_no_rate_where_nothing_was_judged(self):
        [(judged, rate, middle)] = self.report._read_group(
            [("ticket_id", "=", self.tickets[-2].id)],
            [],
            ["judged:sum", "kept_rate:avg", "median_minutes:avg"],
        )
        self.assertEqual((judged, rate, middle), (0, False, False))

    def test_every_clock_counts_once(self):
        rows = self._rows(self.tickets)
        self.assertEqual(sorted(rows.ids), sorted(self.tickets.sla_status_ids.ids))
        for row in rows:
            apart = row.outcome in ("open", *NOT_COUNTED)
            self.assertEqual(row.judged, not apart)
            self.assertEqual(bool(row.month), bool(row.judged))

    def _row(self, index, metric):
        row = self._rows(self.tickets[index]).filtered(lambda r: r.metric == metric)
        return row[:1]

    def test_month_of_judgement(self):
        """Breached in May, solved in June: late in May, and only there."""
        row = self._row(1, "resolution")
        self.assertEqual((row.outcome, str(row.month)), ("late", "2026-05-01"))
        self.assertEqual(row.reached_at, local("2026-06-03T09:00"))
        row = self._row(2, "resolution")
        self.assertEqual((row.outcome, str(row.month)), ("open_late", "2026-05-01"))
        row = self._row(3, "resolution")
        self.assertEqual((row.outcome, str(row.month)), ("met", "2026-06-01"))

    def test_late_minutes_of_an_open_clock_grow(self):
        """SLA 1.06, 1.08: what is late and open counts until now, in its own hours."""
        urgent = self._row(2, "resolution")
        self.assertEqual((urgent.basis, urgent.outcome), ("clock", "open_late"))
        self.assertEqual(urgent.late_minutes, 24 * 1440 + 17 * 60)
        with freeze_time(local("2026-06-22T10:00")):
            self.env.invalidate_all()
            self.assertEqual(urgent.late_minutes, 26 * 1440 + 21 * 60)
            self.assertEqual(urgent.elapsed_minutes, urgent.late_minutes + 4 * 60)
            calm = self._row(9, "resolution")
            self.assertEqual((calm.basis, calm.late_minutes), ("business", 0))
            elapsed = calm.elapsed_minutes
        with freeze_time(local("2026-06-22T11:30")):
            self.env.invalidate_all()
            self.assertEqual(calm.elapsed_minutes, elapsed + 90)
        # At night nothing of it passes.
        with freeze_time(local("2026-06-22T22:00")):
            self.env.invalidate_all()
            evening = calm.elapsed_minutes
        with freeze_time(local("2026-06-22T23:00")):
            self.env.invalidate_all()
            self.assertEqual(calm.elapsed_minutes, evening)

    def test_month_is_the_customers(self):
        """The last evening of a month in Guatemala is the next month in UTC."""
        ticket = self._story(
            "2026-05-31T20:00", ("2026-05-31T21:00", self._reply), priority="3"
        )
        row = self._rows(ticket).filtered(lambda r: r.metric == "first_response")
        self.assertEqual(str(row.month), "2026-05-01")
        self.assertEqual(row.judged_at.month, 6)

    def test_reasons_are_of_late_clocks_alone(self):
        """Noted once on the case, told of what was late in it; else “not noted”."""
        late, open_late, first_late = self.tickets[1], self.tickets[2], self.tickets[3]
        late.late_reason = "vendor"
        late.solution = "Se corrigió el costo."
        first_late.late_reason = "own"
        self.env.flush_all()
        self.assertEqual(self._row(1, "resolution").late_reason, "vendor")
        self.assertEqual(self._row(1, "resolution").solution, "Se corrigió el costo.")
        self.assertFalse(self._row(1, "first_response").late_reason, "kept")
        self.assertEqual(self._row(2, "resolution").late_reason, "none")
        self.assertEqual(self._row(3, "first_response").late_reason, "own")
        self.assertFalse(self._row(3, "resolution").late_reason, "kept")
        groups = self.report._read_group(
            [*self.domain, ("outcome", "in", LATE_OUTCOMES)],
            ["late_reason"],
            ["__count"],
        )
        self.assertTrue({"vendor", "own", "none"} <= {reason for reason, _n in groups})
        unnoted = self.report.search([*self.domain, ("late_reason", "=", "none")])
        self.assertIn(open_late, unnoted.ticket_id)
        self.assertNotIn(late, unnoted.ticket_id)

    def test_voided_and_cancelled_stand_apart(self):
        """SLA 2.03: a refuted claim's breach is shown as voided and counts nowhere."""
        rows = self._rows(self.tickets[-1])
        voided = rows.filtered(lambda row: row.outcome == "voided")
        self.assertEqual(voided.cancel_reason, "refuted")
        self.assertEqual(voided.ended_at, local("2026-05-13T10:00"))
        cancelled = self._rows(self.tickets[6])
        self.assertEqual(set(cancelled.mapped("outcome")), {"cancelled"})
        self.assertEqual(set(cancelled.mapped("cancel_reason")), {"stage"})
        apart = self._rows(self.tickets).filtered(lambda r: r.outcome in NOT_COUNTED)
        for measure in ("judged", "met", "late_minutes"):
            self.assertFalse(sum(apart.mapped(measure)), measure)

    def test_paused_time_by_reason(self):
        row = self._row(4, "resolution")
        self.assertAlmostEqual(row.paused_customer, 7 * 24 * 60)
        self.assertAlmostEqual(row.paused_minutes, 7 * 24 * 60)
        self.assertAlmostEqual(row.paused_share, 7 * 24 / (8 * 24 + 2))
        row = self._row(5, "resolution")
        self.assertAlmostEqual(row.paused_vendor, 7 * 24 * 60)
        self.assertFalse(self._row(4, "first_response").paused_minutes)

    def test_overlapping_pauses_count_once(self):
        self.env["bacg.sla.pause"].sudo().create(
            {
                "ticket_id": self.tickets[4].id,
                "reason": "vendor",
                "start": local("2026-05-05T11:00"),
                "stop": local("2026-05-12T11:00"),
            }
        )
        row = self._row(4, "resolution")
        self.assertAlmostEqual(row.paused_vendor, 7 * 24 * 60)
        self.assertAlmostEqual(row.paused_minutes, 8 * 24 * 60)

    def test_voided_pause_counts_at_once(self):
        """The query waits for a pause that is voided in the same transaction."""
        self.assertTrue(self._row(4, "resolution").paused_customer)
        # sudo: pauses have no other writer than the clock itself
        pauses = self.tickets[4].sudo().sla_pause_ids
        pauses.filtered(lambda pause: pause.reason == "customer").write(
            {"voided_at": local("2026-06-20T06:00"), "void_reason": "Error"}
        )
        self.env["bacg.sla.report"].invalidate_model()
        self.assertFalse(self._row(4, "resolution").paused_customer)

    def test_weekly_word_by_whom(self):
        """SLA 1.22: each word that was due counts, a person's apart from a robot's."""
        rows = self._rows(self.tickets[5]).filtered(lambda r: r.metric == "follow_up")
        self.assertEqual(
            sorted(rows.mapped(lambda r: (r.outcome, r.follow_up))),
            [("cancelled", False), ("met", "person")],
        )

    def test_only_managers_of_the_company(self):
        with self.assertRaises(AccessError):
            self.report.with_user(self.agent).search([])
        company = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "report_foreign",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self.report.with_user(foreign).search(self.domain))
        with self.assertRaises(AccessError):
            self.report.search(self.domain, limit=1).write({"judged": 0})
