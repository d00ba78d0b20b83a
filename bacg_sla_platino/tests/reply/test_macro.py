# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestMacro(SlaCommon):
    """A macro does on a case what its agent saw before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case(local("2026-03-09T07:55:00"))
        cls.kind = cls.env["helpdesk.ticket.category"].create({"name": "Impresión"})
        cls.macro = cls.env["bacg.macro"].create(
            {
                "name": "Pedir captura",
                "text": "Hola, {contact}: {number}, {agent}",
                "priority": "1",
                "category_id": cls.kind.id,
                "mode": "wait_customer",
                "after": "next",
            }
        )

    def test_preview_and_act(self):
        """SLA 1.05: what the preview says is what happens, with one answer."""
        offered = self.ticket.action_reply_macros()
        [shown] = [macro for macro in offered if macro["id"] == self.macro.id]
        self.assertEqual(
            shown["text"], f"Hola, Lucía: {self.ticket.number}, {self.agent.name}"
        )
        self.assertEqual(
            shown["steps"],
            [
                "Kind: Impresión",
                "Priority: 3",
                "Stage: Waiting for the customer",
                "Afterwards: Open the next case",
            ],
        )
        self.ticket._reply_sent(self._answer(self.ticket), macro_id=self.macro.id)
        self.assertEqual(self.ticket.priority, "1")
        self.assertEqual(self.ticket.classified_by_id, self.agent)
        self.assertEqual(self.ticket.category_id, self.kind)
        self.assertEqual(self.ticket.sla_mode, "wait_customer")

    def test_resolve_and_wait(self):
        """SLA 1.19: the answer is the solution; a wait is a pause of its own."""
        self.macro.write({"text": False, "mode": "run", "wait": "technical_review"})
        self.ticket.action_reply_apply(self.macro.id)
        self.ticket.action_reply_apply(self.macro.id)
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        self.assertEqual(self.ticket.sla_pause_ids.reason, "technical_review")
        self.macro.write({"text": "Listo", "mode": "stop", "wait": False})
        self.env.company.sla_solution_required = True
        with self.assertRaisesRegex(UserError, "send it"):
            self.ticket.action_reply_apply(self.macro.id)
        self.assertFalse(self.ticket.closed)
        self.ticket._reply_sent(self._answer(self.ticket), macro_id=self.macro.id)
        self.assertEqual(self.ticket.solution, "Ya lo vemos")

    def test_urgent_cases_wait_by_a_manager(self):
        """SLA 1.19: the name of a macro is nobody's reason why an urgent case waits."""
        self.macro.write({"text": False, "mode": "run", "wait": "third_party"})
        self.macro.priority = "2"
        with self.assertRaisesRegex(UserError, "Add a wait"):
            self.ticket.with_user(self.manager).action_reply_apply(self.macro.id)

    def test_gap(self):
        """SLA 1.02: no delivered answer resolves a case with nothing said."""
        for name in ("macro_data", "macro_question"):
            macro = self.env.ref(f"bacg_sla_platino.{name}")
            with self.assertRaisesRegex(UserError, "says nothing yet"):
                self.ticket._reply_check_text(macro._fill_in(self.ticket))
        composer = self.env["mail.compose.message"].create(
            {
                "model": "helpdesk.ticket",
                "res_ids": str(self.ticket.ids),
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "body": "<p>Hola: {…}</p>",
            }
        )
        with self.assertRaisesRegex(UserError, "says nothing yet"):
            composer.action_send_mail()

    def test_offered(self):
        """Only for its teams, and no longer once it is archived."""
        self.macro.write({"text": False, "mode": False})
        self.macro.team_ids = self.env["helpdesk.ticket.team"].create({"name": "Otro"})
        self.assertNotIn(self.macro.id, self._offered())
        with self.assertRaisesRegex(UserError, "no longer offered"):
            self.ticket.action_reply_apply(self.macro.id)
        self.macro.team_ids += self.team
        self.assertIn(self.macro.id, self._offered())
        self.macro.active = False
        self.assertNotIn(self.macro.id, self._offered())

    def _offered(self):
        return [macro["id"] for macro in self.ticket.action_reply_macros()]

    def test_what_makes_no_sense(self):
        with self.assertRaisesRegex(ValidationError, "does nothing"):
            self.env["bacg.macro"].create({"name": "Nada", "text": " "})
        with self.assertRaisesRegex(ValidationError, "cannot wait"):
            self.macro.write({"mode": "stop", "wait": "third_party"})
        for mode in ("stop", "wait_customer"):
            with self.assertRaisesRegex(ValidationError, "would not learn"):
                self.macro.write({"text": False, "mode": mode})

    def test_agents_only_read(self):
        with self.assertRaises(AccessError):
            self.macro.with_user(self.agent).name = "Otro"
        self.macro.with_user(self.manager).name = "Otro"

    def test_claim_is_checked_first(self):
        """SLA 2.04: no macro classifies what a customer claims to be an outage."""
        self.macro.write({"text": False, "mode": False})
        self.ticket.sudo().outage_scope = "claimed"
        with self.assertRaisesRegex(UserError, "claimed"):
            self.ticket.action_reply_apply(self.macro.id)

    def test_canned_answers(self):
        """Twenty answers in Spanish for the usual cases, for every agent."""
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
        ours = self.env["mail.canned.response"].with_user(self.agent)
        self.assertGreaterEqual(ours.search_count([("group_ids", "in", group.ids)]), 20)
