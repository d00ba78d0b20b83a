# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from fractions import Fraction

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import UptimeCommon

MONTH = 30 * 86400
HOUR = 3600
# Midnight in Guatemala.
JUNE, JULY = datetime(2026, 6, 1, 6), datetime(2026, 7, 1, 6)
BEFORE_FREEZE, FREEZE = "2026-07-03 05:59:00", "2026-07-03 06:00:00"


@tagged("post_install", "-at_install")
class TestMonthLived(UptimeCommon, HttpCase):
    """A month of an ERP, from what was seen to what its customer reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "uptime_customer",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        cls.contract.write(
            {
                "contact_ids": cls.contact.ids,
                "uptime_tz": "America/Guatemala",
                "uptime_maintenance": "excused",
            }
        )
        cls.instance.measured_from = "2026-06-01"
        cls._live()

    @classmethod
    def _live(cls):
        """Three causes, a window that overran, a monitor that stopped."""
        spans = [
            ("up", "2026-05-01 00:00:00", "2026-06-25 00:00:00"),
            ("unknown_monitor", "2026-06-25 00:00:00", "2026-06-25 01:00:00"),
            ("up", "2026-06-25 01:00:00", False),
        ]
        cls.env["bacg.uptime.span"].create(
            [
                {
                    "instance_id": cls.instance.id,
                    "state": state,
                    "start": start,
                    "stop": stop,
                }
                for state, start, stop in spans
            ]
        )
        cls._see("customer", "2026-06-10 14:20:00", False)
        cls.fault = cls._see("check", "2026-06-10 14:00:00", "2026-06-10 17:00:00")
        cls._cause(cls.fault, "provider_server", 14, 15)
        cls._cause(cls.fault, "customer_firewall", 15, 16)
        cls._cause(cls.fault, "provider_upstream", 16, 17)
        cls._announce()
        cls.work = cls._see("check", "2026-06-20 04:00:00", "2026-06-20 07:00:00")
        cls._cause(cls.work, "planned", 4, 7)
        (cls.fault | cls.work).write({"state": "confirmed"})

    @classmethod
    def _announce(cls):
        """Announce two hours of maintenance, which took three."""
        cls.env["bacg.uptime.maintenance"].create(
            {
                "name": "Actualización del servidor",
                "contract_id": cls.contract.id,
                "instance_ids": cls.instance.ids,
                "start": "2026-06-20 04:00:00",
                "stop": "2026-06-20 06:00:00",
                "announced_at": "2026-06-18 15:00:00",
                "actual_start": "2026-06-20 04:00:00",
                "actual_stop": "2026-06-20 07:00:00",
                "state": "done",
            }
        )

    @classmethod
    def _see(cls, source, start, stop):
        return cls.env["bacg.uptime.outage"]._observe(
            [
                {
                    "instance_id": cls.instance.id,
                    "source": source,
                    "key": f"{source} {start}",
                    "start": datetime.fromisoformat(start),
                    "stop": stop and datetime.fromisoformat(stop),
                    "evidence": "HTTP 502",
                }
            ]
        )

    @classmethod
    def _cause(cls, outage, name, begin, end):
        cls.env["bacg.uptime.outage.slice"].create(
            {
                "outage_id": outage.id,
                "cause_id": cls.env.ref(f"bacg_sla_uptime.cause_{name}").id,
                "start": outage.start.replace(hour=begin),
                "stop": outage.start.replace(hour=end),
                "evidence": "Bitácora del servidor",
            }
        )

    def _run(self):
        self.env.flush_all()
        self.env.ref(
            "bacg_sla_uptime.ir_cron_uptime_statements"
        ).method_direct_trigger()
        self.env.invalidate_all()

    def _statement(self):
        return self.env["bacg.uptime.statement"].search(
            [("instance_id", "=", self.instance.id), ("state", "=", "issued")]
        )

    def _freeze(self):
        with freeze_time(FREEZE):
            self._run()
        return self._statement()

    def test_from_the_first_failure_to_the_customers_page(self):
        """SLA 2.01: frozen on the 3rd, explained to the second, mailed, revised."""
        with freeze_time(BEFORE_FREEZE):
            self._run()
            self.assertFalse(self._statement())
        statement = self._freeze()
        self.assertEqual(
            (statement.start, statement.stop, statement.tz),
            (JUNE, JULY, "America/Guatemala"),
        )
        # Two hours of ours and the hour by which the window overran.
        self.assertEqual(statement.down_s, 3 * HOUR)
        # The firewall and the two hours that were announced.
        self.assertEqual(statement.excused_s, 3 * HOUR)
        self.assertEqual(statement.not_running_s, HOUR)
        self.assertEqual(statement.no_data_s, 0)
        self.assertEqual(statement.total_s, MONTH)
        self._check_sums(statement)
        self.assertEqual(statement.verdict, "met")
        self.assertTrue(statement._is_recomputed())
        overrun = statement.line_ids.filtered(lambda line: "overran" in line.reason)
        self.assertEqual(overrun.counted_s, HOUR)
        self._check_document(statement)
        self._check_mail(statement)
        self._check_late_fact(statement)

    def _check_sums(self, statement):
        self._check_lines(statement)
        worst, best = map(Fraction, (statement.worst_exact, statement.best_exact))
        adjusted = Fraction(statement.adjusted_exact)
        self.assertTrue(99 <= worst <= adjusted <= best)

    def _check_lines(self, statement):
        parts = (
            statement.up_s
            + statement.down_s
            + statement.excused_s
            + statement.no_data_s
            + statement.not_running_s
        )
        self.assertAlmostEqual(parts, statement.total_s, 4)
        for kind, name in (
            ("down", "down_s"),
            ("excused", "excused_s"),
            ("no_data", "no_data_s"),
            ("not_running", "not_running_s"),
            ("outside", "outside_s"),
            ("removed", "removed_s"),
            ("some_users", "some_users_s"),
        ):
            lines = statement.line_ids.filtered(lambda one, k=kind: one.kind == k)
            counted = sum(lines.mapped("counted_s"))
            self.assertAlmostEqual(counted, statement[name], 4, kind)

    def _check_document(self, statement):
        html = statement._get_body()
        for said in (
            "Availability statement: June 2026",
            "America/Guatemala",
            "A firewall of theirs",
            "Bitácora del servidor",
            statement.inputs_sha256,
            "https://erp.cafe.gt",
        ):
            self.assertIn(said, html)
        # Beside each percentage stands what it is of.
        self.assertGreaterEqual(html.count(statement._localized()._text_window()), 6)
        [difference] = statement.content["differences"]
        self.assertEqual(difference["customer"], "2026-06-10 14:20:00")
        self.assertEqual(difference["monitor"], "2026-06-10 14:00:00")

    def _check_mail(self, statement):
        self.assertTrue(statement.sent_at)
        mail = self.env["mail.mail"].search(
            [("model", "=", statement._name), ("res_id", "=", statement.id)]
        )
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(mail.attachment_ids, statement.document_id)

    def _check_late_fact(self, statement):
        with freeze_time("2026-07-05 12:00:00"):
            self._run()
            self.assertFalse(statement.revision_available)
            self._see("feed", "2026-06-15 10:00:00", "2026-06-15 10:30:00")
            self._run()
            self.assertTrue(statement.revision_available)
            revision = statement.with_user(self.manager)._revise("Llegó otro informe.")
        self.assertEqual(statement.state, "superseded")
        self.assertEqual((revision.name, revision.revision), (statement.name, 2))
        self.assertEqual(revision.down_s, statement.down_s + HOUR // 2)
        self._check_sums(revision)
        self.assertTrue(revision._is_recomputed())
        self.assertNotEqual(revision.inputs_sha256, statement.inputs_sha256)
        labels = [change["label"] for change in revision.content["changes"]]
        self.assertTrue(labels)
        self.assertIn("Llegó otro informe.", revision.sudo()._get_body())
        self._check_pages(statement, revision)

    def _check_pages(self, statement, revision):
        self.authenticate(self.user.login, self.user.login)
        page = self.url_open("/my/availability").text
        self.assertIn("Producción", page)
        self.assertIn("o_uptime_day_grey", page)
        page = self.url_open(f"/my/availability/{self.instance.id}").text
        self.assertIn(revision.display_name, page)
        url = f"/my/availability/statements/{revision.id}"
        page = self.url_open(url).text
        self.assertIn("Llegó otro informe.", page)
        self.assertIn(revision.inputs_sha256, page)
        file = self.url_open(f"{url}/document")
        self.assertEqual(file.status_code, 200)
        self.assertIn("attachment", file.headers["Content-Disposition"])
        older = self.url_open(f"/my/availability/statements/{statement.id}").text
        self.assertIn(revision.display_name, older)
        service = self.url_open("/my/service").text
        self.assertIn("Producción", service)

    def test_the_lines_add_up_whatever_the_method(self):
        """SLA 2.01: total = up + down + excused + unknown, and so do the lines."""
        self._see("check", "2026-06-12 10:00:00", "2026-06-12 10:03:00")
        self._see("check", "2026-06-13 10:00:00", "2026-06-13 12:00:00")
        users = self._see("check", "2026-06-16 15:00:00", "2026-06-16 17:00:00")
        self._cause(users, "provider", 15, 16)
        users.slice_ids.scope = "some_users"
        self.fault.slice_ids[0].scope = "partial"
        refuted = self._see("check", "2026-06-18 10:00:00", "2026-06-18 11:00:00")
        refuted.write({"state": "rejected", "reject_reason": "Falsa alarma"})
        hours = self.contract._get_business_calendar()
        methods = (
            {},
            {"uptime_partial_weight": 33, "uptime_minimum_outage_minutes": 5},
            {"uptime_maintenance": "removed", "uptime_maintenance_cap_hours": 1},
            {"uptime_maintenance": "counts", "uptime_some_users": True},
            {"uptime_unknown_rule": "down", "uptime_partial_weight": 12.5},
        )
        first = JUNE.date()
        for calendar in (False, hours):
            self.instance.service_calendar_id = calendar
            for method in methods:
                with (
                    self.subTest(calendar=calendar, **method),
                    freeze_time(FREEZE),
                    self.cr.savepoint() as savepoint,
                ):
                    self.contract.write(method)
                    statement = self.env["bacg.uptime.statement"]._freeze(
                        self.instance, first, JUNE, JULY
                    )
                    self._check_lines(statement)
                    self.assertTrue(statement._is_recomputed())
                    self.assertIn("Falsa alarma", statement._get_body())
                    savepoint.rollback()
                    self.env.invalidate_all()

    # -------------------------------------------------------------------------
    # What nobody does to a statement
    # -------------------------------------------------------------------------

    def test_a_statement_is_frozen(self):
        statement = self._freeze()
        for values in ({"down_s": 0}, {"verdict": "met"}, {"body_html": "<p/>"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                statement._get_body()
                statement.write(values)
        with self.assertRaises(UserError):
            statement.unlink()
        with self.assertRaises(UserError):
            statement.line_ids[:1].write({"seconds": 0})
        with self.assertRaises(UserError):
            statement.line_ids[:1].unlink()
        for operation in ("write", "create", "unlink"):
            self.assertFalse(statement.with_user(self.manager).has_access(operation))

    def test_once_a_month(self):
        statement = self._freeze()
        with freeze_time("2026-07-20 06:00:00"):
            self._run()
        self.assertEqual(self._statement(), statement)

    def test_only_managers_revise_and_say_why(self):
        statement = self._freeze()
        with self.assertRaises(UserError):
            statement.with_user(self.agent)._revise("Sin motivo")
        wizard = self.env["bacg.uptime.statement.revise"].with_user(self.manager)
        window = wizard.create({"statement_id": statement.id, "reason": " "})
        with self.assertRaises(UserError):
            window.action_confirm()
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent).create({"statement_id": statement.id})

    def test_without_evidence_there_is_no_number(self):
        """SLA 2.01: not measured is never 100 %."""
        other = self._instance("https://otra.cafe.gt", measured_from="2026-06-11")
        with freeze_time(FREEZE):
            self._run()
            statement = self.env["bacg.uptime.statement"].search(
                [("instance_id", "=", other.id)]
            )
            self.assertFalse(statement.adjusted_exact)
            self.assertEqual(statement.verdict, "undetermined")
            self.assertEqual(statement.total_s, 20 * 86400)
            html = statement._get_body()
            self.assertIn("not measured", html)
            self.assertNotIn("100.00", html)
            self.assertIn("11 Jun 2026, 00:00", html)
            page = other._uptime_portal_pages(90)[other.id]
            self.assertEqual({day["tone"] for day in page["days"]}, {"grey"})
            self.assertIn("not measured", str(page["facts"]))

    def test_strangers_see_nothing(self):
        statement = self._freeze()
        new_test_user(self.env, "uptime_other", groups="base.group_portal")
        self.authenticate("uptime_other", "uptime_other")
        for url in (
            f"/my/availability/{self.instance.id}",
            f"/my/availability/statements/{statement.id}",
            f"/my/availability/statements/{statement.id}/document",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        self.assertNotIn("Producción", self.url_open("/my/availability").text)

    # -------------------------------------------------------------------------
    # The month that is under way
    # -------------------------------------------------------------------------

    def test_warnings_are_rows_and_given_once(self):
        warnings = self.env["bacg.uptime.warning"]
        with freeze_time("2026-07-10 12:00:00"):
            outage = self._see("check", "2026-07-09 12:00:00", "2026-07-09 18:00:00")
            warnings._update(self.instance)
            found = warnings.search([("instance_id", "=", self.instance.id)])
            self.assertEqual(sorted(found.mapped("threshold")), [50, 80])
            warnings._update(self.instance)
            self.assertEqual(
                warnings.search([("instance_id", "=", self.instance.id)]), found
            )
            activities = self.contract.activity_ids.filtered(
                lambda one: "80" in one.note
            )
            self.assertEqual(len(activities), 1)
            outage.write({"state": "rejected", "reject_reason": "Falsa alarma"})
            warnings._update(self.instance)
            self.assertTrue(all(found.mapped("ended_at")))

    def test_what_is_left_is_told(self):
        with freeze_time("2026-07-10 12:00:00"):
            self._see("check", "2026-07-09 12:00:00", "2026-07-09 16:14:24")
            # 1 % of 31 days is 7 h 26 min 24 s.
            self.assertEqual(self.instance.budget_text, "3 h 12 min left this month")
            self.assertIn("1 Jul 00:00", self.instance.month_text)
            self.assertIn("Guatemala time", self.instance.month_text)

    def test_queries_do_not_grow_with_instances(self):
        statements = self.env["bacg.uptime.statement"]
        groups = [
            self.env["bacg.hosted.instance"].concat(
                *(
                    self._instance(f"https://{name}{n}.cafe.gt", measured_from=JUNE)
                    for n in range(count)
                )
            )
            for name, count in (("a", 2), ("b", 2), ("c", 12))
        ]
        counts = []
        for group in groups:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            statements._freeze(group, JUNE.date(), JUNE, JULY)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # Each draws its number; the first warms what is cached.
        self.assertLessEqual(counts[2] - counts[1], 10 + 2)
