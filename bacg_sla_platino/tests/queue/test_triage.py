# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..common import SlaCommon, local

REPORTED = local("2026-03-09T09:00:00")
NOW = local("2026-03-09T10:00:00")
CRON = "bacg_sla_platino.ir_cron_triage"


def after(seconds):
    return NOW + timedelta(seconds=seconds)


@tagged("post_install", "-at_install")
class TestTriage(SlaCommon):
    """SLA 1.05: of a new case an agent says what it is, by one of five ends."""

    def setUp(self):
        super().setUp()
        with freeze_time(REPORTED):
            self.original = self._case(REPORTED - timedelta(hours=1))
            self.ticket = self._case(REPORTED, description="<p>Otra vez no imprime</p>")
            self.original.action_classify("1")
        self.stranger = self.env["res.partner"].create(
            {"name": "Ventas Fáciles", "email": "promo@ventas.example"}
        )

    def _is_queued(self, ticket=None):
        action = self.env.ref("bacg_sla_platino.helpdesk_ticket_action_to_classify")
        ticket = (ticket or self.ticket).with_user(self.agent)
        domain = [*safe_eval(action.domain), ("id", "=", ticket.id)]
        found = bool(ticket.search(domain))
        ticket.invalidate_recordset()
        self.assertEqual(found, ticket.to_classify, "the field says what the list does")
        return found

    def _decide(self, end, tickets=None, at=NOW, user=None, **values):
        tickets = (tickets or self.ticket).with_user(user or self.agent)
        with freeze_time(at):
            action = getattr(tickets, f"action_triage_{end}")()
            if action["type"] == "ir.actions.client":
                return action
            window = self.env[action["res_model"]].with_user(user or self.agent)
            form = Form(window.browse(action["res_id"]))
            for name, value in values.items():
                form[name] = value
            return form.save().action_confirm()

    def _settle(self, seconds=11):
        with freeze_time(after(seconds)):
            self.env["helpdesk.ticket"].with_user(self.agent).action_settle_triage()
        self.env.invalidate_all()

    def _kinds(self, ticket=None):
        return (ticket or self.ticket).sudo().sla_event_ids.mapped("kind")

    def test_duplicate(self):
        """The sender is told and follows the original, which keeps its clocks."""
        colleague = self.env["res.partner"].create(
            {"name": "Pedro", "email": "pedro@cafe.gt", "parent_id": self.customer.id}
        )
        with freeze_time(REPORTED):
            again = self._case(REPORTED, partner_id=colleague.id)
            self.original.stage_id = self.stage_customer
        self._decide("duplicate", again, original_id=self.original)
        self.assertFalse(self._is_queued(again))
        self.assertFalse(again.closed, "nothing has happened yet")
        known = self.env["mail.mail"].search([])
        self._settle()
        self.assertEqual(again.duplicate_id, self.original)
        self.assertTrue(again.closed)
        self.assertIn(colleague, self.original.message_partner_ids)
        self.assertIn(again.number, self.original.message_ids[:1].body)
        self.assertEqual(self.original.sla_mode, "run", "the customer has been heard")
        told = self.env["mail.mail"].search([]) - known
        told = told.filtered(lambda mail: colleague in mail.recipient_ids)
        self.assertEqual(len(told), 1)
        self.assertIn(self.original.number, told.body_html)
        self.assertEqual(again._case_get_merge_target(), self.original)

    def test_the_original_is_proposed(self):
        with freeze_time(NOW):
            action = self.ticket.with_user(self.agent).action_triage_duplicate()
        window = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(window.original_id, self.original)

    def test_no_duplicate_hides_a_clock(self):
        """Of another customer, reported later, closed, or a duplicate itself."""
        with freeze_time(REPORTED):
            foreign = self._case(REPORTED, partner_id=self.stranger.id)
            later = self._case(REPORTED + timedelta(minutes=1))
            self.original.stage_id = self.stage_done
        for wrong in (foreign, later, self.original, self.ticket):
            with self.subTest(wrong.number), self.assertRaises(UserError):
                self._decide("duplicate", original_id=wrong)
        self.assertTrue(self._is_queued())

    def test_any_way_to_a_duplicate_is_checked(self):
        """Whoever writes the field, in OCA's window too; a resolved case stays one."""
        ticket = self.ticket.with_user(self.agent)
        with freeze_time(REPORTED):
            later = self._case(REPORTED + timedelta(minutes=1))
            foreign = self._case(REPORTED, partner_id=self.stranger.id)
        for wrong in (later, foreign, self.ticket):
            with self.subTest(wrong.number), self.assertRaises(UserError):
                ticket.duplicate_id = wrong
        window = self.env["helpdesk.ticket.duplicate.wizard"].with_user(self.agent)
        values = {"ticket_id": self.ticket.id, "duplicate_of_id": later.id}
        with self.assertRaises(UserError):
            window.create(values).action_confirm()
        with freeze_time(NOW):
            ticket.stage_id = self.stage_done
            ticket.duplicate_id = self.original
        self.assertEqual(ticket._case_get_merge_target(), ticket)

    def test_a_new_duplicate_is_checked(self):
        """SLA 1.05: opened or imported as a duplicate, a case hides no clock either."""
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        with freeze_time(NOW):
            later = self._case(NOW + timedelta(minutes=1))
            foreign = self._case(REPORTED, partner_id=self.stranger.id)
            closed = self._case(REPORTED, stage_id=self.stage_done.id)
        values = {"name": "Otra vez", "description": "-", "team_id": self.team.id}
        values["partner_id"] = self.contact.id
        good = {**values, "duplicate_id": self.original.id}
        for wrong in (later, foreign, closed):
            bad = {**values, "duplicate_id": wrong.id}
            with (
                self.subTest(wrong.number),
                freeze_time(NOW),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                tickets.create([good, bad])
        with freeze_time(NOW):
            known = tickets.create([good, good])
            self.assertEqual(known.duplicate_id, self.original)
            names = [*values, "duplicate_id"]
            columns = [f"{name}/.id" if name[-3:] == "_id" else name for name in names]
            for original, is_taken in ((self.original, True), (closed, False)):
                row = [str(value) for value in (*values.values(), original.id)]
                self.assertEqual(bool(tickets.load(columns, [row])["ids"]), is_taken)

    def test_a_duplicate_has_the_same_known_customer_and_company(self):
        """Two cases without a contact are not of one customer."""
        values = {"partner_id": False, "partner_email": "x@promo.example"}
        with freeze_time(REPORTED):
            nobodys = [self._case(REPORTED, **values) for _number in range(2)]
        with self.assertRaises(UserError):
            nobodys[1].with_user(self.agent).duplicate_id = nobodys[0]
        company = self.env["res.company"].create({"name": "BACG Honduras"})
        self.agent.company_ids |= company
        query = "UPDATE helpdesk_ticket SET company_id = %s WHERE id = %s"
        self.env.flush_all()
        self.env.cr.execute(query, (company.id, self.original.id))
        self.env.invalidate_all()
        ticket = self.ticket.with_user(self.agent)
        ticket = ticket.with_context(allowed_company_ids=self.agent.company_ids.ids)
        with self.assertRaisesRegex(UserError, "companies"):
            ticket.duplicate_id = self.original

    def test_no_case_loses_its_stage(self):
        """SLA 1.05: whoever cannot be told, or cannot end so, is named at once."""
        with freeze_time(REPORTED):
            values = {"partner_id": False, "partner_email": "x@promo.example"}
            nobodys = self._case(REPORTED, **values)
        with self.assertRaisesRegex(UserError, nobodys.number):
            self._decide("foreign", nobodys)
        stages = self.env["helpdesk.ticket.stage"]
        stages.search([("sla_mode", "=", "cancel")]).active = False
        for end in ("foreign", "duplicate"):
            with self.subTest(end), self.assertRaisesRegex(UserError, "cancelled"):
                self._decide(end)

    def test_not_for_us(self):
        """The customer reads the text in our agent's name, which is the answer."""
        self._decide("foreign")
        self._settle()
        self.assertEqual(self.ticket.sla_mode, "cancel")
        message = self.ticket.first_response_message_id
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertIn("support team", message.body)
        reasons = self.ticket.sudo().sla_event_ids.mapped("reason")
        self.assertIn("Not for us", reasons)

    def test_ask(self):
        """It is the first response; the answer brings the case back."""
        self._decide("ask", text="¿Qué impresora es?")
        self._settle()
        self.assertEqual(self.ticket.sla_mode, "wait_customer")
        self.assertIn("impresora", self.ticket.first_response_message_id.body)
        self.assertFalse(self.ticket.classified_at)
        self.assertFalse(self._is_queued())
        words = "La del mostrador"
        with freeze_time(after(3600)):
            self.ticket.sudo().message_post(
                body=words,
                author_id=self.contact.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertTrue(self._is_queued())

    def test_spam(self):
        """Nobody is told; the mail of a customer with a contract is none."""
        with freeze_time(REPORTED):
            spam = self._case(REPORTED, partner_id=self.stranger.id)
            more = self._case(REPORTED, partner_id=self.stranger.id)
        known = self.env["mail.mail"].search([])
        action = self._decide("spam", spam | more)
        self.assertTrue(action["params"]["message"], "many are undone at once")
        self._settle()
        self.assertEqual((spam | more).mapped("sla_mode"), ["cancel", "cancel"])
        self.assertEqual(self.env["mail.mail"].search([]), known)
        with self.assertRaisesRegex(UserError, self.ticket.number):
            self._decide("spam")

    def test_undo(self):
        """For ten seconds nothing has happened; the ledger tells both."""
        self._decide("ask", text="¿Cuál?")
        self.assertTrue(self.ticket.with_user(self.agent).can_undo_triage)
        self.assertFalse(self.ticket.with_user(self.manager).can_undo_triage)
        self._settle(9)
        with self.assertRaisesRegex(UserError, "sla_agent"):
            self.ticket.with_user(self.manager).action_undo_triage()
        self.ticket.with_user(self.agent).action_undo_triage()
        self._settle()
        self.assertTrue(self._is_queued())
        self.assertFalse(self.ticket.first_response_at)
        self.assertEqual(self._kinds()[-2:], ["triaged", "untriaged"])
        self._decide("ask", text="¿Cuál?")
        self._settle()
        with self.assertRaises(UserError):
            self.ticket.with_user(self.agent).action_undo_triage()

    def test_undo_of_many(self):
        """A classification and a decision, undone together."""
        with freeze_time(NOW):
            other = self._case(REPORTED)
            action = (other | self.ticket).with_user(self.agent).action_classify("2")
            self.assertEqual(action["params"]["ids"], (other | self.ticket).ids)
            (other | self.ticket).with_user(self.agent).action_undo_triage()
        self.assertFalse((other | self.ticket).filtered("classified_at"))

    def test_undo_of_many_leaves_none_waiting(self):
        """One that was carried out keeps no other from being taken back."""
        with freeze_time(NOW):
            other = self._case(REPORTED)
        self._decide("ask", self.ticket, text="¿Cuál?")
        self._settle()
        self._decide("ask", other, at=after(12), text="¿Cuál?")
        with freeze_time(after(13)):
            action = (self.ticket | other).with_user(self.agent).action_undo_triage()
        self.assertIn(self.ticket.number, action["params"]["message"])
        self.assertNotIn(other.number, action["params"]["message"])
        self.assertFalse(other.sudo().triage_decision_ids)

    def test_a_kind_overtakes_nothing(self):
        """To choose the kind after the decision is no other decision."""
        kind = self.env["helpdesk.ticket.category"].create({"name": "Impresoras"})
        self._decide("ask", text="¿Cuál?")
        with freeze_time(after(5)):
            ticket = self.ticket.with_user(self.agent)
            ticket.category_id = kind
        self._settle()
        self.assertEqual(self.ticket.sla_mode, "wait_customer")

    def test_the_browser_of_another_company(self):
        """It is carried out where its agent works, whatever is chosen at the top."""
        company = self.env["res.company"].create({"name": "BACG Honduras"})
        self.agent.company_ids |= company
        self._decide("ask", text="¿Cuál?")
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        with freeze_time(after(11)):
            tickets.with_context(allowed_company_ids=company.ids).action_settle_triage()
        self.env.invalidate_all()
        self.assertEqual(self.ticket.sla_mode, "wait_customer")

    def test_without_a_browser(self):
        """The scheduled action carries out what the browser did not."""
        self._decide("ask", text="¿Cuál?")
        self._run_cron(CRON, after(8))
        self.assertEqual(self.ticket.sla_mode, "run")
        self._run_cron(CRON, after(60))
        self.assertEqual(self.ticket.sla_mode, "wait_customer")
        answer = self.ticket.first_response_message_id
        self.assertEqual(answer.author_id, self.agent.partner_id)

    def test_overtaken(self):
        """What happens meanwhile wins: nothing is carried out, and the agent knows."""
        self._decide("foreign", text="Escriba a su banco,\n\npor favor")
        with freeze_time(after(5)):
            self.ticket.with_user(self.manager).action_classify("1")
        self._settle()
        self.assertEqual(self.ticket.sla_mode, "run")
        self.assertIn("Escriba a su banco,<br", self.ticket.message_ids[:1].body)
        self.assertEqual(self.ticket.activity_ids.user_id, self.agent)
        self.assertFalse(self.ticket.first_response_at)

    @mute_logger("odoo.addons.bacg_sla_platino.models.queue.bacg_triage_decision")
    def test_what_fails_is_told(self):
        """One that cannot be carried out stops no other."""
        with freeze_time(NOW):
            other = self._case(REPORTED)
        self._decide("ask", self.ticket | other, text="¿Cuál?")
        with freeze_time(after(1)):
            self.ticket.sudo().partner_id = False
            self.ticket.sudo().partner_email = False
        decisions = self.ticket.sudo().triage_decision_ids
        decisions.event_id = self.ticket.sudo().sla_event_ids[-1:]
        self._settle()
        self.assertEqual(other.sla_mode, "wait_customer")
        self.assertEqual(self.ticket.sla_mode, "run")
        self.assertEqual(self.ticket.activity_ids.user_id, self.agent)

    @mute_logger("odoo.addons.bacg_sla_platino.models.queue.bacg_triage_decision")
    def test_an_error_is_told_without_its_details(self):
        self._decide("ask", text="¿Cuál?")
        method = "_queue_end_ask"
        with self._broken("helpdesk.ticket", method, ValueError("psql secret")):
            self._settle()
        body = self.ticket.message_ids[:1].body
        self.assertNotIn("secret", body)
        self.assertIn("¿Cuál?", body)

    def test_a_near_deadline_does_not_wait(self):
        """SLA 1.06: the ten seconds are ours, not the customer's."""
        deadline = self.ticket.sla_deadline
        self._decide("ask", at=deadline - timedelta(seconds=30), text="¿Cuál?")
        self.assertEqual(
            self.ticket.first_response_at, deadline - timedelta(seconds=30)
        )
        self.assertFalse(self._status(self.ticket, "first_response").breached_at)

    def test_a_late_case_asks_why(self):
        """A company may want the reason of each late case, of these, too."""
        self.env.company.sla_solution_required = True
        late = local("2026-03-16T10:00:00")
        with self.assertRaises(UserError), freeze_time(late):
            window = self.env["bacg.triage.decide"].with_user(self.agent)
            window.create({"ticket_ids": self.ticket.ids, "end": "foreign"})
            window.search([]).action_confirm()
        self._decide("foreign", at=late, late_reason="own")
        with freeze_time(late + timedelta(seconds=11)):
            self.ticket.with_user(self.agent).action_settle_triage()
        self.assertEqual(self.ticket.late_reason, "own")
        with freeze_time(REPORTED):
            spam = self._case(REPORTED)
        with freeze_time(late):
            # It was taken for a customer's, and was late as such.
            spam.with_user(self.manager).partner_id = self.stranger
        self._decide("spam", spam, at=late, late_reason="own")
        with freeze_time(late + timedelta(seconds=11)):
            self.ticket.with_user(self.agent).action_settle_triage()
        self.assertEqual((spam.sla_mode, spam.late_reason), ("cancel", "own"))
        self.assertTrue(self._status(self.ticket, "first_response").breached_at)

    def test_who_may(self):
        """Agents alone; one decision a case; no claim, and nothing classified."""
        contact = self._portal_user()
        employee = new_test_user(self.env, login="contador", groups="base.group_user")
        for user in (contact, employee):
            for end in ("ask", "foreign", "duplicate", "spam"):
                with self.subTest(end, user=user.login), self.assertRaises(AccessError):
                    getattr(self.ticket.with_user(user), f"action_triage_{end}")()
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).action_settle_triage()
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).action_undo_triage()
        with self.assertRaises(AccessError):
            self.env["bacg.triage.decision"].with_user(self.agent).create({})
        self._decide("ask", text="¿Cuál?")
        with self.assertRaisesRegex(UserError, "sla_agent"):
            self._decide("foreign", user=self.manager)
        with self.assertRaises(UserError):
            self._decide("foreign", self.original)
        with freeze_time(NOW):
            claim = self._case(NOW, outage_scope="claimed", priority="3")
        self.assertTrue(self._is_queued(claim))
        with self.assertRaises(UserError):
            self._decide("ask", claim, text="¿Cuál?")

    def _portal_user(self):
        return self.env["res.users"].create(
            {
                "name": self.contact.name,
                "login": "lucia@cafe.gt",
                "partner_id": self.contact.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )

    def test_empty_texts_are_refused(self):
        """The message names the field and the way out."""
        for end, values in (
            ("ask", {"text": " "}),
            ("foreign", {"text": False}),
        ):
            with (
                self.subTest(end),
                self.assertRaisesRegex(UserError, "To the customer"),
            ):
                self._decide(end, **values)

    def test_excerpt(self):
        """The beginning of the mail stands in the row, one query for all rows."""
        self.assertEqual(self.ticket.excerpt, "Otra vez no imprime")
        tickets = self.ticket | self.original
        tickets.invalidate_recordset()
        with self.assertQueryCount(1):
            tickets.mapped("excerpt")
        new = self.env["helpdesk.ticket"].new({"description": "<p>x</p>"})
        self.assertEqual(new.excerpt, "")
