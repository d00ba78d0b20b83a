# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import UptimeCommon

NOW = datetime(2026, 6, 15, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOutageCase(UptimeCommon):
    """The case of an outage, and what the monitor saw beside a claim."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.contact_ids = cls.contact
        cls.start = NOW - timedelta(minutes=3)

    def _saw(self, stop=False, source="check"):
        return self.env["bacg.uptime.outage"]._observe(
            [
                {
                    "instance_id": self.instance.id,
                    "source": source,
                    "key": f"{self.start}",
                    "start": self.start,
                    "stop": stop,
                    "evidence": "HTTP 502",
                }
            ]
        )

    def _claim(self, **values):
        return self.env["helpdesk.ticket"].create(
            {
                "name": "URGENTE no entra nadie",
                "description": "<p>x</p>",
                "partner_id": self.contact.id,
                "priority": "3",
                "outage_scope": "claimed",
                **values,
            }
        )

    def _mails(self, ticket):
        return ticket.message_ids.filtered(lambda m: m.message_type == "auto_comment")

    def test_the_checks_open_a_case_of_priority_1(self):
        """Reported at the first failed check; the customer is told, and not asked."""
        ticket = self._saw().ticket_id
        self.assertEqual((ticket.priority, ticket.reported_at), ("3", self.start))
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertEqual(ticket.hosted_instance_id, self.instance)
        self.assertEqual(len(self._mails(ticket)), 1)
        self.assertIn("502", ticket.uptime_seen)
        self.assertEqual(self._saw().ticket_id, ticket)

    def test_no_case(self):
        """Of what is over, of a test instance, or of what is not judged."""
        self.assertFalse(self._saw(stop=NOW - timedelta(minutes=1)).ticket_id)
        self.start -= timedelta(hours=5)
        self.instance.environment = "test"
        self.assertFalse(self._saw().ticket_id)

    def test_the_monitor_joins_the_customer_s_claim(self):
        """SLA 2.03: his case keeps its number and its report."""
        ticket = self._claim()
        self.assertIn("nothing", ticket.uptime_seen)
        outage = self._saw()
        self.assertEqual(outage.ticket_id, ticket)
        self.assertEqual(ticket.uptime_outage_id, outage)
        self.assertIn("502", ticket.uptime_seen)
        self.assertEqual(ticket.reported_at, NOW)
        self.assertEqual(
            set(outage.observation_ids.mapped("source")), {"check", "customer"}
        )

    def test_a_claim_after_the_monitor_is_linked(self):
        """It keeps its number, and agents are called once for both."""
        outage = self._saw()
        ticket = self._claim()
        self.assertEqual(ticket.uptime_outage_id, outage)
        self.assertNotEqual(outage.ticket_id, ticket)
        notes = outage.ticket_id.message_ids.mapped("body")
        self.assertTrue(any(ticket.number in note for note in notes))
        self.assertEqual(ticket._duty_key(ticket), self.instance)
        self.assertEqual(
            outage.observation_ids.filtered("ticket_id").start, NOW, "his own word"
        )

    def test_recovery_is_told(self):
        outage = self._saw()
        claim = self._claim()
        self._saw(stop=NOW)
        self.assertEqual(outage.stop, NOW)
        self.assertIn("works again", self._mails(claim).subject)
        self.assertEqual(len(self._mails(outage.ticket_id)), 2)

    def test_the_cause_is_asked_before_the_case_closes(self):
        """Neither is the closing of a case the end of an outage."""
        outage = self._saw()
        ticket = outage.ticket_id.with_user(self.agent)
        done = {"stage_id": ticket._sla_stage("stop").id, "solution": "Reinicio"}
        with self.assertRaisesRegex(UserError, "goes on"):
            ticket.write(done)
        self._saw(stop=NOW)
        with self.assertRaisesRegex(UserError, "caused"):
            ticket.write(done)
        cause = self.env.ref("bacg_sla_uptime.cause_provider_server")
        outage.slice_ids = [(0, 0, {"start": self.start, "cause_id": cause.id})]
        ticket.write(done)
        self.assertTrue(ticket.closed)

    def test_an_outcome_becomes_the_cause(self):
        """SLA 2.04: what was checked first stands on the outage; it needs review."""
        ticket = self._claim()
        outage = self._saw()
        ticket = ticket.with_user(self.agent)
        ticket.outage_checked_internet = True
        ticket._outage_judge("local", "1", "Su internet", "internet")
        part = outage.slice_ids
        self.assertEqual(
            part.cause_id, self.env.ref("bacg_sla_uptime.cause_customer_internet")
        )
        self.assertIn(ticket.number, part.evidence)
        self.assertIn("internet", part.evidence)
        self.assertEqual(outage.state, "detected")

    def test_an_outage_that_only_people_saw(self):
        """SLA 2.03: confirmed by an agent, it counts though no monitor saw it."""
        ticket = self._claim().with_user(self.agent)
        ticket.action_outage_confirmed_partial()
        outage = ticket.uptime_outage_id
        self.assertEqual((outage.start, outage.ticket_id), (NOW, ticket.sudo(False)))
        self.assertEqual(outage.slice_ids.scope, "partial")

    def test_some_users_only(self):
        """SLA 2.05: the outage says so, too."""
        ticket = self._claim().with_user(self.agent)
        outage = self._saw()
        ticket.action_outage_some_users()
        self.assertEqual(outage.slice_ids.scope, "some_users")
