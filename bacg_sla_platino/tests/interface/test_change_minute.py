# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common import local
from ..interface_common import NOW, ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeMinute(ChangeCommon):
    # -------------------------------------------------------------------------
    # Minutes
    # -------------------------------------------------------------------------

    def test_numbered_on_their_interface(self):
        """SLA 7.04: one, two, three, on each interface."""
        second, other = self._minute(), self._minute(interface=self._make_interface())
        self.assertEqual((self.minute.number, second.number, other.number), (1, 2, 1))
        self.assertEqual(self.minute.name, f"{self.interface.code}-01")

    def test_an_agent_writes_them(self):
        """SLA 7.04, 7.05: people, changes with priority by operation, data first."""
        with Form(self.env["bacg.change.minute"].with_user(self.agent)) as form:
            form.subject = "Dos cambios"
            form.interface_id = self.interface
            for name, priority in (("Más rápido", "4"), ("Cuadre de saldos", "1")):
                with form.line_ids.new() as line:
                    line.name, line.reason, line.priority = name, "Así", priority
        minute = form.record
        minute.line_ids.invalidate_recordset()
        self.assertEqual(minute.state, "draft")
        self.assertEqual(minute.staff_ids, self.agent)
        lines = self.env["bacg.change.line"].search([("minute_id", "=", minute.id)])
        self.assertEqual(lines[0].name, "Cuadre de saldos")

    def test_windows(self):
        """SLA 7.04: a window that ends before it starts is refused."""
        for values in (
            {"outage_start": False, "outage_stop": False},
            {
                "outage_start": local("2026-05-12T22:00"),
                "outage_stop": local("2026-05-12T21:00"),
            },
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "outage"),
            ):
                self.line.write({"has_outage": True, **values})
        with self.assertRaisesRegex(ValidationError, "Planned end"):
            self._minute(planned_stop=local("2026-05-12T19:00"))
        stranger = self.env["res.partner"].create({"name": "Ferretería"})
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self.minute.customer_ids = stranger

    def test_facts_are_not_written(self):
        """SLA 7.06: no call says that something happened."""
        minute = self.minute.with_user(self.manager)
        for values in (
            {"state": "approved"},
            {"agreed_at": local(NOW)},
            {"override_reason": "x"},
            {"result": "successful"},
            {"emergency_due": local(NOW)},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                minute.write(values)
        born = self.env["bacg.change.minute"].with_user(self.manager)
        born = born.with_context(default_state="verified").create(
            {
                "subject": "x",
                "interface_id": self.interface.id,
                "state": "approved",
                "agreed_at": local(NOW),
                "approval_state": "approved",
            }
        )
        self.assertEqual(
            (born.state, born.agreed_at, born.approval_state), ("draft", False, "none")
        )
        evidence = self.env["bacg.change.evidence"].with_user(self.manager)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(evidence.has_access(operation))

    def test_sent_whole(self):
        """SLA 7.04: both sides judge it, so nothing is missing in it."""
        for name in ("impact", "test_plan", "backout_plan"):
            with self.subTest(name):
                kept = self.line[name]
                self.line[name] = " "
                with self.assertRaisesRegex(UserError, "fill it in"):
                    self._send()
                self.line[name] = kept
        self.minute.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "at least one"):
            self._send()

    def test_a_missing_contact(self):
        """SLA 7.02: asked for before minutes are sent, or the risk is accepted."""
        self.interface.contact_id = False
        with self.assertRaisesRegex(UserError, "No technical contact of the customer"):
            self._send()
        risks = self.env["bacg.interface.risk"].with_user(self.manager)
        risks._accept(self.interface, self.manager.partner_id, "De viaje", "backend")
        self._send()
        self.assertEqual(self.minute.state, "sent")

    def test_without_a_running_contract(self):
        self.contract.date_to = "2026-05-01"
        with self.assertRaisesRegex(UserError, "names nobody who approves"):
            self._send()

    # -------------------------------------------------------------------------
    # The whole way
    # -------------------------------------------------------------------------

    def test_the_way_of_a_change(self):
        """SLA 7.04, 7.06: agreed, tested, approved, in production, verified."""
        self._agree()
        self.assertEqual(self.minute.state, "agreed")
        self._test()
        self.assertEqual(self.minute.state, "tested")
        self._approve()
        self.assertEqual(self.minute.state, "approved")
        agreed = self._answers("").filtered(lambda one: one.state == "granted")
        self.assertEqual(len(agreed), 2)  # they hold beside the approval
        self._produce("2026-05-12T20:00")
        self.assertEqual(self.minute.state, "production")
        self.assertFalse(self.minute.override_by_id)
        self.assertEqual(self.interface.production_version, "17.0.1.4.0")
        with freeze_time(local("2026-05-12T21:00")):
            self.minute._note_outcome(local("2026-05-12T20:45"), "successful")
        self.assertEqual(
            (self.minute.state, self.minute.result), ("verified", "successful")
        )
        self.minute.review = "Avisar al banco un día antes"
        self.assertFalse(self.minute.ticket_id)
        told = self._mails(self.contact)
        self.assertTrue(told.filtered(lambda m: "Successful" in (m.subject or "")))

    def test_refused(self):
        """SLA 7.04: a refusal leads back to the draft, with its reason."""
        self._send()
        self._asked(self.minute)._answer(False, self.approver, "portal", "Otro día")
        self.assertEqual(self.minute.state, "draft")
        self.line.impact = "Nadie lo nota"
        self._agree()
        self.assertEqual(self.minute.state, "agreed")

    def test_an_edit_asks_again(self):
        """SLA 7.04: an approval is of a version, its changes included."""
        self._send()
        first = self._asked(self.minute)
        self._grant_ours(self.minute)
        self.line.risk = "high"
        self.assertEqual(first.state, "void")
        second = self._asked(self.minute)
        self.assertIn("High", str(second.content))
        second._answer(True, self.approver, "portal")
        self.assertEqual(self.minute.state, "sent")  # ours was void, too

    def test_agreed_minutes_are_immutable(self):
        """SLA 7.04: nobody edits them; new ones replace them."""
        self._agree()
        for user in (self.agent, self.manager):
            minute, line = self.minute.with_user(user), self.line.with_user(user)
            for record, values in (
                (minute, {"subject": "Otro"}),
                (minute, {"planned_stop": local("2026-05-12T23:30")}),
                (minute, {"line_ids": [(1, line.id, {"risk": "high"})]}),
                (minute, {"line_ids": [(2, line.id)]}),
                (line, {"risk": "high"}),
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaisesRegex(UserError, "do not change"),
                ):
                    record.write(values)
            with self.assertRaisesRegex(UserError, "do not change"):
                line.unlink()
            with self.assertRaisesRegex(UserError, "do not change"):
                line.create({"minute_id": minute.id, "name": "x", "reason": "x"})
            with self.assertRaisesRegex(UserError, "cancel it"):
                minute.unlink()
        wizard = self.env["bacg.change.cancel"].with_user(self.agent)
        wizard = wizard.create({"minute_id": self.minute.id, "reason": "Otro día"})
        action = wizard.action_confirm()
        new = self.env["bacg.change.minute"].browse(action["res_id"])
        self.assertEqual((self.minute.state, new.state), ("cancelled", "draft"))
        self.assertEqual((new.previous_id, new.number), (self.minute, 2))
        self.assertEqual(new.line_ids.name, self.line.name)
        self.assertFalse(new.agreed_at or new.evidence_ids)

    # -------------------------------------------------------------------------
    # Evidence and production
    # -------------------------------------------------------------------------

    def test_evidence(self):
        """SLA 7.05: a file or a case of the customer, once the change is agreed."""
        with self.assertRaisesRegex(UserError, "once .* is agreed"):
            self._add_evidence()
        self._agree()
        with self.assertRaisesRegex(UserError, "Evidence of the test is missing"):
            self.minute.action_tested()
        with self.assertRaisesRegex(UserError, "attach a file"):
            self._add_evidence(content=None)
        stranger = self.env["res.partner"].create({"name": "Otro", "is_company": True})
        case = self._case(local(NOW), partner_id=stranger.id)
        with self.assertRaisesRegex(UserError, "is not of"):
            self._add_evidence(ticket=case)
        case = self._interface_case()
        evidence = self._add_evidence(content=None, ticket=case)
        self.assertEqual(evidence.digest, case.number)
        self.minute.action_tested()
        self.assertEqual(self.minute.tested_by_id, self.agent)

    def test_nobody_backdates_evidence(self):
        """SLA 7.05: as old as its adding, whatever the file says; nobody changes it."""
        self._agree()
        evidence = self._add_evidence()
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "bacg.change.evidence"),
                    ("res_field", "=", "file"),
                    ("res_id", "=", evidence.id),
                ]
            )
        )
        self.assertTrue(files)
        for user in (self.agent, self.manager):
            with self.subTest(user.login):
                for values in ({"noted_at": local("2026-05-01T09:00")}, {"name": "x"}):
                    with self.assertRaises(AccessError):
                        evidence.with_user(user).write(values)
                with self.assertRaises(AccessError):
                    files.with_user(user).write({"raw": b"otro"})
                with self.assertRaises(AccessError):
                    self.line.with_user(user).evidence_ids.unlink()

    def test_production_before_the_evidence(self):
        """SLA 7.05, 7.06: refused; a manager overrides it with a reason, by name."""
        self._agree()
        with self.assertRaisesRegex(UserError, "evidence of the test"):
            self._produce("2026-05-12T20:00")
        with self.assertRaises(AccessError):
            self._produce("2026-05-12T20:00", override_reason="Urge")
        self._produce("2026-05-12T20:00", user=self.manager, override_reason="Urge")
        minute = self.minute
        self.assertEqual(
            (minute.state, minute.override_by_id, minute.override_reason),
            ("production", self.manager, "Urge"),
        )
        self.assertIn("approval for production", minute.override_text)

    def test_evidence_after_the_step(self):
        """SLA 7.05: a step that is noted later asks for evidence from before it."""
        self._agree()
        self._test(at="2026-05-12T10:00")
        self._approve(at="2026-05-12T10:30")
        with self.assertRaisesRegex(UserError, "from before the start"):
            self._produce("2026-05-12T09:30", noted="2026-05-12T11:00")
        with self.assertRaisesRegex(UserError, "approval for production, before"):
            self._produce("2026-05-12T10:15", noted="2026-05-12T11:00")
        self._produce("2026-05-12T10:45", noted="2026-05-12T11:00")
        late = self._at("2026-05-12T12:00", self._add_evidence)
        self.assertTrue(late.is_late)
        self.assertFalse((self.minute.evidence_ids - late).is_late)

    def test_the_approval_is_of_the_evidence(self):
        """SLA 7.06: both sides read what it was tested by; later files count not."""
        self._agree()
        self._test()
        self.minute.action_ask_approval()
        asked = self._asked(self.minute)
        self.assertEqual(asked.step, "production")
        self.assertIn("prueba.txt", str(asked.content))
        self._at("2026-05-12T11:00", self._add_evidence)
        asked._answer(True, self.approver, "portal")
        self._grant_ours(self.minute)
        self.assertEqual(self.minute.state, "approved")

    def test_nobody_appoints_himself(self):
        """SLA 7.06: while a minute waits, an agent names nobody who answers it."""
        interface = self.interface.with_user(self.agent)
        interface.user_id = self.manager
        self._send()
        with self.assertRaisesRegex(AccessError, "Only a helpdesk manager names"):
            interface.user_id = self.agent
        interface.with_user(self.manager).user_id = self.agent
        self._answer_all(NOW)
        interface.user_id = self.manager

    def test_steps_in_order(self):
        """SLA 7.06: no step before its turn, none in the future."""
        with self.assertRaisesRegex(UserError, "not the next one"):
            self.minute.action_tested()
        with self.assertRaisesRegex(UserError, "not the next one"):
            self._produce("2026-05-12T20:00", user=self.manager, override_reason="x")
        self._agree()
        with self.assertRaisesRegex(UserError, "not the next one"):
            self.minute._note_outcome(local(NOW), "successful")
        with self.assertRaisesRegex(UserError, "when it has happened"):
            self._produce("2026-05-12T20:00", noted="2026-05-12T19:00")
        personal = new_test_user(self.env, "minutes_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.minute.with_user(personal).action_tested()

    # -------------------------------------------------------------------------
    # Outcome
    # -------------------------------------------------------------------------

    def _in_production(self):
        self._agree()
        self._produce("2026-05-12T20:00", user=self.manager, override_reason="Urge")

    def test_a_failed_change_opens_a_case(self):
        """SLA 7.06: the case that it caused, and who rolled it back, when."""
        self._in_production()
        with freeze_time(local("2026-05-12T21:00")):
            for stop, result, note in (
                ("2026-05-12T19:00", "successful", ""),
                ("2026-05-12T20:30", "failed", " "),
            ):
                with self.assertRaises(UserError):
                    self.minute._note_outcome(local(stop), result, note)
            self.minute._note_outcome(
                local("2026-05-12T20:30"), "failed", "El banco rechaza todo"
            )
            ticket = self.minute.ticket_id
            self.assertEqual(ticket.interface_id, self.interface)
            self.assertEqual(ticket.partner_id, self.contact)
            self.assertEqual(self.minute.state, "verified")
            with self.assertRaisesRegex(UserError, "noted already"):
                self.minute._note_outcome(local("2026-05-12T20:40"), "successful")
            self.minute._note_outcome(
                local("2026-05-12T20:50"), "rolled_back", "Vuelve el formato viejo"
            )
        minute = self.minute
        self.assertEqual(
            (minute.state, minute.rolled_back_at, minute.rolled_back_by_id),
            ("rolled_back", local("2026-05-12T20:50"), self.agent),
        )
        self.assertEqual(minute.ticket_id, ticket)

    def test_a_failed_change_links_a_case(self):
        """SLA 7.06: one that is there already, of this customer."""
        self._in_production()
        stranger = self.env["res.partner"].create({"name": "Otro", "is_company": True})
        foreign = self._case(local(NOW), partner_id=stranger.id)
        own = self._interface_case()
        with freeze_time(local("2026-05-12T21:00")):
            values = (local("2026-05-12T20:30"), "failed", "Rechazos")
            with self.assertRaisesRegex(UserError, "is not of"):
                self.minute._note_outcome(*values, foreign)
            self.minute._note_outcome(*values, own)
        self.assertEqual(self.minute.ticket_id, own)

    def test_the_review_comes_afterwards(self):
        with self.assertRaisesRegex(UserError, "result of the change first"):
            self.minute.review = "Todo bien"

    # -------------------------------------------------------------------------
    # Emergencies
    # -------------------------------------------------------------------------

    def test_an_emergency(self):
        """SLA 7.05: made first, approved within three working days, at closing time."""
        minute = self._emergency("2026-05-08T18:30")  # a Friday evening
        self.assertEqual(minute.state, "production")
        self.assertEqual(minute.emergency_due, local("2026-05-13T17:00"))
        # Written down afterwards, then approved.
        minute.line_ids.with_user(self.agent).impact = "Pagos de la noche"
        with freeze_time(local("2026-05-13T17:00")):
            minute.action_ask_approval()
            self._asked(minute)._answer(True, self.approver, "portal")
            self._grant_ours(minute)
            minute.invalidate_recordset(["emergency_state"])
            self.assertEqual(minute.emergency_state, "approved")
        with self.assertRaisesRegex(UserError, "do not change"):
            minute.line_ids.with_user(self.agent).impact = "x"

    def test_an_emergency_needs_its_reason(self):
        with self.assertRaisesRegex(UserError, "what was down"):
            self._emergency("2026-05-08T18:30", emergency_reason=False)
        self._agree()
        with self.assertRaisesRegex(UserError, "do not change"):
            self.minute.is_emergency = True

    def test_an_emergency_past_its_term(self):
        """SLA 7.04: a second after closing time it is past its term; then late."""
        minute = self._emergency("2026-05-11T10:00")
        due = minute.emergency_due
        self.assertEqual(due, local("2026-05-14T17:00"))
        self.assertEqual(minute._judge_emergency(due), "waiting")
        after = due + timedelta(seconds=1)
        self.assertEqual(minute._judge_emergency(after), "overdue")
        with freeze_time(after):
            minute.invalidate_recordset(["emergency_state"])
            self.assertEqual(minute._portal_tone(), "danger")
            self.assertIn("past its term", minute._portal_sentence())
            found = minute.search(
                [("emergency_due", "<", after), ("agreed_at", "=", False)]
            )
            self.assertIn(minute, found)
            minute.action_ask_approval()
            self._asked(minute)._answer(True, self.approver, "portal")
            self._grant_ours(minute)
        self.assertEqual(minute._judge_emergency(after), "late")
        self.assertEqual(minute._judge_emergency(due), "waiting")

    def test_holidays_and_the_setting(self):
        """SLA 7.05: the term counts the working days of the customer's calendar."""
        calendar = self.contract._get_business_calendar()
        calendar.leave_ids = [
            (
                0,
                0,
                {
                    "name": "Feriado",
                    "date_from": local("2026-05-13T00:00"),
                    "date_to": local("2026-05-14T00:00"),
                },
            )
        ]
        self.env.company.change_emergency_days = 2
        minute = self._emergency("2026-05-11T10:00")
        self.assertEqual(minute.emergency_due, local("2026-05-14T17:00"))
        with self.assertRaisesRegex(ValidationError, "enter 1 or more"):
            self.env.company.change_emergency_days = 0

    def test_the_statement(self):
        """SLA 7.04: emergencies of the month as they stood at its end."""
        self._emergency("2026-05-11T10:00")
        approved = self._emergency("2026-05-12T10:00")
        with freeze_time(local("2026-06-02T10:00")):
            approved.action_ask_approval()
            self._asked(approved)._answer(True, self.approver, "portal")
            self._grant_ours(approved)
            statement = self._statement()
        rows = statement._interface_content()
        self.assertEqual([row["outcome"] for row in rows], ["overdue", "overdue"])
        self.assertFalse(any(row["approved"] for row in rows))
        with freeze_time(local("2026-07-02T10:00")):
            statement = self._statement()
        rows = statement._interface_content()
        self.assertEqual([row["outcome"] for row in rows], ["overdue", "late"])
        self.assertIn("Past its term", str(statement._document_html()))

    def _statement(self):
        """Return the statement of the month before."""
        action = self.contract.with_user(self.manager).action_statement()
        return self.env["bacg.sla.statement"].browse(action["res_id"])

    def test_the_paper(self):
        """SLA 7.04: printed whole, in the customer's language."""
        self._agree()
        self._test()
        reports = self.env["ir.actions.report"].with_user(self.agent)
        html, kind = reports._render_qweb_html(
            "bacg_sla_platino.report_change_minute", self.minute.ids
        )
        self.assertEqual(kind, "html")
        for text in (
            self.minute.name,
            self.line.name,
            "Marta",
            "prueba.txt",
            "SHA-256",
        ):
            self.assertIn(text, html.decode())

    def test_base64(self):
        """What is added is what was given."""
        self._agree()
        evidence = self._add_evidence()
        self.assertEqual(base64.b64decode(evidence.file), b"Todo bien")

    def test_an_interface_stays_its_customers(self):
        """SLA 7.04: what a customer agreed on is never another's to read."""
        other = self.env["res.partner"].create({"name": "Otro", "is_company": True})
        with self.assertRaisesRegex(UserError, "minutes or cases"):
            self.interface.with_user(self.agent).partner_id = other

    def test_my_service(self):
        """SLA 7.02, 7.04, 7.05, 7.06: the figures beside the clauses."""
        self._agree()
        self._emergency("2026-05-11T10:00")
        self.interface.test_url = False
        with freeze_time(local("2026-05-20T10:00")):
            page = self.contract._service_page(self.manager)
        figures = {
            number: [value for _label, value in page.facts[self.contract.id, number]]
            for number in ("7.02", "7.04", "7.05", "7.06")
        }
        self.assertEqual(
            figures,
            {
                "7.02": ["1 of 1"],
                "7.04": ["0", "1", "1"],
                "7.05": ["1", "0"],
                "7.06": ["0 of 1"],
            },
        )
