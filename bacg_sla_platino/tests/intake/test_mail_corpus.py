# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from ..common import SlaCommon, local
from ..watchdog import watchdog
from .test_intake import INBOUND_LOGGER

MAILS = Path(__file__).parents[1] / "mails"
MESSAGE_SECONDS = 10


@tagged("post_install", "-at_install")
class TestMailCorpus(SlaCommon):
    """Every kind of message that mail brings, each with what must become of it.

    The manifest names for each file the state of its row, the case that it is about
    (``new``, the ``first`` one of this test, the ``same`` as the row before), and what
    that case or its last message shows.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.customer.lang = "es_419"
        cls.contact.write({"email": "lucia@cafe.example", "lang": "es_419"})
        cls.contract.domain_ids.name = "cafe.example"
        cls.agent.email = "agente@bacg.example"
        cls.contract.contact_ids = cls.env["res.partner"].create(
            {"name": "Jefa", "email": "jefa@cafe.example", "parent_id": cls.customer.id}
        )
        other = {"name": "Ferretería", "is_company": True}
        cls.env["bacg.sla.contract"].create(
            {
                "partner_id": cls.env["res.partner"].create(other).id,
                "agreement_id": cls.agreement.id,
                "date_from": "2024-02-01",
                "domain_ids": [(0, 0, {"name": "ferreteria.example"})],
                "cases_of_machines": False,
            }
        )

    def test_corpus(self):
        """SLA 1.01: what becomes of each message; none is lost, none raises."""
        with (MAILS / "manifest.csv").open() as manifest:
            expected = list(csv.DictReader(manifest))
        files = {path.name for path in MAILS.glob("*.eml")}
        self.assertEqual(files, {row["file"] for row in expected})
        self.assertGreaterEqual(len(files), 80)
        rows = self.env["bacg.mail.inbound"]
        self.ticket = previous = self.env["helpdesk.ticket"]
        for line in expected:
            with self.subTest(line["file"], what=line["what"]):
                row = self._process_file(line)
                rows |= row
                self.ticket = self.ticket or row.ticket_id
                self._check(line, row, previous)
                previous = row.ticket_id
        self.assertEqual(len(rows), len(expected), "each message is a row")
        self.assertFalse(rows.filtered(lambda row: row.state == "pending"))

    def _process_file(self, line):
        raw = (MAILS / line["file"]).read_bytes()
        if self.ticket:
            raw = raw.replace(b"__NUMBER__", self.ticket.number.encode())
            raw = raw.replace(b"__ACKNOWLEDGEMENT__", self._acknowledgement())
        envelope = {"envelope_to": line["envelope_to"] or None}
        if line["return_path"]:
            envelope["envelope_from"] = line["return_path"].strip("<>")
        with watchdog(MESSAGE_SECONDS, line["file"]), mute_logger(INBOUND_LOGGER):
            return self._receive(raw, local("2026-03-06T18:40:05"), **envelope)

    def _acknowledgement(self):
        mails = self.env["mail.mail"].search([("subject", "ilike", self.ticket.number)])
        mails = mails.filtered(lambda mail: self.contact in mail.recipient_ids)
        return mails.sorted("id")[0].message_id.strip("<>").encode()

    def _check(self, line, row, previous):
        self.assertEqual(row.state, line["state"], row.error)
        self.assertEqual(row.kind or "", line["kind"])
        about = {"": row.ticket_id.browse(), "first": self.ticket, "same": previous}
        if line["about"] != "new":
            self.assertEqual(row.ticket_id, about[line["about"]])
        if not row.ticket_id:
            self.assertTrue(row._raw_bytes(), "what is in no case is kept")
            return
        if line["about"] in ("new", "first") and line["state"] != "loop":
            self._check_message(line, row)

    def _check_message(self, line, row):
        ticket = row.ticket_id
        message = ticket.message_ids.filtered(
            lambda message: message.message_type == "email"
        ).sorted("id")[-1:]
        for words in line["text"].split(" | "):
            self.assertIn(words, _words(message.body))
        self.assertEqual(len(message.attachment_ids), int(line["files"]))
        if line["about"] == "first":
            self.assertEqual(ticket.stage_id, self.stage_new)
            return
        for words in line["text"].split(" | "):
            self.assertIn(words, _words(ticket.description))
        self.assertIn(line["title"], ticket.name)
        self.assertLessEqual(len(ticket.name), 201)
        labels = dict(ticket._fields["priority"]._description_selection(self.env))
        self.assertEqual(labels[ticket.priority][0], line["priority"])
        self.assertEqual(ticket.partner_id.email_normalized or "", line["author"])
        self.assertEqual(ticket.partner_id.lang or "", line["language"])


def _words(body):
    """Return what stands in a body, and the addresses of its pictures."""
    return f"{html2plaintext(body or '')} {body}"
