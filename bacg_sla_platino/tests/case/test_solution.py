# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..common import SlaCommon, local

MONDAY = local("2026-03-09T08:00:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestSolution(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.sla_solution_required = True
        cls.ticket = cls._case(MONDAY)

    def test_closing_asks_for_it(self):
        """SLA 1.10: dragging a case to “done” explains where to enter the solution."""
        case = f"Case {self.ticket.number}: describe its solution"
        for values in ({}, {"solution": "  "}):
            with self.assertRaisesRegex(UserError, case):
                self.ticket.write({"stage_id": self.stage_done.id, **values})
        self.assertFalse(self.ticket.closed)

    def test_resolve(self):
        """SLA 1.10: “Resolve” proposes the stage, and mails the solution."""
        action = self.env.ref("bacg_sla_platino.bacg_sla_resolve_action")
        self.assertEqual(action.res_model, "bacg.sla.stage.change")
        wizard = self.env["bacg.sla.stage.change"].with_user(self.agent)
        context = {"default_ticket_id": self.ticket.id, "default_resolves": True}
        form = Form(wizard.with_context(**context))
        self.assertEqual(form.stage_id, self.stage_done)
        with self.assertRaises(AssertionError):
            form.save()
        form.solution = "Se corrigió el NIT."
        tracked = form.save().with_context(tracking_disable=False, mail_notrack=False)
        tracked.action_confirm()
        self.env.cr.flush()  # what is tracked is sent then
        self.assertTrue(self.ticket.closed)
        mail = self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        )[:1]
        self.assertIn("Se corrigió el NIT.", mail.body_html)

    def test_late_case_says_whose_reason_it_was(self):
        """Dragging requires the late reason, except from users who cannot read it."""
        values = {"stage_id": self.stage_done.id, "solution": "Listo."}
        ticket = self.ticket.with_user(self.agent)
        cancelled = {"stage_id": self.stage_cancelled.id}
        with freeze_time(local("2026-03-09T16:00:01")):
            for closing in (values, cancelled):
                with self.assertRaisesRegex(UserError, "Reason for being late"):
                    ticket._sla_with(reason="Motivo").write(closing)
            self.assertFalse(ticket.closed)
            ticket.write({**values, "late_reason": "own"})
        self.assertTrue(ticket.closed)

    def test_machines_and_customers_close_without(self):
        """SLA 1.15: automatic closing requires no solution."""
        self.ticket.sudo().stage_id = self.stage_done
        self.assertTrue(self.ticket.closed)

    def test_setting(self):
        """A company can disable the requirement."""
        self.env.company.sla_solution_required = False
        self.ticket.stage_id = self.stage_done
        self.assertTrue(self.ticket.closed)

    def test_reopened_has_none(self):
        """Reopening clears the solution."""
        self.ticket.write({"stage_id": self.stage_done.id, "solution": "Reiniciar."})
        self.ticket.sudo()._case_reopen_unresolved(self.contact)
        self.assertFalse(self.ticket.closed)
        self.assertFalse(self.ticket.solution)


@tagged("post_install", "-at_install")
class TestUnresolved(SlaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            login="solution_portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        cls.stranger = new_test_user(
            cls.env, login="solution_stranger", groups="base.group_portal"
        )
        cls.ticket = cls._case(MONDAY)

    def _close(self, moment):
        with self._frozen(moment):
            self.ticket.write(
                {"stage_id": self.stage_done.id, "solution": "Se reinició."}
            )
        self.env.flush_all()

    def _said(self):
        """Return the last message written by a person."""
        return self.ticket.message_ids.filtered(
            lambda message: message.message_type == "comment"
        )[:1]

    def _press(self, login=None, **values):
        self.authenticate(login, login)
        return self.url_open(
            f"/my/ticket/{self.ticket.id}/unresolved",
            data={"csrf_token": Request.csrf_token(self), **values},
            allow_redirects=False,
        )

    def test_one_click_opens_it_again(self):
        """SLA 1.10: the page shows the solution; the button reopens the case."""
        self._close(self.ticket.reported_at + timedelta(hours=1))
        with self._frozen(self.ticket.closed_date + timedelta(days=1)):
            self.authenticate("solution_portal", "solution_portal")
            page = self.url_open(f"/my/ticket/{self.ticket.id}").text
            self.assertIn("Se reinició.", page)
            self.assertIn("/unresolved", page)
            response = self._press("solution_portal", text="Sigue <b>igual</b>")
        self.assertEqual(response.status_code, 303)
        self.assertFalse(self.ticket.closed)
        message = self._said()
        self.assertEqual(message.author_id, self.contact)
        self.assertFalse(message.subtype_id.internal)
        self.assertIn("Sigue &lt;b&gt;igual&lt;/b&gt;", message.body)

    def test_by_the_mails_link(self):
        """The link of the mail works without an account, and nothing else does."""
        self._close(self.ticket.reported_at + timedelta(hours=1))
        token = self.ticket._portal_ensure_token()
        self.env.flush_all()
        with self._frozen(self.ticket.closed_date + timedelta(days=1)):
            for wrong in ("", "x"):
                self.assertEqual(self._press(access_token=wrong).status_code, 404)
            self.assertTrue(self.ticket.closed)
            self.assertEqual(self._press(access_token=token).status_code, 303)
        self.assertFalse(self.ticket.closed)
        self.assertEqual(self._said().author_id, self.contact)

    def test_strangers(self):
        """SLA 1.05: other customers have no access."""
        self._close(self.ticket.reported_at + timedelta(hours=1))
        self.assertEqual(self._press("solution_stranger").status_code, 404)
        self.assertTrue(self.ticket.closed)

    def test_long_after(self):
        """After the window a new case continues, and both cases log it."""
        self._close(self.ticket.reported_at + timedelta(hours=1))
        with self._frozen(self.ticket.closed_date + timedelta(days=30)):
            self._press("solution_portal", text="Volvió a pasar")
            self._press("solution_portal", text="Otra vez")
        self.assertTrue(self.ticket.closed)
        new = self.env["helpdesk.ticket"].search(
            [("previous_ticket_id", "=", self.ticket.id)]
        )
        self.assertEqual(len(new), 1)
        self.assertEqual(new.partner_id, self.contact)
        self.assertIn("Volvió a pasar", new.description)
        self.assertTrue(new.sla_status_ids)

    def test_twice(self):
        """A second click does nothing on an open case."""
        self._close(self.ticket.reported_at + timedelta(hours=1))
        with self._frozen(self.ticket.closed_date + timedelta(days=1)):
            self._press("solution_portal")
            told = len(self.ticket.message_ids)
            self._press("solution_portal")
        self.assertEqual(len(self.ticket.message_ids), told)
