# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..common import SlaCommon, local

LATER = local("2026-03-06T19:00:00")
DELIVERY_STATUS = """--b
Content-Type: text/plain

Su mensaje no llegó.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.cafe.gt

Final-Recipient: rfc822; lucia@cafe.gt
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 no existe
--b
Content-Type: message/rfc822

From: soporte@bacg.cloud
Message-ID: {about}

x
--b--
"""
REPORT_TYPE = 'multipart/report; report-type=delivery-status; boundary="b"'


class MailCase(SlaCommon):
    """A case made by a mail, and who is to be told of it."""

    def setUp(self):
        super().setUp()
        self.ticket = self._receive(self._mail()).ticket_id
        self.acknowledgement = self._mails_of(self.ticket)

    def _mails_of(self, ticket):
        return self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )

    def _answer_mail(self, subject="Re: caso", moment=LATER, **headers):
        """Receive a mail that answers the acknowledgement; return its row."""
        if "References" not in headers:
            headers["References"] = self.acknowledgement.message_id
        envelope = {
            name: headers.pop(name) for name in list(headers) if "envelope" in name
        }
        mail = self._mail(subject=subject, **headers)
        return self._receive(mail, moment, **envelope)

    def _report(self, action, about=None, **headers):
        """Receive a delivery report on the acknowledgement; return its row."""
        about = about or self.acknowledgement.message_id
        head = self._mail(
            sender="MAILER-DAEMON@mx.cafe.gt",
            subject=f"Delivery Status Notification {action} {about}",
            Content_Type=REPORT_TYPE,
            **headers,
        ).partition(b"\r\n\r\n")[0]
        body = DELIVERY_STATUS.format(action=action, about=about)
        raw = head + b"\r\n\r\n" + body.encode()
        return self._receive(raw, LATER, envelope_from="")

    def _last(self, ticket=None):
        """Return what came last by mail."""
        messages = (ticket or self.ticket).message_ids.sorted("id")
        return messages.filtered(lambda message: message.message_type == "email")[-1:]


@tagged("post_install", "-at_install")
class TestMachines(MailCase):
    """What machines send: kept where it belongs, and it moves nothing."""

    def _assert_moves_nothing(self, **headers):
        self.ticket.stage_id = self.stage_customer
        row = self._answer_mail(**headers)
        self.assertEqual((row.state, row.ticket_id), ("auto", self.ticket))
        self.assertEqual(self.ticket.stage_id, self.stage_customer)
        self.assertEqual(self._mails_of(self.ticket), self.acknowledgement)
        kinds = self.ticket.sudo().sla_event_ids.mapped("kind")
        self.assertNotIn("customer_reply", kinds)

    def test_vacation_notices_of_many_programs(self):
        """SLA 1.19: no notice of a program ends a wait for the customer."""
        for number, headers in enumerate(
            (
                {"Auto_Submitted": "auto-replied"},
                {"Auto_Submitted": "auto-replied (vacation)"},
                {"X_Autoreply": "yes"},
                {"X_Autorespond": "caso"},
                {"X_Auto_Reply_From": "lucia@cafe.gt"},
                {"subject": "Automatic reply: x", "Precedence": "bulk"},
                {"subject": "Fuera de la oficina", "X_Auto_Response_Suppress": "All"},
                {
                    "subject": "Respuesta automática: x",
                    "X_MS_Exchange_Inbox_Rules_Loop": "lucia@cafe.gt",
                },
                {"envelope_from": ""},
            )
        ):
            with self.subTest(**headers):
                self._assert_moves_nothing(Message_ID=f"<{number}@notice>", **headers)

    def test_a_subject_alone_is_no_proof(self):
        """A person may write about being out of the office."""
        self.ticket.stage_id = self.stage_customer
        row = self._answer_mail(subject="Fuera de la oficina no imprime")
        self.assertEqual(row.state, "reply")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_a_machines_answer_makes_no_case(self):
        """What answers nothing of ours is kept whole in its row."""
        before = self.env["helpdesk.ticket"].search_count([])
        raw = self._mail(subject="Ticket #998 received", Auto_Submitted="auto-replied")
        row = self._receive(raw)
        self.assertEqual((row.state, row.kind), ("auto", "reply"))
        self.assertFalse(row.ticket_id)
        self.assertTrue(row._raw_bytes())
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_alarm_of_an_erp(self):
        """SLA 1.01: a machine's own mail may be a fault: a case, without an answer."""
        raw = self._mail(
            sender="ERP <erp@cafe.gt>", subject="Disco", Auto_Submitted="auto-generated"
        )
        row = self._receive(raw)
        self.assertEqual((row.state, row.kind), ("case", "generated"))
        self.assertEqual(row.ticket_id.contract_id, self.contract)
        self.assertFalse(self._mails_of(row.ticket_id))
        self.assertFalse(row.ticket_id.partner_id.user_ids)

    def test_alarms_in_a_thread_of_their_own(self):
        """A monitor that answers its own alarms answers nothing of ours."""
        row = self._answer_mail(
            sender="ERP <erp@cafe.gt>",
            subject="Re: Disco",
            References="<alarma-1@erp.cafe.gt>",
            Auto_Submitted="auto-generated",
            envelope_from="",
        )
        self.assertEqual((row.state, row.kind), ("case", "generated"))
        self.assertNotEqual(row.ticket_id, self.ticket)

    def test_contract_without_cases_of_machines(self):
        """The contract says whether a customer's machines make cases."""
        self.contract.with_user(self.manager).cases_of_machines = False
        for sender in ("lucia@cafe.gt", "nueva-maquina@cafe.gt"):
            row = self._receive(
                self._mail(sender=sender, subject="Latido", List_Id="<x.cafe.gt>")
            )
            self.assertEqual((row.state, row.kind), ("auto", "generated"))
            self.assertTrue(row._raw_bytes())
        # His people write as ever.
        self.assertEqual(self._receive(self._mail(subject="Hola")).state, "case")

    def test_who_wants_no_answer(self):
        """A person's mail, but no acknowledgement: the headers ask for none."""
        for number, headers in enumerate(
            (
                {"X_Auto_Response_Suppress": "OOF, AutoReply"},
                {"Precedence": "bulk"},
                {"sender": "no-reply@cafe.gt"},
            )
        ):
            row = self._receive(self._mail(subject=f"Sin acuse {number}", **headers))
            self.assertEqual((row.state, row.kind), ("case", "quiet"))
            self.assertFalse(self._mails_of(row.ticket_id))


@tagged("post_install", "-at_install")
class TestReports(MailCase):
    """What mail systems say of our mail: on its case, for our eyes, moving nothing."""

    def _assert_noted(self, row, state, words):
        self.assertEqual((row.state, row.ticket_id), (state, self.ticket))
        message = self._last()
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn(words, message.body)
        self.assertEqual(message.attachment_ids.name, "report.eml")
        self.assertEqual(self.ticket.stage_id, self.stage_new)
        self.assertFalse(self.ticket.first_response_at)
        self.assertEqual(self._mails_of(self.ticket), self.acknowledgement)

    def test_not_delivered(self):
        """The case says that its customer was not reached; core marks its message."""
        self.env["mail.notification"].create(
            {
                "mail_message_id": self.acknowledgement.mail_message_id.id,
                "res_partner_id": self.contact.id,
                "notification_type": "email",
                "notification_status": "sent",
            }
        )
        row = self._report("failed")
        self._assert_noted(row, "bounce", "lucia@cafe.gt")
        self.assertIn("550 no existe", self._last().body)
        again = self._report("failed", Received="otro camino")
        self.assertEqual((again.state, again.ticket_id), ("duplicate", self.ticket))
        notification = self.acknowledgement.mail_message_id.notification_ids
        self.assertEqual(notification.notification_status, "bounce")

    def test_delivered_and_delayed(self):
        for action in ("delivered", "relayed", "delayed", "expanded"):
            self._assert_noted(self._report(action), "auto", "no llegó")

    def test_report_on_nothing_of_ours(self):
        """A report on another mail is never a case, and nothing of it is lost."""
        before = self.env["helpdesk.ticket"].search_count([])
        for action, state in (("failed", "bounce"), ("delayed", "auto")):
            row = self._report(action, about="<otra@cosa.gt>")
            self.assertEqual(row.state, state)
            self.assertFalse(row.ticket_id)
            self.assertTrue(row._raw_bytes())
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_read_receipt(self):
        report_type = "multipart/report; report-type=disposition-notification"
        head = self._mail(
            subject="Leído: caso", Content_Type=f'{report_type}; boundary="b"'
        ).partition(b"\r\n\r\n")[0]
        body = (
            "\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nFue leido.\r\n"
            "--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
            f"Original-Message-ID: {self.acknowledgement.message_id}\r\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n"
        )
        row = self._receive(head + body.encode(), LATER)
        self._assert_noted(row, "auto", "Fue leido")

    def test_old_programs_in_their_own_words(self):
        """Reports without RFC 3464: the message is found by what they quote of it."""
        quoted = f"Message-ID: {self.acknowledgement.message_id}\r\n\r\nx"
        for number, words in enumerate(
            (
                "Hi. This is the qmail-send program at mx.cafe.gt.",
                "This is the Postfix program at host mx.cafe.gt.",
                "This message was created automatically by mail delivery software.",
                "Message from yahoo.example. Unable to deliver message to",
                "El mensaje no llegó a algunos o a ninguno de los destinatarios.",
                "Your message did not reach some or all of the intended recipients.",
            )
        ):
            head = self._mail(
                sender="Sistema <postmaster@cafe.gt>",
                subject="failure notice",
                Message_ID=f"<{number}@old>",
            ).partition(b"\r\n\r\n")[0]
            body = f"\r\n\r\n{words}\r\n\r\n<lucia@cafe.gt>:\r\n\r\n{quoted}"
            with self.subTest(words):
                row = self._receive(head + body.encode(), LATER, envelope_from="")
                self._assert_noted(row, "bounce", words)

    def test_customers_see_no_report(self):
        """What a mail system says is an internal note: the portal leaves it out."""
        self._report("failed")
        user = self.contact.user_ids
        self.assertTrue(user._is_portal())
        messages = self.env["mail.message"].with_user(user)
        found = messages.search(
            [("model", "=", self.ticket._name), ("res_id", "=", self.ticket.id)]
        )
        self.assertNotIn(self._last(), found)


@tagged("post_install", "-at_install")
class TestContents(MailCase):
    """What core crashes on, or passes over in silence, is read."""

    def _receive_body(self, body, content_type, **headers):
        head = self._mail(Content_Type=content_type, **headers)
        head = head.partition(b"\r\n\r\n")[0]
        return self._receive(head + b"\r\n\r\n" + body)

    def test_unknown_charset(self):
        """Core crashes: a case with the best reading, the original attached."""
        row = self._receive_body(
            "Impresión".encode("latin-1"), "text/plain; charset=x-none", subject="C"
        )
        self.assertEqual(row.state, "case", row.error)
        self.assertIn("Impresión", row.ticket_id.description)
        message = self._last(row.ticket_id)
        self.assertEqual(message.attachment_ids.mapped("name"), ["original.eml"])

    def test_broken_structure(self):
        """Core makes an empty case: ours has the words."""
        row = self._receive_body(
            b"--x\r\nContent-Type: text/plain\r\n\r\nPalabras\r\n--x--\r\n",
            "multipart/mixed",
            subject="M",
        )
        self.assertIn("Palabras", row.ticket_id.description)

    def test_words_above_a_forwarded_message(self):
        """Core shows the forwarded HTML alone: ours keeps what the customer wrote."""
        inner = (
            b"Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n"
            b"Content-Type: text/html\r\n\r\n<p>Del banco</p>\r\n--y--\r\n"
        )
        row = self._receive_body(
            b"--x\r\nContent-Type: text/plain\r\n\r\nVean esto\r\n--x\r\n"
            b"Content-Type: message/rfc822\r\n\r\nSubject: Aviso\r\n"
            + inner
            + b"--x--",
            "multipart/mixed; boundary=x",
            subject="Fwd: Aviso",
        )
        self.assertIn("Vean esto", row.ticket_id.description)
        self.assertEqual(self._last(row.ticket_id).attachment_ids.name, "Aviso.eml")

    def test_only_a_picture(self):
        """The case shows the picture, not a hole where it should be."""
        row = self._receive_body(
            b"--x\r\nContent-Type: text/html\r\n\r\n<img src='cid:p'>\r\n--x\r\n"
            b"Content-Type: image/gif\r\nContent-ID: <p>\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n"
            b"R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==\r\n--x--",
            "multipart/related; boundary=x",
            subject="Foto",
        )
        self.assertIn("/web/image/", row.ticket_id.description)

    def test_title_of_a_case(self):
        """Subjects of 10,000 characters are cut in the title; without one, the text."""
        row = self._receive(self._mail(subject="A" * 10_000))
        self.assertEqual(len(row.ticket_id.name), 201)
        self.assertEqual(self._last(row.ticket_id).subject, "A" * 10_000)
        row = self._receive(self._mail(subject=None, Message_ID="<sin@asunto>"))
        self.assertEqual(row.ticket_id.name, "Buenas tardes, no imprime.")
        row = self._receive_body(b"", "text/plain", subject=None, Message_ID="<n@a>")
        self.assertEqual(row.ticket_id.name, "No subject")

    def test_same_message_id_for_all_mail(self):
        """A program that repeats itself loses nothing; the same mail is a duplicate."""
        first = self._receive(self._mail(subject="Uno", Message_ID="<1@erp>"))
        other = self._receive(
            self._mail(
                subject="Dos",
                Message_ID="<1@erp>",
                Date="Fri, 06 Mar 2026 18:40:02 -0600",
            )
        )
        again = self._receive(
            self._mail(subject="Uno", Message_ID="<1@erp>", Received="otro camino")
        )
        self.assertEqual([first.state, other.state], ["case", "case"])
        self.assertEqual((again.state, again.ticket_id), ("duplicate", first.ticket_id))

    def test_blind_copy(self):
        """Only the envelope says that it is for us."""
        row = self._receive(
            self._mail(subject="CCO", To="jefe@cafe.gt"),
            envelope_to="soporte@bacg.cloud",
        )
        self.assertEqual((row.state, row.ticket_id.team_id), ("case", self.team))
