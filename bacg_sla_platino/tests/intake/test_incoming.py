# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user, tagged

from ...tools.mail.incoming import NO_MAIL, Incoming
from ..common import SlaCommon

FORGED = {
    "received_at": "2020-01-01 00:00:00",
    "kind": "reply",
    "verdict": "pass",
    "is_form": True,
}
MESSAGE = {"subject": "No imprime", "email_from": "lucia@cafe.gt", "body": "x"}


@tagged("post_install", "-at_install")
class TestIncoming(SlaCommon):
    """What the intake knows of a mail reaches the case, and comes from nowhere else."""

    def test_calls_bring_none(self):
        """SLA 1.05: no context that a call brings stands for a mail."""
        portal = new_test_user(self.env, "sla_forger", groups="base.group_portal")
        tickets = self.env["helpdesk.ticket"].with_user(portal).sudo()
        tickets = tickets.with_context(bacg_incoming=FORGED)
        self.assertIs(tickets._get_incoming(), NO_MAIL)
        ticket = tickets.create(
            {
                "name": "No imprime",
                "description": "x",
                "priority": "3",
                "team_id": self.team.id,
                "partner_id": self.contact.id,
            }
        )
        self.assertNotEqual(ticket.priority, "3")
        self.assertNotEqual(ticket.reported_at.year, 2020)
        self.assertFalse(ticket.acknowledged_at)

    def test_core_brings_mail_of_its_own(self):
        """A case that core's gateway makes keeps no trace of it in its context."""
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets.message_new(dict(MESSAGE), {"team_id": self.team.id})
        self.assertIs(ticket._get_incoming(), NO_MAIL)
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertIsNone(NO_MAIL.results)

    def test_results_of_several_routes(self):
        incoming = Incoming(results=[])
        tickets = self.env["helpdesk.ticket"].with_context(bacg_incoming=incoming)
        ticket = tickets.message_new(dict(MESSAGE), {"team_id": self.team.id})
        ticket.message_update(dict(MESSAGE))
        self.assertEqual(incoming.results, [(ticket.id, "case"), (ticket.id, "reply")])
