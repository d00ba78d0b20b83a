# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import BaseCase, freeze_time, tagged

from ...tools.mail.thanks import PHRASES, is_thanks
from ..common import SlaCommon, local

THANKS = (
    "Gracias",
    "¡Muchas gracias!",
    "Muchas gracias, Ana.",
    "Gracias 👍",
    "Buenos días\nMuchas gracias por su ayuda.\nSaludos cordiales,\nLucía Pérez",
    "Perfecto, ya funciona. Gracias",
    "Ok, gracias.\n--\nLucía Pérez\nGerente de operaciones, tel. 5555-1234",
    "Mil gracias\n\nEl lun, 9 mar 2026 a las 8:00, Soporte escribió:\n> ¿Ya funciona?",
    "Listo, muy amable\nEnviado desde mi iPhone",
    "Thank you!\nMaría de la Cruz",
)
WORDS = (
    "",
    "Lucía",
    "Gracias, pero sigue sin imprimir",
    "Gracias. No funciona.",
    "Gracias. No",
    "Gracias. Urgente",
    "¿Gracias?",
    "Gracias, ¿y cuándo estará lo otro?",
    "Muchas gracias\nPero ahora falla la factura 12",
    "Gracias por avisar, todavía no entra nadie",
    "Sigue igual",
    "Gracias. Además necesito un reporte",
    "Ya no funciona, gracias",
)


@tagged("post_install", "-at_install")
class TestThanksPhrases(BaseCase):
    def test_only_thanks(self):
        """Decision 29: messages that neither report nor ask anything."""
        for text in THANKS:
            with self.subTest(text):
                self.assertTrue(is_thanks(text, PHRASES))

    def test_asks_or_reports(self):
        """Decision 29: messages that ask or report something, or might do so."""
        for text in WORDS:
            with self.subTest(text):
                self.assertFalse(is_thanks(text, PHRASES))

    def test_every_phrase(self):
        for phrase in PHRASES:
            with self.subTest(phrase):
                self.assertTrue(is_thanks(f"{phrase.capitalize()}.", PHRASES))
                self.assertFalse(is_thanks(f"{phrase}, pero no imprime", PHRASES))
                self.assertFalse(is_thanks(phrase, []))


@tagged("post_install", "-at_install")
class TestThanks(SlaCommon):
    def setUp(self):
        super().setUp()
        self.ticket = self._case(local("2026-03-09T08:00:00"))
        with freeze_time(local("2026-03-09T09:00:00")):
            self.ticket.stage_id = self.stage_done
        freezer = freeze_time(local("2026-03-10T09:00:00"))
        freezer.start()
        self.addCleanup(freezer.stop)

    def _write(self, body, author=None, ticket=None, **values):
        ticket = (ticket or self.ticket).with_user(self.env.ref("base.user_root"))
        return ticket.message_post(
            body=body,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=(author or self.contact).id,
            **values,
        )

    def _replies(self):
        events = self.ticket.sudo().sla_event_ids
        return events.filtered(lambda event: event.kind == "customer_reply")

    def test_thanks_reopen_nothing(self):
        """Decision 29: agents see that the customer thanked, and can reopen."""
        message = self._write("Muchas gracias, Ana")
        self.assertEqual(self.ticket.stage_id, self.stage_done)
        self.assertEqual(self._replies().message_id, message)
        self.assertTrue(self.ticket.thanked_at)
        self.ticket.with_user(self.agent).action_reopen_thanked()
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        self.assertFalse(self.ticket.thanked_at)

    def test_a_report_reopens(self):
        """Decision 11: a report reopens, even with thanks, and so does a file."""
        self._write("Gracias, pero sigue igual")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        self.ticket.stage_id = self.stage_done
        self._write("Gracias", attachments=[("error.txt", b"traceback")])
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_phrases_are_a_setting(self):
        """Decision 29: without phrases, every answer reopens."""
        self.env.company.sla_thanks_phrases = False
        self._write("Gracias")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_outsider_answers_for_nobody(self):
        """Decision 11: only the customer's side reopens, or ends a wait."""
        outsider = self.env["res.partner"].create({"name": "O", "email": "o@otra.gt"})
        self.ticket.message_subscribe(outsider.ids)
        self._write("Sigue igual", outsider)
        self.assertEqual(self.ticket.stage_id, self.stage_done)
        self.assertFalse(self._replies())
        self.ticket.stage_id = self.stage_progress
        self.ticket.stage_id = self.stage_customer
        self._write("Ya revisé", outsider)
        self.assertEqual(self.ticket.stage_id, self.stage_customer)
        self.assertFalse(self._replies())

    def test_who_is_the_customers_side(self):
        """A colleague, a contact point, and an unknown address of their domain."""
        people = self.env["res.partner"]
        colleague = people.create({"name": "C", "parent_id": self.customer.id})
        consultant = people.create({"name": "P", "email": "p@consultora.gt"})
        self.contract.contact_ids = consultant
        self.contract.domain_ids = [(0, 0, {"name": "cafe-nuevo.gt"})]
        for author, values in (
            (colleague, {}),
            (consultant, {}),
            (people, {"email_from": "nadie@cafe-nuevo.gt"}),
        ):
            self.ticket.stage_id = self.stage_customer
            self.ticket.with_user(self.env.ref("base.user_root")).message_post(
                body="Sí",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=author.id,
                **values,
            )
            self.assertEqual(self.ticket.stage_id, self.stage_progress, values)
