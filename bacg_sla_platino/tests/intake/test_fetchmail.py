# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import imaplib
import poplib
from datetime import datetime

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...tools.mail.mailbox import ImapMailbox, mailbox
from ..common import LOST, local
from .test_inbound import InboundCommon

CRON = "mail.ir_cron_mail_gateway_action"
SERVER_LOGGER = "odoo.addons.bacg_sla_platino.models.intake.fetchmail_server"
NOW = local("2026-03-06T18:41:00")


class Imap(imaplib.IMAP4):
    """A mail server's side of a connection, without a wire."""

    def __init__(self, messages):
        self.messages, self.seen, self.said_goodbye = messages, set(), False
        self.log = []

    def select(self):
        return "OK", [b""]

    def search(self, charset, criterion):
        unseen = [n for n in range(1, len(self.messages) + 1) if n not in self.seen]
        return "OK", [" ".join(map(str, unseen)).encode()]

    def fetch(self, number, what):
        self.log.append(("fetch", int(number), what))
        raw = self.messages[int(number) - 1]
        if isinstance(raw, Exception):
            raise raw
        head = b'%s (INTERNALDATE "07-Mar-2026 00:40:10 +0000" BODY[] {%d}'
        return "OK", [(head % (number, len(raw)), raw), b")"]

    def store(self, number, command, flags):
        self.log.append(("store", int(number), command + flags))
        self.seen.add(int(number))

    def disconnect(self):
        self.said_goodbye = True


class Pop(poplib.POP3):
    def __init__(self, messages):
        self.messages, self.deleted, self.said_goodbye = messages, [], False

    def stat(self):
        return len(self.messages), 0

    def retr(self, number):
        return b"+OK", self.messages[number - 1].split(b"\r\n")[:-1], 0

    def dele(self, number):
        self.deleted.append(number)

    def disconnect(self):
        self.said_goodbye = True


@tagged("post_install", "-at_install")
class TestMailbox(BaseCase):
    def test_moment_of_arrival(self):
        """SLA 1.02: the clock counts from when the mail server took the message."""
        for response, expected in (
            (
                [
                    (b'1 (INTERNALDATE " 7-Mar-2026 00:40:10 -0600" BODY[] {1}', b"x"),
                    b")",
                ],
                datetime(2026, 3, 7, 6, 40, 10),
            ),
            (
                [
                    (b"1 (BODY[] {1}", b"x"),
                    b' INTERNALDATE "17-Mar-2026 00:40:10 +0100")',
                ],
                datetime(2026, 3, 16, 23, 40, 10),
            ),
            ([b"1 (FLAGS (\\Seen))", (b"1 (BODY[] {1}", b"x"), b")"], None),
            (
                [(b'1 (INTERNALDATE "07-Foo-2026 00:40:10 +0000" BODY[] {1}', b"x")],
                None,
            ),
        ):
            connection = Imap([])
            connection.fetch = lambda number, what, data=response: ("OK", data)
            with self.subTest(response):
                self.assertEqual(ImapMailbox(connection).fetch(b"1"), (b"x", expected))

    def test_message_that_is_gone(self):
        connection = Imap([])
        connection.fetch = lambda number, what: ("NO", [None])
        self.assertEqual(ImapMailbox(connection).fetch(b"1"), (None, None))

    def test_the_same_bytes_by_both_ways(self):
        raw = b"From: a@b.gt\r\n\r\nhola\r\n"
        imap, pop = mailbox(Imap([raw])), mailbox(Pop([raw]))
        self.assertEqual(imap.fetch(b"1")[0], pop.fetch(1)[0])


@tagged("post_install", "-at_install")
class TestFetchmail(InboundCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["fetchmail.server"].search([]).active = False
        cls.server = cls.env["fetchmail.server"].create(
            {"name": "Soporte", "server": "mail.invalid", "state": "done"}
        )

    def _fetch(self, connection):
        """Let the scheduled action ask the server on the other end of a connection."""
        self.patch(
            self.registry["fetchmail.server"], "_connect__", lambda server: connection
        )
        self._run_cron(CRON, NOW)

    def _mails(self, count, **headers):
        return [self._mail(subject=f"Consulta {n}", **headers) for n in range(count)]

    def _rows(self):
        return self.inbound.search([("subject", "=like", "Consulta %")], order="id")

    def test_kept_before_the_server_forgets(self):
        """SLA 1.02: core marks as seen what it then loses; ours is kept before."""
        connection = Imap(self._mails(3))
        original, seen = type(self.inbound)._process_raw, []

        def process_raw(row, raw, text_only):
            seen.append(set(connection.seen))
            return original(row, raw, text_only)

        self.patch(type(self.inbound), "_process_raw", process_raw)
        self._fetch(connection)
        rows = self._rows()
        self.assertEqual({row.state for row in rows}, {"case"})
        self.assertEqual({row.transport for row in rows}, {"fetchmail"})
        self.assertEqual(rows.fetchmail_server_id, self.server)
        self.assertEqual(
            set(rows.mapped("received_at")), {local("2026-03-06T18:40:10")}
        )
        self.assertEqual(seen, [{1}, {1, 2}, {1, 2, 3}])
        self.assertTrue(all("PEEK" in c[2] for c in connection.log if c[0] == "fetch"))
        self.assertTrue(connection.said_goodbye)
        self.assertTrue(self.server.date)

    def test_by_pop(self):
        connection = Pop(self._mails(3))
        self._fetch(connection)
        self.assertEqual({row.state for row in self._rows()}, {"case"})
        self.assertEqual(connection.deleted, [1, 2, 3])

    def test_one_bad_message_stops_none(self):
        """What raises is quarantined; what cannot be kept stays on the server."""
        model, original = type(self.inbound), type(self.inbound)._keep
        raise_for = self._mails(3)[1]

        def keep(inbound, raw, *args, **kwargs):
            if raw == raise_for:
                raise ValueError("disco")
            return original(inbound, raw, *args, **kwargs)

        self.patch(model, "_keep", keep)
        connection = Imap(self._mails(3))
        with mute_logger(SERVER_LOGGER):
            self._fetch(connection)
        self.assertEqual(connection.seen, {1, 3})
        self.assertEqual([row.state for row in self._rows()], ["case", "case"])
        self.assertFalse(self.server.error_message)

    def test_broken_connection_is_told_on_the_server(self):
        connection = Imap([*self._mails(1), imaplib.IMAP4.abort("se cortó")])
        self._fetch(connection)
        self.assertEqual(connection.seen, {1})
        self.assertEqual(self._rows().state, "case")
        self.assertEqual(self.server.error_message, "se cortó")
        self.assertEqual(self.server.error_date, NOW)
        self._fetch(Imap([]))
        self.assertFalse(self.server.error_message or self.server.error_date)

    def test_lost_database_is_not_the_mail_servers_fault(self):
        with (
            self._broken("fetchmail.server", "_keep_message", LOST[0]),
            mute_logger("odoo.addons.base.models.ir_cron"),
        ):
            self._fetch(Imap(self._mails(1)))
        self.assertFalse(self.server.error_message or self.server.error_date)
        self._fetch(Imap(self._mails(1)))
        self.assertEqual(self._rows().state, "case")

    def test_same_message_by_both_ways(self):
        raw = self._mails(1)
        self._fetch(Imap(raw))
        self._fetch(Pop(raw))
        self.assertEqual([row.state for row in self._rows()], ["case", "duplicate"])

    def test_server_that_makes_cases(self):
        """With an object of its own, mail to addresses that nobody knows is a case."""
        self.server.object_id = self.env["ir.model"]._get("helpdesk.ticket")
        self._fetch(Imap(self._mails(1, To="otro@example.com")))
        self.assertEqual(self._rows().state, "case", self._rows().error)

    def test_other_objects_are_cores_own(self):
        self.server.object_id = self.env["ir.model"]._get("mail.test.simple") or (
            self.env["ir.model"]._get("res.partner")
        )
        called = []
        self.patch(
            self.registry["fetchmail.server"],
            "_keep_unread",
            lambda server, limit: called.append(server),
        )
        connection = Imap([])
        connection.check_unread_messages = lambda: 0
        connection.retrieve_unread_messages = list
        self._fetch(connection)
        self.assertFalse(called)

    def test_other_documents_share_the_mailbox(self):
        """Mail to an alias of another kind makes its document, and is no quarantine."""
        self.env["mail.alias"].create(
            {
                "alias_name": "altas",
                "alias_model_id": self.env["ir.model"]._get("res.partner").id,
            }
        )
        self._fetch(Imap(self._mails(1, To="altas@bacg.cloud")))
        row = self._rows()
        self.assertEqual((row.state, row.ticket_id.id), ("reply", False), row.error)
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Consulta 0")]))

    def test_large_boxes_are_taken_in_portions(self):
        self.patch(self.registry["fetchmail.server"]._fetch_mail, "__defaults__", (2,))
        connection = Imap(self._mails(5))
        self._fetch(connection)
        self.assertEqual(
            len(connection.seen), 5, "the action runs on while there is more"
        )
