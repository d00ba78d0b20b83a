# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import random
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..common import EXAMPLES, NIGHTLY, SlaCommon, local

START = local("2026-03-02T08:00:00")
OUTCOMES = ("total", "partial", "some_users", "local", "none")
COMPARED = (
    "metric",
    "target_id",
    "state",
    "started_at",
    "deadline",
    "reached_at",
    "breached_at",
)


@tagged("post_install", "-at_install")
class TestReplay(SlaCommon):
    """A live history and a replay of its facts give the same clocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["helpdesk.ticket.category"].create({"name": "Reportes"})

    def _steps(self, ticket, dice):
        """Return the possible events of a case by name."""
        agent = ticket.with_user(self.manager)
        root = ticket.with_user(self.env.ref("base.user_root"))
        reason = "Motivo"

        def reply(author):
            root.message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=author.id,
            )

        def move(stage, **said):
            if not agent._sla_is_closed_for_good():
                agent._sla_with(**said).write({"stage_id": stage.id})

        return {
            "answer": lambda: self._answer(ticket),
            "reply": lambda: reply(self.contact),
            "priority": lambda: agent.write({"priority": dice.choice("0123")}),
            "worse": lambda: agent._sla_with(from_now=True).write(
                {"priority": dice.choice("123")}
            ),
            "category": lambda: agent.write(
                {"category_id": dice.choice([False, self.category.id])}
            ),
            "customer": lambda: move(self.stage_customer),
            "vendor": lambda: move(self.stage_vendor, reason=reason),
            "progress": lambda: move(self.stage_progress),
            "close": lambda: move(self.stage_done),
            "cancel": lambda: agent._sla_with(reason=reason).write(
                {"stage_id": self.stage_cancelled.id}
            ),
            "archive": lambda: agent.write({"active": not ticket.active}),
            "claim": lambda: self._claim(agent, dice),
            "outcome": lambda: self._judge(agent, dice),
            "another outcome": lambda: self._judge(agent, dice),
            "sync": lambda: ticket._sla_sync(),
            "wait": lambda: ticket.closed or agent._sla_add_wait("third_party", "x"),
            "void": lambda: self._correct(agent, dice),
            "replace": lambda: self._correct(agent, dice, replace=True),
        }

    def _claim(self, ticket, dice):
        """Claim an outage by telephone, if currently possible."""
        if ticket.outage_scope != "claimed" and not ticket.closed:
            ticket._outage_claim("Motivo", from_now=dice.random() < 0.5)

    def _judge(self, ticket, dice):
        """Set or correct the outcome of an outage claim."""
        scope = dice.choice(OUTCOMES)
        if not ticket.outage_claimed_at or scope == ticket.outage_scope:
            return
        priority = {"total": "3", "partial": "3", "some_users": "2"}.get(scope)
        ticket._outage_judge(
            scope, priority or dice.choice("0123"), "Motivo", "network"
        )

    def _correct(self, ticket, dice, replace=False):
        """Void a wait of a case, and maybe replace it by one of any length."""
        waits = ticket.sudo().sla_pause_ids.filtered(
            lambda pause: pause.reason != "closed" and not pause.voided_at
        )
        if not waits:
            return
        wait = dice.choice(list(waits)).with_user(self.manager)
        now = fields.Datetime.now()
        start = ticket.reported_at + dice.random() * (now - ticket.reported_at)
        stop = start + dice.random() * (now - start)
        values = {
            "reason": wait.reason,
            "start": start.replace(microsecond=0),
            "stop": stop.replace(microsecond=0) + timedelta(seconds=1),
        }
        wait._void("Motivo", values if replace else None)

    def _live_through(self, seed):
        """Run a random history of a case; return the case and its last moment."""
        dice = random.Random(seed)
        moment = START + timedelta(seconds=dice.randrange(7 * 86400))
        with freeze_time(moment):
            values = {"priority": dice.choice("0123")}
            if dice.random() < 0.3:
                values = {"priority": "3", "outage_scope": "claimed"}
            ticket = self._case(moment, **values)
        for _step in range(dice.randrange(1, 9)):
            moment += timedelta(seconds=dice.randrange(1, 3 * 86400))
            steps = self._steps(ticket, dice)
            with freeze_time(moment):
                steps[dice.choice(sorted(steps))]()
        return ticket, moment + timedelta(seconds=1)

    def _clocks(self, ticket):
        rows = ticket.sudo().with_context(active_test=False).sla_status_ids
        return sorted(
            tuple(str(row[name]) for name in COMPARED)
            for row in rows
            if row.state != "cancelled"
        )

    def test_replay_gives_what_was_lived(self):
        """SLA 1.19, 1.20: clocks rebuilt from the ledger equal the live ones."""
        for seed in range(EXAMPLES if NIGHTLY else EXAMPLES // 4):
            ticket, moment = self._live_through(seed)
            with freeze_time(moment), self.subTest(seed=seed):
                ticket._sla_sync()
                lived = self._clocks(ticket)
                self.env.flush_all()
                self.env.cr.execute(
                    "DELETE FROM bacg_sla_status WHERE ticket_id = %s", (ticket.id,)
                )
                self.env.invalidate_all()
                ticket._sla_sync()
                self.assertEqual(self._clocks(ticket), lived)
