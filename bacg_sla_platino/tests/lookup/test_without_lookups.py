# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from contextlib import closing, contextmanager
from types import FunctionType

from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local

ROOM = "odoo.addons.bacg_sla_platino.models.lookup."
MONDAY = local("2026-03-09T08:00:00")
# What differs from one run to the next: numbers, keys and links.
CHANGING = re.compile(
    r"HT\d+|access_token=[\w-]+|token=[\w%-]+|hash=\w+|<[^<>\s]+-openerp-[^<>\s]+>|"
    r"/my/ticket/\d+|data-oe-id=\W+\d+|res_id=\d+|helpdesk\.ticket-\d+"
)
COMPARED = {
    "helpdesk.ticket": ["name", "partner_id", "team_id", "stage_id", "sla_state"],
    "bacg.sla.status": ["metric", "state", "started_at", "deadline", "company_id"],
    "bacg.sla.event": ["kind", "at", "change", "company_id"],
    "mail.message": ["message_type", "subtype_id", "author_id", "reply_to", "body"],
    "mail.tracking.value": ["field_id", "old_value_char", "new_value_char"],
    "mail.mail": ["subject", "body_html", "headers", "attachment_ids", "email_to"],
    "mail.followers": ["res_model", "partner_id", "subtype_ids"],
}


@contextmanager
def without_lookups(env, *methods):
    """Let a registry be as if the room ``lookup`` did not exist.

    :param methods: only these of its methods, by default all
    """
    definitions = {
        definition
        for model in env.registry.values()
        for definition in model.__mro__
        if definition.__module__.startswith(ROOM)
    }
    taken = [
        (definition, name, function)
        for definition in definitions
        for name, function in vars(definition).items()
        if isinstance(function, FunctionType) and (not methods or name in methods)
    ]
    for definition, name, _function in taken:
        delattr(definition, name)
    try:
        yield [name for _definition, name, _function in taken]
    finally:
        for definition, name, function in taken:
            setattr(definition, name, function)


@tagged("post_install", "-at_install")
class TestWithoutLookups(SlaCommon):
    """The room ``lookup`` saves time and changes no result."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})  # as people have it: with all that mail does

    def _live(self):
        """Let mails and an agent make, move and answer cases; return their rows."""
        first = {name: self._last_id(name) for name in COMPARED}
        ticket = self._receive(self._mail(), MONDAY).ticket_id
        self._receive(self._mail(sender="Nadie <nadie@nuevo.example>"), MONDAY)
        with freeze_time(local("2026-03-09T09:00:00")):
            by_hand = self._case(MONDAY)
            self._answer(ticket)
            cases = (ticket | by_hand).with_user(self.agent)
            for stage in (self.stage_progress, self.stage_customer, self.stage_done):
                cases.write({"stage_id": stage.id})
            self.env.flush_all()
            self.env.cr.precommit.run()
        return {name: self._rows(name, first[name]) for name in COMPARED}

    def _last_id(self, name):
        model = self.env[name].sudo().with_context(active_test=False)
        return model.search([], order="id desc", limit=1).id or 0

    def _rows(self, name, after):
        model = self.env[name].sudo().with_context(active_test=False)
        rows = model.search([("id", ">", after)], order="id")
        return [
            tuple(CHANGING.sub("…", str(self._value(row[field]))) for field in fields)
            for fields in (COMPARED[name],)
            for row in rows
        ]

    def _value(self, value):
        if hasattr(value, "_name"):
            return sorted(value.mapped("display_name"))
        return value

    def test_same_rows_without_the_room(self):
        """SLA 1.01, 1.02: cases, clocks, messages and mails are the same."""
        with closing(self.env.cr.savepoint()):
            lived = self._live()
        self.env.registry.clear_all_caches()
        with without_lookups(self.env) as names, closing(self.env.cr.savepoint()):
            bare = self._live()
        self.assertIn("_prepare_ticket_number", names)
        for name, rows in lived.items():
            self.assertTrue(rows, name)
            self.assertEqual(rows, bare[name], name)
