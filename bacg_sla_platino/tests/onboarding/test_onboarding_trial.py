# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import MagicMock, patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .test_onboarding import OnboardingCommon

LEFT_ALONE = (
    "helpdesk.ticket",
    "bacg.mail.inbound",
    "bacg.sla.contract",
    "bacg.sla.event",
    "bacg.sla.status",
    "mail.mail",
    "mail.message",
    "res.partner",
    "res.users",
)


@tagged("post_install", "-at_install")
class TestOnboardingTrial(OnboardingCommon):
    def _send(self, onboarding):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            onboarding.action_send_trial()
        self.env.invalidate_all()
        return {step.name: step for step in onboarding.step_ids}

    def _count(self):
        everything = [("id", "!=", False)]
        return {
            model: self.env[model]
            .with_context(active_test=False)
            .sudo()
            .search_count(everything)
            for model in LEFT_ALONE
        }

    @contextmanager
    def _mail_server(self, **connection):
        """An outgoing server; what it was given is yielded."""
        sent = []

        def send_email(server, message, *args, **kwargs):
            sent.append(message)
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_disable_send", return_value=False),
            patch.object(IrMail_Server, "_connect__", **connection),
            patch.object(IrMail_Server, "send_email", send_email),
        ):
            yield sent

    def test_each_step_is_told_and_nothing_stays(self):
        """SLA 1.02, 1.03: customer, contract, case, clock, acknowledgement."""
        onboarding, before = self._open(), self._count()
        with self._mail_server(return_value=MagicMock()) as sent:
            count = len(self._send(onboarding))
            steps = self._send(onboarding)
        self.assertFalse(
            {name: step.text for name, step in steps.items() if not step.done}
        )
        self.assertEqual(len(steps), count, "the second time, too")
        self.assertEqual(self._count(), before)
        self.assertEqual(sent[0]["To"], "setup@bacg.cloud")
        self.assertTrue(sent[0]["Subject"].startswith("[Test]"))
        self.assertTrue(self.company.onboarding_sent_at)

    def test_a_server_that_refuses(self):
        onboarding, before = self._open(), self._count()
        refused = ConnectionRefusedError("nobody listens")
        with self._mail_server(side_effect=refused):
            self._send(onboarding)
        self.assertFalse(onboarding.step_ids[-1].done)
        self.assertIn("nobody listens", onboarding.step_ids[-1].text)
        self.assertFalse(self.company.onboarding_sent_at)
        self.assertEqual(self._count(), before)

    def test_without_an_agreement(self):
        self.company.sla_agreement_id = False
        self._send(onboarding := self._open())
        self.assertEqual(onboarding.step_ids.mapped("done"), [False])

    def test_without_a_mailbox_the_mail_makes_no_case(self):
        onboarding = self._open()
        self.env["helpdesk.ticket.team"].search([]).alias_name = False
        steps = self._send(onboarding)
        self.assertTrue(steps["Mail kept"].done)
        self.assertFalse(steps["Case"].done)
        self.assertTrue(steps["Case"].text)

    def test_a_wrong_address_names_the_field(self):
        onboarding = self._open()
        onboarding.address = "nobody"
        with self.assertRaisesRegex(UserError, "Send it to"):
            onboarding.action_send_trial()
