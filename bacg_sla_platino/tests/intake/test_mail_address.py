# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase

from ...tools.mail import forwarded
from ...tools.mail.mail_address import is_public, is_robot, mail_domain

GMAIL = """Les reenvío lo de Marta.

---------- Forwarded message ---------
De: Marta Solís <Marta@Cafe.gt>
Date: vie, 6 mar 2026 a las 9:12
Subject: No imprime
To: Pedro Agente <pedro@bacg.cloud>

Buenos días, no imprime.
De: esto no es un encabezado
"""
OUTLOOK = """FYI

De: Marta Solís [mailto:marta@cafe.gt]
Enviado el: viernes, 6 de marzo de 2026 09:12
Para: pedro@bacg.cloud
Asunto: No imprime

Hola
"""
APPLE = """
Begin forwarded message:

> From: "Solís, Marta" <marta@cafe.gt>
> Subject: No imprime
> Date: March 6, 2026 at 9:12:00 CST
"""
THUNDERBIRD = """
-------- Mensaje reenviado --------
Asunto: \tNo imprime
Fecha: \tFri, 6 Mar 2026 09:12:00 -0600
De: \tMarta Solís
\t<marta@cafe.gt>
Para: \tpedro@bacg.cloud
"""
HTML_BOLD = (
    "*From:* Marta Solís < marta@cafe.gt >\n*Sent:* Friday\n*To:* pedro@bacg.cloud"
)
CHAIN = f"{OUTLOOK}\nFrom: Pedro <pedro@bacg.cloud>\nSent: Thursday\nTo: x@y.gt\n"


class TestMailAddress(BaseCase):
    def test_forwarded_by_any_program(self):
        """SLA 1.02: who wrote what one of ours forwarded."""
        for text, name in (
            (GMAIL, "Marta Solís"),
            (OUTLOOK, "Marta Solís"),
            (APPLE, "Solís, Marta"),
            (THUNDERBIRD, "Marta Solís"),
            (HTML_BOLD, "Marta Solís"),
        ):
            with self.subTest(text=text):
                self.assertEqual(forwarded.senders(text), [(name, "marta@cafe.gt")])

    def test_outermost_first(self):
        found = [address for _name, address in forwarded.senders(CHAIN)]
        self.assertEqual(found, ["marta@cafe.gt", "pedro@bacg.cloud"])

    def test_sentences_are_no_headers(self):
        for text in ("", "De: Marta marta@cafe.gt", "From: nobody\nTo: nobody", "De:"):
            with self.subTest(text=text):
                self.assertEqual(forwarded.senders(text), [])

    def test_robots(self):
        robots = (
            "no-reply noreply no.reply noreply-dmarc donotreply do-not-reply "
            "noresponder no-responder MAILER-DAEMON postmaster bounce bounces+x=y "
            "lista-bounces owner-lista lista-owner lista-request listserv"
        )
        for local_part in robots.split():
            with self.subTest(local_part):
                self.assertTrue(is_robot(f"{local_part}@cafe.gt"))
        for person in ("nora", "noe.rey", "replyman", "bounceria", "mario", ""):
            with self.subTest(person):
                self.assertFalse(is_robot(f"{person}@cafe.gt"))

    def test_domains(self):
        self.assertEqual(mail_domain("marta@cafe.gt"), "cafe.gt")
        self.assertEqual(mail_domain(False), "")
        self.assertTrue(is_public("marta@gmail.com"))
        self.assertFalse(is_public("marta@cafe.gt"))
