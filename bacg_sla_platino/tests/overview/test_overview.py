# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval
from collections import Counter
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...models.overview import bacg_sla_overview
from ..common import ZONE
from ..statement.test_report import ReportCommon

NOW = "2026-06-20 12:00:00"
FIGURES = ["first_response", "resolution", "follow_up"]


class OverviewCommon(ReportCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(NOW):
            self.tickets = self._mixed_history()
        self.overview = self.env["bacg.sla.overview"].with_user(self.manager)

    def _month(self, day=False):
        self.env.flush_all()
        with freeze_time(NOW):
            return self.overview.get_month(day)

    def _count(self, model, domain):
        with freeze_time(NOW):
            return self.env[model].with_user(self.manager).search_count(domain)

    def _queries(self, function):
        """Return how many queries a function takes with a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestOverview(OverviewCommon):
    """The manager's month: kept, for whom and why not (SLA 1.05 to 1.09, 1.22)."""

    def test_each_figure_by_an_independent_count(self):
        """What a loop over the clocks counts, by month, customer and metric."""
        judged, met = self._count_by_hand()
        for month in ("2026-04-01", "2026-05-01", "2026-06-01"):
            page = self._month(month)
            metrics = [figure["metric"] for figure in page["figures"]]
            self.assertEqual(metrics[:3], FIGURES)
            for customer in page["customers"]:
                for metric, cell in zip(metrics, customer["cells"], strict=True):
                    key = (month, customer["id"], metric)
                    self.assertEqual(cell["judged"], judged[key], key)
                    self.assertEqual(cell["met"], met[key], key)
            for figure in page["figures"]:
                total = sum(
                    number
                    for (of, customer, metric), number in judged.items()
                    if of == month and metric == figure["metric"]
                )
                self.assertEqual(figure["judged"], total)
        self.assertGreater(sum(judged.values()), sum(met.values()))

    def _count_by_hand(self):
        judged, met = Counter(), Counter()
        everything = self.env["bacg.sla.status"].search([])
        for status in everything:
            moments = [m for m in (status.reached_at, status.breached_at) if m]
            if status.voided or status.state == "cancelled" and not status.breached_at:
                continue
            if moments:
                month = ZONE.fromutc(min(moments)).date().replace(day=1)
                customer = status.ticket_id.commercial_partner_id.id
                key = (str(month), customer, status.metric)
                judged[key] += 1
                met[key] += not status.breached_at
        return judged, met

    def test_each_figure_opens_what_it_counts(self):
        page = self._month("2026-05-20")
        figures = [*page["figures"]]
        for customer in page["customers"]:
            figures += customer["cells"]
        for figure in figures:
            opened = self._count("bacg.sla.report", figure["domain"])
            self.assertEqual(opened, figure["judged"], figure["title"])
            late = self._count(
                "bacg.sla.report", [*figure["domain"], page["late_leaf"]]
            )
            self.assertEqual(late, figure["late"], figure["title"])
        late = page["late"]
        self.assertEqual(self._count("bacg.sla.report", late["domain"]), late["count"])
        for one in page["now"].values():
            opened = self._count("helpdesk.ticket", one["domain"])
            self.assertEqual(opened, one["count"], one["title"])
        self.assertTrue(page["now"]["late"]["count"])

    def test_missed_stays_late_though_its_deadline_moves(self):
        """A holiday entered afterwards, and a wait, hide nothing that was missed."""
        in_contract = self.contract.with_user(self.manager)
        case = self._story("2026-06-01T09:00", ("2026-06-01T10:00", self._reply))
        with freeze_time(NOW):
            self._breach(case)
            late = in_contract.late_case_count
        before = self._month()["now"]["late"]["count"]
        with freeze_time(NOW):
            days = [(date(2026, 6, day), "Feriado", 0) for day in range(3, 20)]
            self.agreement.resource_calendar_id._holiday_add(days)
            self._breach(case)
            case.stage_id = self.stage_customer
            in_contract.invalidate_recordset(["late_case_count"])
            self.assertEqual((case.sla_state, case.sla_deadline), ("late", False))
            self.assertEqual(in_contract.late_case_count, late)
        page = self._month()
        self.assertEqual(page["now"]["late"]["count"], before)
        action = self.env.ref("bacg_sla_platino.helpdesk_ticket_action_late")
        self.assertEqual(literal_eval(action.domain), page["now"]["late"]["domain"])
        tickets = self.env["helpdesk.ticket"]
        with freeze_time(NOW):
            listed = tickets.search(literal_eval(action.domain))
            self.assertIn(case, listed)
            every, others = tickets.search([]), [("is_late_now", "=", False)]
            self.assertEqual(every.filtered("is_late_now"), listed)
            self.assertEqual(every - listed, tickets.search(others))

    def test_late_cases_say_why(self):
        """Reason, agent and remedy; whom it waited for where none was noted."""
        late = self.tickets[1]
        late.write({"late_reason": "vendor", "solution": "Se corrigió el costo."})
        late.user_id = self.agent
        rows = {
            (row["ticket_id"], row["metric"]): row
            for row in self._month("2026-05-01")["late"]["rows"]
        }
        row = rows[late.id, "Resolution"]
        self.assertEqual(row["reason"], "The manufacturer or another supplier")
        self.assertEqual(row["remedy"], "Se corrigió el costo.")
        self.assertEqual((row["agent"], row["outcome"]), (self.agent.name, "Done late"))
        row = rows[self.tickets[2].id, "Resolution"]
        self.assertEqual(row["reason"], "Not noted yet")
        self.assertEqual(row["outcome"], "Late and still open")

    def test_metrics_are_never_added_up(self):
        """No figure of all promises; what nobody was promised is not 100 %."""
        page = self._month("2025-01-15")
        self.assertEqual(page["customers"], [])
        self.assertEqual([figure["metric"] for figure in page["figures"]], FIGURES)
        for figure in page["figures"]:
            self.assertEqual((figure["judged"], figure["rate"]), (0, "no cases"))

    def test_months_before_and_after(self):
        page = self._month()
        self.assertEqual((page["month"], page["is_running"]), ("2026-06-01", True))
        self.assertEqual((page["previous"], page["next"]), ("2026-05-31", False))
        page = self._month(page["previous"])
        self.assertEqual((page["month"], page["is_running"]), ("2026-05-01", False))
        self.assertEqual(page["next"], "2026-06-01")

    def test_customers_with_most_late_come_first(self):
        customers = self._month("2026-05-01")["customers"]
        self.assertEqual(
            customers, sorted(customers, key=lambda row: (-row["late"], row["name"]))
        )
        first = customers[0]
        self.assertEqual(first["id"], self.customer.id)
        self.assertEqual(first["contract_id"], self.contract.id)
        with patch.object(bacg_sla_overview, "CUSTOMERS_SHOWN", 1):
            page = self._month("2026-05-01")
        self.assertEqual(page["customers"], customers[:1])
        self.assertEqual(page["all_customers"]["count"], len(customers))
        everything = self._count("bacg.sla.report", page["all_customers"]["domain"])
        self.assertEqual(everything, sum(one["judged"] for one in page["figures"]))

    def test_time_without_charge(self):
        """By the work date; what undoes an entry is taken off, what is charged not."""
        with freeze_time(NOW):
            ticket = self.tickets[0].with_user(self.agent)
            for minutes, day in ((90, "2026-06-01"), (45, "2026-06-19")):
                ticket._hours_note(minutes, self._day(day), "Se revisó")
            ticket._hours_note(600, self._day("2026-05-31"), "Se revisó")
        uncharged = self._month("2026-06-30")["uncharged"]
        self.assertEqual((uncharged["worked"], uncharged["count"]), ("2 h 15 min", 2))
        opened = self._count("bacg.hours.entry", uncharged["domain"])
        self.assertEqual(opened, 2)

    def _day(self, text):
        return self.env["bacg.hours.entry"]._fields["date"].to_date(text)

    def test_only_managers(self):
        portal = new_test_user(self.env, "sla_cliente", groups="base.group_portal")
        for user in (self.agent, portal):
            with self.assertRaisesRegex(AccessError, "Only helpdesk managers"):
                self.overview.with_user(user).get_month()
            with self.assertRaises(AccessError):
                self.contract.with_user(user).read(["late_case_count"])

    def test_other_companies_are_not_counted(self):
        company = self.env["res.company"].create({"name": "BACG Honduras"})
        page = self._month("2026-05-01")
        self.manager.company_ids |= company
        self.manager.company_id = company
        with freeze_time(NOW):
            overview = self.overview.with_context(allowed_company_ids=company.ids)
            other = overview.get_month("2026-05-01")
        self.assertTrue(page["customers"])
        self.assertEqual(other["customers"], [])
        self.assertEqual(other["late"]["count"], 0)

    def test_constant_number_of_queries(self):
        few = self._queries(lambda: self._month("2026-05-01"))
        partners = self.env["res.partner"].create(
            [{"name": f"Cliente {n}", "is_company": True} for n in range(3)]
        )
        for partner in partners:
            self.neighbour_contract.copy({"partner_id": partner.id})
            self._story(
                "2026-05-07T09:00",
                ("2026-05-08T09:30", self._breach),
                partner_id=partner.id,
                priority="2",
            )
        many = self._queries(lambda: self._month("2026-05-01"))
        self.assertEqual(len(self._month("2026-05-01")["customers"]), 5)
        self.assertLessEqual(many, few)


@tagged("post_install", "-at_install")
class TestContractHealth(OverviewCommon):
    """How a contract stands: kept this month, late now, hours left (SLA 1.18)."""

    def test_health(self):
        grants = self.env["bacg.hours.grant"].with_user(self.manager)
        grants.create(
            {
                "contract_id": self.contract.id,
                "hours": 12,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )
        with freeze_time(NOW):
            contract, neighbour = (
                one.with_user(self.manager)
                for one in (self.contract, self.neighbour_contract)
            )
            for action, model in (
                (contract.action_view_kept(), "bacg.sla.report"),
                (contract.action_view_late_cases(), "helpdesk.ticket"),
            ):
                self.assertEqual(action["res_model"], model)
            rows = self.env["bacg.sla.report"].with_user(self.manager)
            judged = rows.search(contract.action_view_kept()["domain"])
            for metric in ("first_response", "resolution"):
                own = judged.filtered(lambda row, metric=metric: row.metric == metric)
                kept = sum(own.mapped("met"))
                begin = f"{kept} of {len(own)} (" if own else "none due"
                self.assertTrue(contract[f"{metric}_kept"].startswith(begin), begin)
            self.assertTrue(judged)
            self.assertEqual(neighbour.resolution_kept, "none due")
            late = self.env["helpdesk.ticket"].search_count(
                contract.action_view_late_cases()["domain"]
            )
            self.assertEqual(contract.late_case_count, late)
            self.assertIn("12 h", contract.hours_left)
        self.assertTrue(late)

    def test_a_contract_that_is_being_entered(self):
        """It has no figures yet; those of a saved one stay while it is edited."""
        contracts = self.env["bacg.sla.contract"].with_user(self.manager)
        with freeze_time(NOW):
            new = contracts.new({"partner_id": self.customer.id})
            self.assertFalse(new.first_response_kept or new.resolution_kept)
            self.assertFalse(new.late_case_count)
            Form(contracts)
            saved = contracts.browse(self.contract.id)
            edited = contracts.new({}, origin=saved)
            for name in ("resolution_kept", "late_case_count"):
                self.assertTrue(saved[name])
                self.assertEqual(edited[name], saved[name])

    def test_constant_number_of_queries(self):
        """Of a list as of one contract."""
        names = ["first_response_kept", "resolution_kept", "late_case_count"]
        names.append("hours_left")
        both = (self.contract | self.neighbour_contract).with_user(self.manager)
        with freeze_time(NOW):
            one = self._queries(lambda: both[:1].read(names))
            self.assertLessEqual(self._queries(lambda: both.read(names)), one)
