# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_path

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestLastWord(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monday = local("2026-03-09T08:00:00")
        with freeze_time(cls.monday):
            cls.ticket = cls._case(cls.monday)

    def _say(self, user, moment, **values):
        with freeze_time(local(moment)):
            self.ticket.with_user(user).message_post(
                body="Hola",
                message_type="comment",
                subtype_xmlid=values.pop("subtype", "mail.mt_comment"),
                **values,
            )
        self.env.flush_all()
        self.env.invalidate_all()

    def _last(self, user=None):
        ticket = self.ticket.with_user(user or self.agent)
        found = ticket.search([("is_unread", "=", True), ("id", "=", ticket.id)])
        self.assertEqual(bool(found), ticket.is_unread)
        return ticket.last_word_of, ticket.last_word_at, ticket.is_unread

    def test_who_spoke_last(self):
        """Reports, answers and replies; notes and automatic mails are nobody's word."""
        self.assertEqual(self._last(), ("customer", self.monday, True))
        self._say(self.agent, "2026-03-09T09:00:00", subtype="mail.mt_note")
        self.assertEqual(self._last(), ("customer", self.monday, True))
        self._say(self.agent, "2026-03-09T09:30:00")
        answered = local("2026-03-09T09:30:00")
        self.assertEqual(self._last(), ("us", answered, False))
        self._say(self.env.user, "2026-03-09T10:00:00", author_id=self.contact.id)
        replied = local("2026-03-09T10:00:00")
        self.assertEqual(self._last(), ("customer", replied, True))
        with freeze_time(local("2026-03-10T08:00:00")):
            self.ticket.sudo()._sla_register_response(at=answered)
        self.assertEqual(self._last()[:2], ("customer", replied), "entered later")

    def test_each_agent_reads_for_himself(self):
        self.ticket.with_user(self.agent).action_mark_read()
        self.assertFalse(self._last()[2])
        self.assertTrue(self._last(self.manager)[2])
        self._say(self.env.user, "2026-03-09T10:00:00", author_id=self.contact.id)
        self.assertTrue(self._last()[2], "there is something new")

    def test_a_caller_was_spoken_to(self):
        """SLA 1.02: a case that an agent opens on the telephone has been read."""
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        with freeze_time(self.monday):
            called = self._case(self.monday, channel_id=phone.id)
        self.assertEqual(called.last_word_of, "us")
        self.assertFalse(called.is_unread)

    def test_no_watch_speaks(self):
        """A case that the system itself opens says of nobody that he wrote."""
        ticket = self._case(self.monday, user=self.env.ref("base.user_root"))
        self.assertFalse(ticket.last_word_of)

    def test_older_cases(self):
        """SLA 1.02: an update finds in the ledger who spoke last on open cases."""
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        robot = self.env.ref("base.user_root")
        with freeze_time(self.monday):
            called = self._case(self.monday, channel_id=phone.id)
            watched = self._case(self.monday, user=robot)
            mailed = self._case(self.monday, user=robot)
            mailed.message_post(body="Hola", message_type="email")
            mailed._queue_note_word("customer", self.monday)
            answered = self._case(self.monday)
            closed = self._case(self.monday)
        self._say(self.env.user, "2026-03-09T10:00:00", author_id=self.contact.id)
        with freeze_time(local("2026-03-09T11:00:00")):
            closed.stage_id = self.stage_done
            answered._sla_register_response(at=local("2026-03-09T09:00:00"))
        tickets = self.ticket | called | watched | mailed | answered | closed
        words = {ticket: self._read_word(ticket) for ticket in tickets}
        self._forget_words(tickets)
        path = "bacg_sla_platino/migrations/19.0.1.1.0/post-migration.py"
        load_script(file_path(path), "set_last_words")._set_last_words(self.env)
        self.env.invalidate_all()
        words[closed] = (False, False)
        self.assertEqual({one: self._read_word(one) for one in tickets}, words)
        whom = [word[0] for word in words.values()]
        self.assertEqual(whom, ["customer", "us", False, "customer", "us", False])

    def _read_word(self, ticket):
        ticket = ticket.sudo()
        return ticket.last_word_of, ticket.last_word_at

    def _forget_words(self, tickets):
        """Leave these cases as they were before words were noted."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET last_word_of = NULL, last_word_at = NULL "
            "WHERE id = ANY(%s)",
            [tickets.ids],
        )
        self.env.invalidate_all()

    def test_customers(self):
        """Whether we have read his case is not the customer's to read or to say."""
        user = new_test_user(
            self.env,
            login="lucia",
            groups="base.group_portal",
            partner_id=self.contact.id,
        )
        case = self.ticket.with_user(user)
        for name in ("last_word_at", "last_word_of", "read_user_ids", "is_unread"):
            with self.subTest(name), self.assertRaises(AccessError):
                case.read([name])
        with self.assertRaises(AccessError):
            case.action_mark_read()
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.agent).write({"last_word_of": "us"})
