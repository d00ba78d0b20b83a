# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import hashlib
import io
import time
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import local
from .test_report import ReportCommon

CRON = "bacg_sla_platino.ir_cron_sla_statements"
FIRST_OF_JUNE = "2026-06-01T06:30"


class StatementCommon(ReportCommon):
    def setUp(self):
        super().setUp()
        self.contract.contact_ids = self.contact
        # The same on every machine: no PDF unless a test says so.
        reports = self.registry["ir.actions.report"]
        self.startPatcher(
            patch.object(reports, "get_wkhtmltopdf_state", return_value="install")
        )

    def _make(self, moment=FIRST_OF_JUNE, contract=None, issue=True):
        """Return last month's statement, as the manager's buttons make it."""
        contract = (contract or self.contract).with_user(self.manager)
        with freeze_time(local(moment)):
            action = contract.action_statement()
            statement = self.env["bacg.sla.statement"].browse(action["res_id"])
            statement = statement.with_user(self.manager)
            if issue:
                statement.action_issue()
        return statement

    def _figure(self, statement, metric, priority):
        [figure] = [
            one
            for one in statement.content["figures"]
            if (one["metric"], one["priority"]) == (metric, priority)
        ]
        return figure


@tagged("post_install", "-at_install")
class TestStatement(StatementCommon):
    def setUp(self):
        super().setUp()
        with freeze_time("2026-06-20 12:00:00"):
            self.tickets = self._mixed_history()
        self.statement = self._make("2026-06-20T12:00")

    def test_identity(self):
        """Number, revision, period, zone, versions, issuer."""
        statement = self.statement
        self.assertRegex(statement.name, r"^SLA/2026/\d{4}$")
        self.assertEqual((statement.revision, statement.state), (1, "issued"))
        self.assertEqual(str(statement.date_from), "2026-05-01")
        self.assertEqual(str(statement.date_to), "2026-05-31")
        self.assertEqual(statement.tz, self.agreement.resource_calendar_id.tz)
        self.assertEqual(statement.agreement_ids, self.agreement)
        self.assertEqual(statement.issued_by_id, self.manager)
        for text in (statement.name, "Café Antigua", statement.tz, self.agreement.name):
            self.assertIn(text, statement.body_html)

    def test_figures_are_the_screens(self):
        """What the document says of a group is what the report's rows say."""
        for figure in self.statement.content["figures"]:
            domain = [
                ("contract_id", "=", self.contract.id),
                ("month", "=", "2026-05-01"),
                ("metric", "=", figure["metric"]),
                ("priority", "=", figure["priority"]),
            ]
            rows = self.env["bacg.sla.report"].with_user(self.manager).search(domain)
            self.assertEqual(figure["judged"], sum(rows.mapped("judged")))
            self.assertEqual(figure["met"], sum(rows.mapped("met")))

    def test_population_adds_up(self):
        """Carried in + opened = judged + open + cancelled, in each month."""
        for moment in ("2026-05-01T07:00", "2026-06-20T12:00", "2026-07-01T07:00"):
            population = self._make(moment, issue=False).content["population"]
            with self.subTest(moment):
                self.assertEqual(
                    population["carried_in"] + population["opened"],
                    population["judged"] + population["open"] + population["cancelled"],
                )
                self.assertTrue(population["judged"])

    def test_no_cases_is_no_hundred_percent(self):
        figure = self._figure(self.statement, "first_response", "1")
        self.assertEqual((figure["judged"], figure["rate"]), (0, None))
        self.assertIn("no cases", self.statement.body_html)

    def test_percentages_are_rounded_down(self):
        self.assertEqual(self.statement._text_percent(0.9996), "99.9 %")
        self.assertEqual(self.statement._text_percent(1.0), "100.0 %")
        self.assertEqual(self.statement._text_percent(0.29), "29.0 %")

    def test_late_cases_are_listed(self):
        """Each late case with due, reached, by how much; breached in May is May's."""
        late = {
            (clock["number"], clock["metric"]): clock
            for clock in self.statement.content["late"]
        }
        clock = late[self.tickets[1].number, "resolution"]
        self.assertEqual(clock["reached"], "2026-06-03 15:00:00")
        self.assertEqual(clock["due"], "2026-05-25 16:00:00")
        clock = late[self.tickets[2].number, "resolution"]
        self.assertFalse(clock["reached"])
        self.assertIn("still open", self.statement.body_html)
        figure = self._figure(self.statement, "resolution", "3")
        self.assertEqual((figure["judged"], figure["met"]), (1, 0))

    def test_noted_reason_of_a_late_case(self):
        """The reason that an agent noted, and the remedy, stand beside the clock."""
        self.tickets[1].with_user(self.agent).write(
            {"late_reason": "vendor", "solution": "Se corrigió el costo."}
        )
        statement = self._make_new()
        told = {
            (one["reason"], one["remedy"])
            for one in statement.content["late"]
            if one["number"] == self.tickets[1].number
        }
        reason = "The manufacturer or another supplier"
        self.assertEqual(told, {(reason, "Se corrigió el costo.")})
        self.assertIn("Se corrigió el costo.", statement.body_html)

    def test_late_since_an_earlier_month_is_told_and_not_counted_again(self):
        statement = self._make("2026-07-01T07:00")
        before = {clock["number"] for clock in statement.content["late_before"]}
        self.assertIn(self.tickets[1].number, before)
        figure = self._figure(statement, "resolution", "3")
        self.assertEqual(figure["judged"], 0)

    def test_exclusions_with_count_and_list(self):
        """SLA 2.03: the voided breach is named; so are cancelled and unknown cases."""
        stranger = self._story("2026-05-20T09:00", name="De antes del contrato")
        stranger._sla_put(contract_id=False)
        stranger.sudo()._sla_sync()
        stranger.sudo().sla_status_ids.unlink()
        self._story(
            "2026-05-21T09:00",
            ("2026-05-22T09:00", lambda t: t.sudo().action_archive()),
        )
        exclusions = {
            one["reason"]: one for one in self._make_new().content["exclusions"]
        }
        self.assertEqual(exclusions["contract"]["count"], 1)
        self.assertEqual(
            exclusions["contract"]["cases"][0]["name"], "De antes del contrato"
        )
        self.assertEqual(exclusions["voided"]["late"], exclusions["voided"]["count"])
        self.assertEqual(
            {case["number"] for case in exclusions["stage"]["cases"]},
            {self.tickets[6].number},
        )
        # The first response was late when the case was archived, and counts.
        self.assertEqual(exclusions["archived"]["count"], 1)

    def _make_new(self):
        with freeze_time(local("2026-06-20T12:00")):
            return self.statement._revise("Probamos")

    def test_paused_time_and_its_share(self):
        pauses = self.statement.content["pauses"]
        minutes = {one["reason"]: one["minutes"] for one in pauses["reasons"]}
        self.assertAlmostEqual(minutes["customer"], 7 * 24 * 60)
        self.assertAlmostEqual(minutes["vendor"], 7 * 24 * 60)
        self.assertAlmostEqual(pauses["share"], pauses["paused"] / pauses["life"])

    def test_weekly_words(self):
        """SLA 1.22: words due, by a person, automatic and missed are counted."""
        vendor = self._to(self.stage_vendor, reason="Espera a Odoo")
        words = [
            ("2026-05-02T09:00", vendor),
            ("2026-05-08T09:00", lambda ticket: ticket.sudo()._vendor_send_follow_up()),
            ("2026-05-14T09:00", self._reply),
            ("2026-05-22T09:00", self._breach),
        ]
        self._story("2026-05-02T08:00", *words)
        statement = self._make_new()
        self.assertEqual(
            statement.content["follow_ups"],
            # One of the history's, and three of this case's, the last one missed.
            {"due": 4, "person": 2, "automatic": 1, "missed": 1},
        )

    def test_definitions_name_clause_unit_and_rule(self):
        definitions = self.statement.content["definitions"]
        self.assertIn(
            ("resolution", "3", 60.0, "clock", "1.09"),
            [
                (d["metric"], d["priority"], d["minutes"], d["basis"], d["clause"])
                for d in definitions
            ],
        )
        self.assertIn("at or before the deadline", self.statement.body_html)

    def test_csv_and_its_hash(self):
        raw = self.statement.csv_id.raw
        digest = hashlib.sha256(raw).hexdigest()
        self.assertEqual(self.statement.csv_sha256, digest)
        self.assertIn(digest, self.statement.body_html)
        self.assertIn(digest, self.statement.document_id.raw.decode())
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
        judged = sum(int(row["Judged"]) for row in rows if row["Judged At"] < "2026-06")
        self.assertEqual(judged, self.statement.content["population"]["judged"])
        self.assertTrue(rows[0]["Started At"].endswith("-06:00"))

    def test_issued_is_frozen(self):
        for values in (
            {"content": {}},
            {"body_html": "otro"},
            {"csv_sha256": "x"},
            {"date_to": "2026-05-30"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.statement.sudo().write(values)
        with self.assertRaises(UserError):
            self.statement.sudo().unlink()
        with self.assertRaises(AccessError):
            self.statement.write({"state": "draft"})
        for file in self.statement.csv_id | self.statement.document_id:
            with self.assertRaises(AccessError):
                file.raw = b"x"
        with self.assertRaises(AccessError):
            self.statement.with_user(self.agent).action_send()

    def test_change_after_the_issue_is_flagged_and_revised(self):
        """Reopening a case of the period offers a revision; the old one is kept."""
        before = self.statement.body_html
        content = self.statement.content
        self.assertFalse(self.statement.revision_available)
        # After the days in which people may open a case again only the system does.
        system = self.env.ref("base.user_root")
        with freeze_time(local("2026-06-20T13:00")):
            self.tickets[4].with_user(system).stage_id = self.stage_progress
        self.assertTrue(self.statement.revision_available)
        self.assertEqual(self.statement.body_html, before)
        wizard = self.env["bacg.sla.statement.revise"].with_user(self.manager)
        wizard = wizard.create({"statement_id": self.statement.id, "reason": " "})
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.reason = "El caso se reabrió"
        with freeze_time(local("2026-06-20T13:05")):
            revision = self.env["bacg.sla.statement"].browse(
                wizard.action_confirm()["res_id"]
            )
        self.assertEqual((revision.revision, revision.name), (2, self.statement.name))
        self.assertEqual(revision.previous_id, self.statement)
        self.assertEqual(self.statement.state, "superseded")
        self.assertEqual(self.statement.content, content)
        self.assertFalse(revision.revision_available)
        self.assertIn("El caso se reabrió", revision.body_html)
        old, new = content["population"], revision.content["population"]
        self.assertEqual(new["judged"], old["judged"] - 1)
        self.assertIn(
            {
                "what": "population",
                "name": "judged",
                "before": old["judged"],
                "after": new["judged"],
            },
            revision.content["changes"],
        )
        self.assertIn("Judged in the period", revision.body_html.split("7. Changes")[1])

    def test_only_what_belongs_to_the_period_is_flagged(self):
        """A case of June changes nothing in May; solving a late one of May does."""
        with freeze_time(local("2026-06-20T13:00")):
            ticket = self._case(local("2026-06-20T12:30"))
            self._answer(ticket)
            ticket.with_user(self.manager).stage_id = self.stage_done
        self.assertFalse(self.statement.revision_available)
        with freeze_time(local("2026-06-20T14:00")):
            self.tickets[2].with_user(self.manager).stage_id = self.stage_done
        self.assertTrue(self.statement.revision_available)

    def test_late_link_to_the_contract_is_flagged(self):
        with freeze_time(local("2026-06-20T13:00")):
            self._case(local("2026-05-20T09:00"), name="Llegó por otra vía")
        self.assertTrue(self.statement.revision_available)

    def test_case_of_another_contract_or_deleted_is_flagged(self):
        other = self._make("2026-06-20T12:00", self.neighbour_contract)
        with freeze_time(local("2026-06-20T13:00")):
            self.tickets[4].partner_id = self.neighbour
        self.assertEqual(self.tickets[4].contract_id, self.neighbour_contract)
        self.assertTrue(self.statement.revision_available)
        self.assertTrue(other.revision_available)
        revision = self._make_new()
        self.assertFalse(revision.revision_available)
        with freeze_time(local("2026-06-20T14:00")):
            self.tickets[0].unlink()
        self.assertTrue(revision.revision_available)

    def test_month_without_a_case(self):
        """Nothing happened: it says so, and claims no percentage."""
        statement = self._make("2026-04-01T07:00")
        self.assertFalse(statement.content["population"]["judged"])
        self.assertIn("no cases", statement.body_html)
        self.assertNotIn("%</td>", statement.body_html)

    def test_other_languages_and_zones(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.contact.lang = "es_419"
        self.neighbour_contract.contact_ids = self.contact
        statement = self._make("2026-06-20T12:00", self.neighbour_contract)
        self.assertEqual(statement.lang, "es_419")
        self.assertIn("may 2026", statement.body_html)

    def test_sent_to_the_contact_points(self):
        """A queued mail with both files that no robot answers and no note swallows."""
        with freeze_time(local("2026-06-20T13:00")):
            self.statement.action_send()
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(mail.message_type, "auto_comment")
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("auto-generated", mail.headers)
        files = self.statement.document_id | self.statement.csv_id
        self.assertEqual(mail.attachment_ids, files)
        self.assertIn(f"/my/sla-statements/{self.statement.id}", mail.body_html)
        self.assertTrue(self.statement.sent_at)

    def test_sending_asks_for_a_contact_point(self):
        self.contract.contact_ids = False
        with self.assertRaises(UserError):
            self.statement.action_send()
        draft = self._make("2026-07-01T07:00", issue=False)
        with self.assertRaises(UserError):
            draft.action_send()

    def test_pdf_where_it_can_be_made(self):
        reports = self.registry["ir.actions.report"]
        with (
            patch.object(reports, "get_wkhtmltopdf_state", return_value="ok"),
            patch.object(
                reports, "_run_wkhtmltopdf", return_value=b"%PDF-1.4 x"
            ) as run,
        ):
            statement = self._make("2026-07-01T07:00")
        self.assertEqual(statement.document_id.mimetype, "application/pdf")
        self.assertTrue(statement.document_id.name.endswith(".pdf"))
        [page] = run.call_args.args[0]
        self.assertIn(statement.csv_sha256, page)

    def test_html_where_it_cannot(self):
        """Without wkhtmltopdf the HTML goes out, and the log says so once."""
        module = (
            "odoo.addons.bacg_sla_platino.models.statement.bacg_sla_statement_mixin"
        )
        with patch(f"{module}._log_no_pdf") as log:
            statement = self._make("2026-07-01T07:00")
        log.assert_called_once_with()
        self.assertEqual(statement.document_id.mimetype, "text/html")
        self.assertTrue(statement.document_id.raw.startswith(b"<!DOCTYPE html>"))

    def test_titles_are_data_and_no_formula_nor_html(self):
        self._story(
            "2026-05-19T09:00",
            ("2026-05-30T09:00", self._breach),
            name="<b>=1+1</b>",
            priority="3",
        )
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "<b>=1+1</b>")])
        ticket.sudo()._sla_put(number="=1+1")
        statement = self._make_new()
        self.assertIn("&lt;b&gt;=1+1&lt;/b&gt;", statement.body_html)
        rows = csv.reader(io.StringIO(statement.csv_id.raw.decode("utf-8-sig")))
        cells = [cell for row in rows for cell in row]
        self.assertIn("'=1+1", cells)
        self.assertFalse([cell for cell in cells if cell.startswith("=")])


@tagged("post_install", "-at_install")
class TestStatementAction(StatementCommon):
    def _statements(self):
        domain = [("contract_id", "in", (self.contract | self.neighbour_contract).ids)]
        return self.env["bacg.sla.statement"].search(domain)

    def test_first_of_the_month(self):
        """Every contract gets last month's statement, once, however often it runs."""
        for _again in range(3):
            self._run_cron(CRON, local(FIRST_OF_JUNE))
        statements = self._statements()
        self.assertEqual(len(statements), 2)
        self.assertEqual(set(statements.mapped("state")), {"issued"})
        self.assertEqual(
            {str(day) for day in statements.mapped("date_to")}, {"2026-05-31"}
        )
        self.assertFalse(any(statements.mapped("sent_at")))
        self._run_cron(CRON, local("2026-07-02T06:30"))
        self.assertEqual(len(self._statements()), 4)

    def test_the_month_ends_in_the_customers_zone(self):
        self._run_cron(CRON, local("2026-05-31T23:30"))
        self.assertEqual({str(s.date_to) for s in self._statements()}, {"2026-04-30"})

    def test_setting_decides(self):
        self.env.company.sla_statements = "off"
        self._run_cron(CRON, local(FIRST_OF_JUNE))
        self.assertFalse(self._statements())
        self.env.company.sla_statements = "draft"
        self._run_cron(CRON, local(FIRST_OF_JUNE))
        self.assertEqual(set(self._statements().mapped("state")), {"draft"})

    def test_sent_by_the_action(self):
        self.env.company.sla_statements = "send"
        self._run_cron(CRON, local(FIRST_OF_JUNE))
        sent = self._statements().filtered("sent_at")
        self.assertEqual(sent.contract_id, self.contract, "the other has no contact")

    def test_contract_out_of_force(self):
        self.neighbour_contract.date_to = "2026-04-30"
        self._run_cron(CRON, local(FIRST_OF_JUNE))
        self.assertEqual(self._statements().contract_id, self.contract)

    def test_one_failure_stops_no_other(self):
        original = type(self.env["bacg.sla.statement"])._content
        broken_contract = self.contract

        def broken(statement):
            if statement.contract_id == broken_contract:
                raise ValueError("boom")
            return original(statement)

        logger = "odoo.addons.bacg_sla_platino.models.statement.bacg_sla_statement_cron"
        with (
            self._broken("bacg.sla.statement", "_content", broken),
            mute_logger(logger),
        ):
            self._run_cron(CRON, local(FIRST_OF_JUNE))
        self.assertEqual(self._statements().contract_id, self.neighbour_contract)

    def test_statement_that_meets_another_transaction(self):
        """It is made in the same run, not on the next day."""
        original, calls = type(self.env["bacg.sla.statement"])._content, []

        def content(statement):
            calls.append(statement)
            if len(calls) == 1:
                raise ConcurrencyError("choque")
            return original(statement)

        self.patch(time, "sleep", lambda seconds: None)
        with self._broken("bacg.sla.statement", "_content", content):
            self._run_cron(CRON, local(FIRST_OF_JUNE))
        self.assertEqual(
            self._statements().contract_id, self.contract | self.neighbour_contract
        )


@tagged("post_install", "-at_install")
class TestStatementPortal(StatementCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lucia = cls._portal_user("lucia_statement", cls.contact)
        cls.colleague = cls._portal_user("colega_statement", parent=cls.customer)
        cls.stranger = cls._portal_user("ajeno_statement", parent=cls.neighbour)

    @classmethod
    def _portal_user(cls, login, partner=None, parent=None):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        if partner:
            old = user.partner_id
            user.partner_id = partner
            old.unlink()
        else:
            user.partner_id.parent_id = parent
        return user

    def setUp(self):
        super().setUp()
        self.neighbour_contract.contact_ids = self.stranger.partner_id
        self.draft = self._make(issue=False)
        self.statement = self._make("2026-07-01T07:00")
        self.url = f"/my/sla-statements/{self.statement.id}"

    def test_contact_point_sees_and_downloads(self):
        self.authenticate("lucia_statement", "lucia_statement")
        listed = self.url_open("/my/sla-statements").text
        self.assertIn(f'"{self.url}"', listed)
        self.assertNotIn(self.draft.name, listed)
        self.assertIn("SLA compliance report", self.url_open(self.url).text)
        response = self.url_open(f"{self.url}/csv")
        self.assertEqual(response.content, self.statement.csv_id.raw)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        response = self.url_open(f"{self.url}/document")
        self.assertEqual(response.content, self.statement.document_id.raw)

    def test_others_get_nothing(self):
        """SLA 1.03: no statement of others, nor for who is no contact point."""
        paths = ("", "/csv", "/document")
        for user in (self.stranger, self.colleague):
            self.authenticate(user.login, user.login)
            self.assertNotIn(self.url, self.url_open("/my/sla-statements").text)
            for path in paths:
                with self.subTest(user=user.login, path=path):
                    response = self.url_open(self.url + path)
                    self.assertEqual(response.status_code, 404)
                    self.assertNotIn(self.statement.name, response.text)
            with self.assertRaises(AccessError):
                self.statement.with_user(user).read(["name"])
            for file in self.statement.document_id | self.statement.csv_id:
                response = self.url_open(f"/web/content/{file.id}")
                self.assertNotEqual(response.content, file.raw)
                with self.assertRaises(AccessError):
                    file.with_user(user).read(["raw"])

    def test_nobody_without_signing_in(self):
        response = self.url_open(f"{self.url}/csv", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_drafts_are_not_the_customers(self):
        self.authenticate("lucia_statement", "lucia_statement")
        response = self.url_open(f"/my/sla-statements/{self.draft.id}")
        self.assertEqual(response.status_code, 404)

    def test_superseded_points_to_its_successor(self):
        with freeze_time(local("2026-07-02T07:00")):
            revision = self.statement._revise("Un dato cambió")
        self.authenticate("lucia_statement", "lucia_statement")
        self.assertNotIn(f'"{self.url}"', self.url_open("/my/sla-statements").text)
        page = self.url_open(self.url).text
        self.assertIn(f"/my/sla-statements/{revision.id}", page)

    def test_counter_of_the_home_page(self):
        for login, count in (("lucia_statement", 1), ("colega_statement", 0)):
            self.authenticate(login, login)
            result = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["sla_statement_count"]}
            )
            self.assertEqual(result["sla_statement_count"], count)
