# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import pytz

from odoo import fields
from odoo.tests import freeze_time, tagged

from ...tools.mail.incoming import Incoming
from ..case_tables import make_calendar, read_table
from ..common import ZONE, SlaCommon, local

CALENDAR_CRON = "bacg_sla_platino.ir_cron_sla_calendar"
PRIORITIES = {"4": "0", "3": "1", "2": "2", "1": "3"}  # by the SLA's label
FEWEST = 25


@tagged("post_install", "-at_install")
class TestLifecycleCases(SlaCommon):
    """The rows of cases/lifecycles.json, see cases/README.md."""

    def test_lifecycle_table(self):
        """SLA 1.19, 1.20, 1.22, 2.03, 2.05: what happens to cases, to the second."""
        table, judged = read_table("lifecycles.json"), set()
        for life in table:
            with (
                self.subTest(life["id"], idea=life["idea"]),
                self.env.cr.savepoint() as savepoint,
            ):
                ticket = self._live(life)
                with freeze_time(local(life["seen"])):
                    self._judge(ticket, life)
                savepoint.rollback()
            self.env.invalidate_all()
            judged.add(life["id"])
        self.assertEqual(len(judged), len(table), "each row, with an id of its own")
        self.assertGreaterEqual(len(judged), FEWEST)

    def _judge(self, ticket, life):
        for metric, expected in life["clocks"].items():
            self.assertEqual(self._clock(ticket, metric, expected), expected, metric)
        for metric, expected in life.get("ended", {}).items():
            self.assertEqual(self._ended(ticket, metric), expected, f"ended {metric}")
        if "sla_state" in life:
            self.assertEqual(ticket.sla_state, life["sla_state"])

    def _clock(self, ticket, metric, expected):
        """Return the live or reached clock of a metric, in the format of the table."""
        status = self._status(ticket, metric)
        facts = {
            "started": status.started_at,
            "deadline": status.deadline,
            "reached": status.reached_at,
            "breached": status.breached_at,
        }
        said = {name: self._text(moment) for name, moment in facts.items() if moment}
        if "started" not in expected:
            del said["started"]
        if status.breached_at:
            said["late"] = self._duration(status.late_minutes)
        else:
            self.assertFalse(status.late_minutes)
        elapsed = self._duration(status.elapsed_minutes)
        return {**said, "state": status.state, "elapsed": elapsed}

    def _ended(self, ticket, metric):
        """Return the breaches of the cancelled clocks of a metric, oldest first."""
        cancelled = ticket.sudo().sla_status_ids.filtered(
            lambda status: status.metric == metric and status.state == "cancelled"
        )
        return [
            (self._text(status.breached_at) + " void" * status.voided)
            if status.breached_at
            else ""
            for status in cancelled.sorted("id")
        ]

    def _text(self, moment):
        moment = pytz.utc.localize(moment).astimezone(ZONE)
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    def _duration(self, minutes):
        total = round(minutes * 60)
        self.assertAlmostEqual(minutes * 60, total, places=1)
        return f"{total // 3600}:{total // 60 % 60:02}:{total % 60:02}"

    def _live(self, life):
        """Run the steps of a case, and return its state at the end."""
        self._agree(life.get("contract", "platino"))
        with freeze_time(local(life.get("opened", life["reported"]))):
            ticket = self._born(life)
        for step in life["steps"]:
            day, hour, name, *words = step.split()
            with freeze_time(local(f"{day} {hour}")):
                getattr(self, f"_step_{name}")(ticket, *words)
        with freeze_time(local(life["seen"])):
            ticket._sla_sync()
        return ticket

    def _born(self, life):
        values = {"priority": PRIORITIES[str(life["priority"])]}
        if "outage" in life:
            values["outage_scope"] = life["outage"]
        if life.get("stage") == "customer":
            values["stage_id"] = self.stage_customer.id
        if life.get("channel") == "phone":
            channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
            values["channel_id"] = channel.id
        return self._case(local(life["reported"]), user=self.manager, **values)

    def _agree(self, name):
        """Set the hours ``name`` on the contract; with None there is no contract."""
        if name is None:
            self.contract.active = False
        elif name != "platino":
            self.contract.resource_calendar_id = make_calendar(self.env, name)

    def _step_answer(self, ticket):
        self._answer(ticket)

    def _step_reply(self, ticket, **context):
        ticket.with_user(self.env.ref("base.user_root")).with_context(
            **context
        ).message_post(
            body="Sigue igual",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.contact.id,
        )

    def _step_robot(self, ticket):
        self._step_reply(ticket, bacg_incoming=Incoming(kind="reply"))

    def _step_work(self, ticket):
        ticket.stage_id = self.stage_progress

    def _step_close(self, ticket):
        ticket.stage_id = self.stage_done

    def _step_customer(self, ticket):
        ticket.stage_id = self.stage_customer

    def _step_vendor(self, ticket):
        self._move(ticket, self.stage_vendor)

    def _step_cancel(self, ticket):
        self._move(ticket, self.stage_cancelled)

    def _move(self, ticket, stage):
        values = {"ticket_id": ticket.id, "stage_id": stage.id, "reason": "Motivo"}
        wizard = self.env["bacg.sla.stage.change"].with_user(self.manager)
        wizard.create(values).action_confirm()

    def _step_wait(self, ticket, reason):
        values = {"ticket_id": ticket.id, "reason": reason, "note": "El banco"}
        wizard = self.env["bacg.sla.pause.add"].with_user(self.manager)
        wizard.create(values).action_confirm()

    def _step_end(self, ticket):
        ticket.sla_pause_ids.filtered(
            lambda pause: not (pause.stop or pause.by_stage)
        ).action_end()

    def _step_void(self, ticket, number, *interval):
        values = {
            "pause_id": ticket.sla_pause_ids.sorted("id")[int(number) - 1].id,
            "void_reason": "Mal apuntada",
            "replace": bool(interval),
        }
        if interval:
            values["start"], values["stop"] = map(local, interval)
        wizard = self.env["bacg.sla.pause.replace"].with_user(self.manager)
        wizard.create(values).action_confirm()

    _step_replace = _step_void

    def _step_priority(self, ticket, label, mode="misclassified"):
        values = {
            "ticket_id": ticket.id,
            "priority": PRIORITIES[label],
            "mode": mode,
            "reason": "Motivo",
        }
        wizard = self.env["bacg.sla.priority.change"].with_user(self.agent)
        wizard.create(values).action_confirm()

    def _step_worse(self, ticket, label):
        self._step_priority(ticket, label, "worse")

    def _step_outage(self, ticket, outcome, label=None):
        if label:
            ticket._outage_judge("none", PRIORITIES[label], "Motivo")
            return
        actions = {
            "total": ticket.action_outage_confirmed_total,
            "some_users": ticket.action_outage_some_users,
        }
        actions[outcome]()

    def _step_contract(self, ticket):
        self.contract.active = True
        ticket.contract_id = self.contract

    def _step_hours(self, ticket, *name):
        self.contract.resource_calendar_id = make_calendar(self.env, " ".join(name))

    def _step_archive(self, ticket):
        ticket.active = False

    def _step_restore(self, ticket):
        ticket.active = True

    def _step_sync(self, ticket):
        ticket._sla_sync()

    def _step_holiday(self, ticket, day):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Feriado",
                "date_from": local(f"{day} 00:00:00"),
                "date_to": local(f"{day} 23:59:59"),
                "calendar_id": ticket._get_business_calendar().id,
            }
        )
        self._apply_hours(ticket)

    def _step_workday(self, ticket, day):
        leaves = self.env["resource.calendar.leaves"]
        leaves.search([("date_from", "=", local(f"{day} 00:00:00"))]).unlink()
        self._apply_hours(ticket)

    def _apply_hours(self, ticket):
        """Preview the changed hours, then run the action that applies them."""
        calendar = ticket._get_business_calendar().with_user(self.manager)
        action = calendar.action_sla_preview()
        self.env[action["res_model"]].browse(action["res_id"]).action_apply()
        self._run_cron(CALENDAR_CRON, fields.Datetime.now())
