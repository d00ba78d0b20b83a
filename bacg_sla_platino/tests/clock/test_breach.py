# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import local
from ..statement.test_statement import StatementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-20 12:00:00")
class TestBreach(StatementCommon):
    """A breach counts once, in its month, whatever happens later."""

    def _late(self, *steps, **values):
        """Return a case of priority 2 whose resolution was missed on May 25."""
        return self._story(
            "2026-05-25T09:00",
            ("2026-05-25T09:10", self._reply),
            ("2026-05-25T14:00", self._breach),
            *steps,
            **{"priority": "2", **values},
        ).sudo()

    def _outcomes(self, ticket, metric="resolution"):
        self.env.invalidate_all()  # what the report's rows said before
        rows = self._rows(ticket).filtered(lambda row: row.metric == metric)
        return [
            (row.outcome, str(row.month), row.judged)
            for row in rows.sorted(lambda row: row.id)
        ]

    def _archive(self, ticket):
        ticket.sudo().action_archive()

    def test_archived_or_cancelled_later(self):
        """A case late in May, archived or cancelled in June, is late in May."""
        cancel = self._to(self.stage_cancelled, reason="Duplicado")
        for end in (self._archive, cancel):
            ticket = self._late(("2026-06-02T09:00", end))
            self.assertEqual(
                self._outcomes(ticket), [("cancelled_late", "2026-05-01", 1)]
            )
            row = self._rows(ticket).filtered(lambda r: r.metric == "resolution")
            self.assertEqual(row.ended_at, local("2026-06-02T09:00"))
            # From 13:00 on May 25 until it was taken out.
            self.assertEqual(row.late_minutes, 7 * 1440 + 20 * 60)

    def test_cancelled_in_time_counts_nowhere(self):
        ticket = self._story(
            "2026-05-25T09:00",
            ("2026-05-25T09:10", self._reply),
            ("2026-05-25T10:00", self._archive),
            priority="2",
        )
        self.assertEqual(self._outcomes(ticket.sudo()), [("cancelled", "False", 0)])

    def test_statement_says_so(self):
        """It is listed as late with its end, and not excluded; June counts none."""
        ticket = self._late(("2026-06-02T09:00", self._archive))
        may = self._make("2026-06-20T12:00")
        [clock] = [c for c in may.content["late"] if c["number"] == ticket.number]
        self.assertEqual(clock["outcome"], "cancelled_late")
        self.assertEqual(clock["ended"], "2026-06-02 15:00:00")
        self.assertIn("cancelled on", may.body_html)
        self.assertIn("stays counted as late", may.body_html)
        self.assertEqual(self._figure(may, "resolution", "2")["judged"], 1)
        self.assertEqual(may.content["population"]["open_late"], 1)
        june = self._make("2026-07-01T07:00", issue=False)
        self.assertEqual(
            [c["number"] for c in june.content["late_before"]], [ticket.number]
        )
        self.assertFalse(june.content["exclusions"])
        self.assertEqual(june.content["population"]["open_late"], 0)
        july = self._make("2026-08-01T07:00", issue=False)
        self.assertFalse(july.content["late_before"])

    def test_archiving_after_the_issue_changes_no_figure(self):
        ticket = self._late()
        statement = self._make("2026-06-20T12:00")
        with freeze_time(local("2026-06-20T12:00")):
            self._archive(ticket)
        self.env.invalidate_all()
        self.assertTrue(statement.revision_available, "its end is told")
        with freeze_time(local("2026-06-20T14:00")):
            revision = statement._revise("Se archivó")
        for name in ("population", "figures", "exclusions"):
            self.assertEqual(revision.content[name], statement.content[name])
        [change] = revision.content["changes"]
        self.assertEqual(change["what"], "late")
        self.assertIn("late and cancelled", revision.body_html)

    def test_lower_priority_takes_no_breach_away(self):
        """SLA 1.20: a breach under a former priority stays a breach."""
        ticket = self._late(
            (
                "2026-05-25T15:00",
                lambda t: t.with_user(self.agent).write({"priority": "0"}),
            )
        )
        self.assertEqual(self._outcomes(ticket)[0], ("cancelled_late", "2026-05-01", 1))
        self.assertEqual(self._status(ticket, "resolution").state, "running")

    def _unnoticed(self, end):
        """Return a case that ``end`` ends an hour late, before the action runs."""
        return self._story(
            "2026-05-25T09:00",
            ("2026-05-25T09:10", self._reply),
            ("2026-05-25T14:00", end),
            priority="2",
        ).sudo()

    def _lower(self, ticket):
        ticket.with_user(self.agent).priority = "0"

    def test_breach_that_nobody_noticed_before_the_clock_ended(self):
        """SLA 1.20: a missed deadline is a breach, whatever ends the clock later."""
        cancel = self._to(self.stage_cancelled, reason="Duplicado")

        def merge(ticket):
            ticket.sudo()._sla_with(cancel_reason="merged").write({"active": False})

        def uncover(ticket):
            ticket.sudo().write({"contract_id": False, "partner_id": False})

        for end in (self._lower, self._archive, cancel, merge, uncover):
            ticket = self._unnoticed(end)
            late = ticket.sla_status_ids.filtered("breached_at")
            self.assertEqual(late.mapped("metric"), ["resolution"])
            self.assertEqual(late.breached_at, local("2026-05-25T13:00"))
            self.assertEqual((late.late_minutes, late.voided), (60, False))
            events = ticket.sla_event_ids.filtered(lambda e: e.kind == "breached")
            self.assertEqual(events.mapped("at"), [local("2026-05-25T13:00")])

    def test_clock_that_ends_at_its_deadline_is_not_late(self):
        """SLA 1.20: only what happens after the second of the deadline is late."""
        ticket = self._story(
            "2026-05-25T09:00",
            ("2026-05-25T09:10", self._reply),
            ("2026-05-25T13:00", self._lower),
            priority="2",
        ).sudo()
        self.assertFalse(ticket.sla_status_ids.filtered("breached_at"))

    def test_corrected_pause_lets_an_unnoticed_breach_fall(self):
        """SLA 1.19: a manager corrects that the case waited for the customer."""
        ticket = self._story(
            "2026-05-25T09:00",
            ("2026-05-25T09:10", self._to(self.stage_customer)),
            ("2026-05-25T09:20", self._to(self.stage_progress)),
            ("2026-05-25T14:00", self._archive),
            priority="2",
        ).sudo()
        self.assertEqual(self._outcomes(ticket)[0][0], "cancelled_late")
        wait = ticket.sla_pause_ids.filtered(lambda p: p.reason == "customer")
        self._correct(wait, "2026-05-25T09:10", "2026-05-25T13:30")
        self.assertEqual(self._outcomes(ticket), [("voided", "False", 0)])

    def test_priority_that_comes_back_tells_nobody_twice(self):
        """SLA 1.20: one breach, step, note and event over 1 → 4 → 1 → 4 → 1."""

        def to(priority):
            return lambda t: t.with_user(self.agent).write({"priority": priority})

        def notice(ticket):
            ticket.sudo().sla_status_ids._treat_due()

        steps = [
            (f"2026-05-25T{hour}", act)
            for hour, act in [
                ("14:50", notice),
                ("15:00", to("0")),
                ("15:10", to("2")),
                ("15:20", notice),
                ("15:30", to("0")),
                ("15:40", to("2")),
                ("15:50", notice),
            ]
        ]
        ticket = self._late(*steps)
        events = ticket.sla_event_ids.filtered(
            lambda e: e.kind == "breached" and e.new_value == "resolution"
        )
        self.assertEqual(len(events), 1)
        notes = [m for m in ticket.message_ids if "SLA breached" in (m.body or "")]
        self.assertEqual(len(notes), 1)
        fired = ticket.sla_status_ids.fired_ids.filtered(
            lambda f: f.state == "fired" and f.metric == "resolution"
        )
        told = fired.mapped("escalation_id")
        self.assertEqual(len(fired), len(told))

    def test_higher_priority_repeats_the_breach_once(self):
        """SLA 1.20: a breach of both the old and the right target counts once."""
        ticket = self._late(
            (
                "2026-05-25T15:00",
                lambda t: t.with_user(self.agent).write({"priority": "3"}),
            )
        )
        self.assertEqual(
            self._outcomes(ticket),
            [("voided", "False", 0), ("open_late", "2026-05-01", 1)],
        )
        exclusions = self._make("2026-06-20T12:00").content["exclusions"]
        self.assertEqual(
            [(e["reason"], e["late"]) for e in exclusions], [("target", 1)]
        )

    def test_restored_case_is_late_once(self):
        ticket = self._late(
            ("2026-05-26T09:00", self._archive),
            ("2026-05-27T09:00", lambda t: t.sudo().action_unarchive()),
        )
        self.assertEqual(
            self._outcomes(ticket),
            [("voided", "False", 0), ("open_late", "2026-05-01", 1)],
        )

    def test_missed_word_counts_though_the_wait_is_over(self):
        """SLA 1.22: a week without a report is missed, even if the wait ends."""
        vendor = self._to(self.stage_vendor, reason="Espera a Odoo")
        ticket = self._story(
            "2026-05-04T09:00",
            ("2026-05-04T10:00", self._reply),
            ("2026-05-04T11:00", vendor),
            ("2026-05-11T12:00", self._breach),
            ("2026-05-13T09:00", self._to(self.stage_progress)),
            ("2026-05-14T09:00", self._breach),
        ).sudo()
        self.assertEqual(
            self._outcomes(ticket, "follow_up"), [("cancelled_late", "2026-05-01", 1)]
        )
        words = self._make("2026-06-20T12:00").content["follow_ups"]
        self.assertEqual((words["due"], words["missed"]), (1, 1))

    def _correct(self, pause, start, stop, reason="customer"):
        wizard = self.env["bacg.sla.pause.replace"].with_user(self.manager)
        wizard.create(
            {
                "pause_id": pause.id,
                "void_reason": "Mal apuntada",
                "replace": True,
                "reason": reason,
                "start": local(start),
                "stop": local(stop),
            }
        ).action_confirm()

    def test_corrected_pause_lets_the_breach_of_an_archived_case_fall(self):
        """A manager who corrects the wait by which it was judged voids the breach."""
        ticket = self._story(
            "2026-05-25T09:00",
            ("2026-05-25T09:10", self._to(self.stage_customer)),
            ("2026-05-25T09:20", self._to(self.stage_progress)),
            ("2026-05-25T14:00", self._breach),
            ("2026-05-25T16:00", self._archive),
            priority="2",
        ).sudo()
        self.assertEqual(self._outcomes(ticket)[0][0], "cancelled_late")
        wait = ticket.sla_pause_ids.filtered(lambda p: p.reason == "customer")
        self._correct(wait, "2026-05-25T09:10", "2026-05-25T13:30")
        self.assertEqual(self._outcomes(ticket), [("voided", "False", 0)])

    def test_corrected_pause_lets_a_missed_word_fall(self):
        """No report is owed in a week that was no wait for the manufacturer."""
        vendor = self._to(self.stage_vendor, reason="Espera a Odoo")
        ticket = self._story(
            "2026-05-04T09:00",
            ("2026-05-04T11:00", vendor),
            ("2026-05-11T12:00", self._breach),
            ("2026-05-13T09:00", self._to(self.stage_progress)),
        ).sudo()
        wait = ticket.sla_pause_ids.filtered(lambda p: p.reason == "vendor")
        self._correct(wait, "2026-05-05T11:00", "2026-05-07T09:00", "vendor")
        self.assertEqual(self._outcomes(ticket, "follow_up"), [("voided", "False", 0)])

    def test_reason_is_asked_and_missed_also_when_it_is_cancelled(self):
        """A breach in the statement requires a reason."""
        ticket = self._late()
        wizard = self.env["bacg.sla.stage.change"].with_user(self.agent)
        asked = wizard.create(
            {
                "ticket_id": ticket.id,
                "stage_id": self.stage_cancelled.id,
                "reason": "Duplicado",
            }
        )
        self.assertTrue(asked.asks_late_reason)
        with self.assertRaisesRegex(UserError, "Why it is late"):
            asked.action_confirm()
        cancelled = self._late(
            ("2026-06-02T09:00", self._to(self.stage_cancelled, reason="Duplicado"))
        )
        self.assertTrue(cancelled.sla_was_late)
        view = self.env.ref("bacg_sla_platino.helpdesk_ticket_view_search")
        [late] = etree.fromstring(view.arch).xpath(
            "//filter[@name='late_without_reason']"
        )
        found = self.env["helpdesk.ticket"].search(literal_eval(late.get("domain")))
        self.assertIn(cancelled, found)
        self.assertNotIn(ticket, found, "still open")

    def test_rebuilt_clocks_carry_no_breach_twice(self):
        """Synchronizing a case repeatedly changes nothing."""
        vendor = self._to(self.stage_vendor, reason="Espera a Odoo")
        ticket = self._story(
            "2026-05-04T09:00",
            ("2026-05-04T11:00", vendor),
            ("2026-05-13T09:00", self._to(self.stage_progress)),
        ).sudo()
        before = self._outcomes(ticket, "follow_up")
        self.assertEqual(before, [("cancelled_late", "2026-05-01", 1)])
        ticket._sla_sync()
        ticket._sla_sync()
        self.assertEqual(self._outcomes(ticket, "follow_up"), before)
