# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import local
from .test_intake import INBOUND_LOGGER
from .test_mail_kinds import MailCase

START = local("2026-03-06T18:40:05")


@tagged("post_install", "-at_install")
class TestLoops(MailCase):
    def _send(self, number, minutes=1, **headers):
        """Receive the given number of mails, so many minutes apart; return the rows."""
        rows = self.env["bacg.mail.inbound"]
        for index in range(number):
            headers["Message_ID"] = f"<{index}.{len(headers)}@{headers.get('sender')}>"
            mail = self._mail(subject=f"Mensaje {index}", **headers)
            rows |= self._receive(mail, START + timedelta(minutes=index * minutes))
        return rows

    def test_cases_of_people_are_unlimited(self):
        """SLA 1.01: the 21st and 200th mail of one person in two hours is a case."""
        rows = self._send(200, minutes=0.5)
        self.assertEqual(set(rows.mapped("state")), {"case"})
        self.assertEqual(len(rows.ticket_id), 200)

    def test_answers_of_people_are_unlimited(self):
        """SLA 1.01: core drops the 21st answer of a person on one case."""
        rows = self._send(25, References=self.acknowledgement.message_id)
        self.assertEqual(set(rows.mapped("state")), {"reply"})

    def test_machines_are_counted(self):
        """The 21st mail of a machine in two hours is kept as a loop, unanswered."""
        rows = self._send(22, sender="erp@cafe.gt", Auto_Submitted="auto-generated")
        self.assertEqual(set(rows[:20].mapped("state")), {"case"})
        self.assertEqual(rows[20:].mapped("state"), ["loop", "loop"])
        self.assertTrue(all(row._raw_bytes() for row in rows[20:]))
        self.assertFalse(rows[20:].ticket_id)
        self.assertFalse(
            self.env["mail.mail"].search([("email_to", "ilike", "erp@cafe.gt")])
        )
        # Others are not counted with it, and later it may speak again.
        self.assertEqual(self._send(1, sender="b@cafe.gt", List_Id="<b>").state, "case")
        later = self._mail(sender="erp@cafe.gt", Auto_Submitted="auto-generated")
        row = self._receive(later, START + timedelta(minutes=200))
        self.assertEqual(row.state, "case")

    def test_parameters_and_exceptions(self):
        """Core's parameters and its list of allowed senders hold."""
        set_param = self.env["ir.config_parameter"].set_param
        set_param("mail.gateway.loop.threshold", 2)
        set_param("mail.gateway.loop.minutes", 10)
        rows = self._send(3, sender="erp@cafe.gt", List_Id="<erp>")
        self.assertEqual(rows.mapped("state"), ["case", "case", "loop"])
        self.assertNotIn(
            "loop",
            self._send(4, minutes=9, sender="x@cafe.gt", List_Id="<x>").mapped("state"),
        )
        self.env["mail.gateway.allowed"].create({"email": "todo@cafe.gt"})
        rows = self._send(4, sender="todo@cafe.gt", List_Id="<t>")
        self.assertEqual(set(rows.mapped("state")), {"case"})

    def test_under_our_own_address(self):
        """Mail in the name of our mailboxes answers itself without end: it is kept."""
        before = self.env["mail.mail"].search_count([])
        for sender in (
            "soporte@bacg.cloud",
            "Soporte <SOPORTE@bacgroup.net>",
            self.env.company.alias_domain_id.catchall_email,
        ):
            if sender:
                row = self._receive(self._mail(sender=sender))
                self.assertEqual(row.state, "loop")
                self.assertFalse(row.ticket_id)
                self.assertTrue(row._raw_bytes())
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_our_own_message_comes_back(self):
        row = self._receive(self._mail(Message_ID=self.acknowledgement.message_id))
        self.assertEqual((row.state, row.ticket_id), ("loop", self.ticket))

    def test_core_answers_nobody(self):
        """Core would answer mail to its catchall with a mail of its own."""
        domain = self.env.ref("bacg_sla_platino.alias_domain_bacg_cloud")
        self.assertTrue(domain.catchall_email)
        mails = self.env["mail.mail"]
        before = mails.search([])
        with mute_logger(INBOUND_LOGGER):
            row = self._receive(self._mail(subject="A", To=domain.catchall_email))
        self.assertEqual(row.state, "quarantined")
        # The managers alone are told.
        told = (mails.search([]) - before).recipient_ids.user_ids
        self.assertFalse(told.filtered("share"))

    def test_look_up_is_indexed(self):
        """What is asked for each mail of a machine walks an index, not the log."""
        rows, tickets = self.env["bacg.mail.inbound"], self.env["helpdesk.ticket"]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO bacg_mail_inbound
                    (digest, transport, received_at, state, kind, sender, ticket_id)
                SELECT 'x' || n, 'http', %s, 'case', 'generated', n || '@x.gt', %s
                FROM generate_series(1, 20000) AS n RETURNING id
                """,
                START,
                self.ticket.id,
            )
        )
        self.env.cr.execute("ANALYZE bacg_mail_inbound")
        domain = rows._loop_domain("erp@cafe.gt") + [("received_at", ">=", START)]
        self.assertIn("sender_idx", self._plan(rows, domain))
        domain = tickets._detect_loop_sender_domain("erp@cafe.gt")
        self.assertIn("sender_idx", self._plan(tickets, domain))

    def _plan(self, model, domain):
        query = model.sudo()._search(domain, order="id")
        plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        return "\n".join(line for (line,) in plan)
