# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import re
from datetime import datetime
from xmlrpc.client import DateTime, Fault

from odoo import http
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NIGHTLY, SlaCommon, local

NOW = "2026-03-09 16:00:00"
# Long enough ago that both promises of an ordinary case are broken.
REPORTED = local("2026-02-16T08:00:00")
YEARS_AGO = "2020-01-01 00:00:00"
# What no call may say, with what an attacker would: time gained, a breach gone.
FORGED = {
    "bacg_incoming": {"kind": "reply", "is_form": True, "received_at": YEARS_AGO},
    "sla_acknowledge": True,
    "sla_asking": True,
    "sla_at": YEARS_AGO,
    "sla_change": {"reason": "x", "from_now": True, "imported": True, "trusted": True},
    "sla_automatic_mail": "reply",
    "sla_called_off": True,
    "sla_cancel_reason": "refuted",
    "sla_corrected": True,
    "sla_counted_from": YEARS_AGO,
    "sla_facts_follow": True,
    "sla_forged_sender": True,
    "sla_found_aliases": [1],
    "sla_inbound_id": 1,
    "sla_intake": True,
    "sla_keep_compiled": True,
    "sla_log_may_wait": True,
    "sla_merging": True,
    "sla_moment": YEARS_AGO,
    "sla_search_stages": True,
    "sla_sender_verdict": "pass",
    "sla_statement_clocks": {},
    "sla_syncing": True,
    "sla_unheard_of": True,
    "sla_waits_told": True,
    "sla_words_alone": True,
}
# What only a method with a parameter or a wizard may say.
FORGED_WORDS = {
    "sla_from_now": True,
    "sla_progress": "no_news",
    "sla_reason": "Forged",
    "sla_session_step": True,
    "sla_wait_reason": "technical_review",
}
FACTS = {
    "sla_status_ids": (
        "target_id metric state cancel_reason started_at deadline reached_at "
        "breached_at breach_noticed_at voided at_risk_at warned_at next_event_at "
        "promised_minutes counted_minutes error"
    ),
    "sla_pause_ids": (
        "reason start stop by_stage author_id stop_author_id note voided_at "
        "voided_by_id void_reason"
    ),
    "sla_event_ids": (
        "kind at old_value new_value author_id reason from_now counted_from checks "
        "cause"
    ),
    "message_ids": "message_type subtype_id author_id is_internal date",
}
OWN = (
    "stage_id team_id user_id partner_id category_id priority active reported_at "
    "contract_id agreement_id policy_id first_response_at closed_date classified_at "
    "classified_by_id acknowledged_at sla_note sla_state sla_deadline scope_state "
    "outage_scope outage_claimed_at outage_cause customer_due_at "
    "customer_reminded_at solution vendor_ref vendor_asked_at previous_ticket_id "
    "late_reason message_partner_ids"
)
QUIET = mute_logger(
    "odoo.addons.base.models.ir_actions",
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.http",
    "odoo.sql_db",
)


# Keys that would keep others from their effect.
HIDING = (
    "sla_automatic_mail",
    "sla_facts_follow",
    "sla_intake",
    "sla_merging",
    "sla_syncing",
    "sla_waits_told",
)


def _contexts(forged):
    """Return an honest context, then lies: all, those that hide none, each of these."""
    hiding = {key: {key: forged[key]} for key in HIDING if key in forged}
    bare = {key: value for key, value in forged.items() if key not in hiding}
    return [{}, forged, *([bare, *hiding.values()] if hiding else [])]


def _each(forged):
    """Return an honest context, then all lies at once; by night each by itself, too."""
    alone = [{key: value} for key, value in forged.items()] if NIGHTLY else []
    return [*_contexts(forged), *alone]


class Refused(Exception):
    """What the server answered instead of doing it."""


def _picture(record, names):
    """Return what is stored in these fields, without what differs between twins."""
    values = []
    for name in names.split():
        value = record[name]
        values.append((name, sorted(value.ids) if hasattr(value, "ids") else value))
    return values


class ForgedContextCase(SlaCommon, HttpCase):
    """Two like cases, the same call on both, one with a context full of lies."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A wizard and an export are everyday rights of an agent.
        cls.agent.group_ids |= cls.env.ref("base.group_allow_export")
        cls.portal = new_test_user(
            cls.env, "forged_portal", groups="base.group_portal", email="p@cafe.gt"
        )
        old, cls.portal.partner_id = cls.portal.partner_id, cls.contact
        old.unlink()
        cls.employee = new_test_user(
            cls.env, "forged_employee", groups="base.group_user"
        )
        cls.company = cls.env.company
        cls.company.write(
            {
                "sla_acknowledgement_sender_limit": 1000,
                "sla_acknowledgement_domain_limit": 1000,
                "sla_solution_required": True,
            }
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Fabricante", "email": "help@vendor.example"}
        )

    # Doors: each takes a model, a method, positional arguments and a context.

    def _ask(self, route, params):
        """Call a route of JSON-RPC; what it answers, or Refused with its words."""
        answer = self.opener.post(
            self.base_url() + route,
            json={"id": 0, "jsonrpc": "2.0", "method": "call", "params": params},
            timeout=30,
        ).json()
        if error := answer.get("error"):
            raise Refused(error["data"]["message"])
        return answer.get("result")

    def _call_kw(self, model, method, args, context, route="call_kw", **kwargs):
        return self._ask(
            f"/web/dataset/{route}/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": {**kwargs, "context": context},
            },
        )

    def _xmlrpc(self, model, method, args, context, route=None, **kwargs):
        user = self.caller
        context = dict(context)
        for key in {"sla_at", "sla_counted_from"} & context.keys():
            # What JSON cannot say.
            context[key] = DateTime("20200101T00:00:00")
        call = (model, method, args, {**kwargs, "context": context})
        try:
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, user.id, user.login, *call
            )
        except Fault as fault:
            if "cannot marshal None" in fault.faultString:
                return None  # done, and nothing to tell
            raise Refused(fault.faultString) from None

    def _json2(self, model, method, args, context, route=None, **kwargs):
        names = {
            "write": ("ids", "vals"),
            "create": ("vals_list",),
            "action_confirm": ("ids",),
            "message_post": ("ids",),
        }[method]
        response = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(
                {**dict(zip(names, args, strict=True)), **kwargs, "context": context}
            ),
            headers={
                "Authorization": f"Bearer {self.api_key}",
                "Content-Type": "application/json",
            },
        )
        if response.status_code != 200:
            raise Refused(response.json()["message"])
        return response.json()

    def _as(self, user):
        self.caller = user
        self.authenticate(user.login, user.login)

    # The comparison

    def _compare(self, act, contexts, refused=None, prepare=None, **values):
        """Assert that a forged context changes nothing of what a call does.

        :param act: function of a case and a context, that calls; what it returns is
            compared, too, unless it is a case, which is looked at instead
        :param contexts: list of contexts, the honest one first
        :param refused: words with which all of them are refused, None if none is
        :param prepare: function of the case, before the call
        """
        honest = None
        for context in contexts:
            ticket = self._case(REPORTED, **values).sudo()
            if prepare:
                prepare(ticket)
            seen = self._see(act, ticket, context)
            if honest is None:
                honest = seen
                expected = "(?!refused)"
                if refused is not None:
                    expected = rf"refused: (?s:.)*{refused}"
                self.assertRegex(str(seen[1]), "^" + expected)
                continue
            with self.subTest(context=context):
                self.assertEqual(seen, honest)
        return honest

    def _see(self, act, ticket, context):
        self.env.flush_all()
        try:
            with QUIET:
                outcome = act(ticket, context)
        except Refused as error:
            outcome = f"refused: {error}"
        self.env.invalidate_all()
        facts = self._facts(ticket)
        if hasattr(outcome, "_name"):
            return facts, self._facts(outcome.sudo())
        own = rf"\b({ticket.number}|{ticket.id})\b"
        return facts, re.sub(own, "#", str(outcome))

    def _facts(self, ticket):
        ticket = ticket.with_context(active_test=False)
        facts = {"own": _picture(ticket, OWN)}
        for name, fields_ in FACTS.items():
            facts[name] = [_picture(row, fields_) for row in ticket[name].sorted("id")]
        return facts

    # What people do

    def _write(self, door, **values):
        return lambda ticket, context: door(
            "helpdesk.ticket", "write", [ticket.ids, values], context
        )

    def _press(self, door, method, model="helpdesk.ticket"):
        def act(ticket, context):
            door(model, method, [ticket.ids], context, route="call_button")

        return act

    def _wizard(self, door, model, method="action_confirm", **values):
        """Fill in a wizard and confirm it; both calls bring the context."""

        def act(ticket, context):
            own = {**values, "ticket_id": ticket.id}
            ids = door(model, "create", [[own]], context)
            door(model, method, [ids], context, route="call_button")

        return act

    def _post(self, door, body="Ya lo vemos"):
        def act(ticket, context):
            door(
                "helpdesk.ticket",
                "message_post",
                [ticket.ids],
                context,
                body=body,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

        return act

    def _create(self, door, **values):
        def act(ticket, context):
            vals = {
                "name": "Otro",
                "description": "<p>x</p>",
                "partner_id": self.contact.id,
                "team_id": self.team.id,
                **values,
            }
            ids = door("helpdesk.ticket", "create", [[vals]], context)
            return self.env["helpdesk.ticket"].browse(ids)

        return act

    def _chatter(self, ticket, context, **more):
        self._ask(
            "/mail/message/post",
            {
                "thread_model": "helpdesk.ticket",
                "thread_id": ticket.id,
                "post_data": {
                    "body": "Ya lo vemos",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    "partner_ids": self.contact.ids,
                    **context,
                },
                "context": context,
                **more,
            },
        )

    def _run_action(self, values):
        """Return what runs a server action that writes, as the cog's menu does."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Mover",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "state": "code",
                "code": f"records.write({values!r})",
            }
        )

        def act(ticket, context):
            self._ask(
                "/web/action/run",
                {
                    "action_id": action.id,
                    "context": {
                        **context,
                        "active_model": "helpdesk.ticket",
                        "active_id": ticket.id,
                        "active_ids": ticket.ids,
                    },
                },
            )

        return act

    def _form(self, url, data=None):
        """Return what posts a form of the portal, with the keys as fields, too."""

        def act(ticket, context):
            fields_ = {name: str(value) for name, value in context.items()}
            fields_.update(data(ticket) if data else {})
            fields_["csrf_token"] = http.Request.csrf_token(self)
            fields_["context"] = json.dumps(context)
            address = url(ticket)
            response = self.url_open(address, data=fields_)
            return response.status_code

        return act

    def _closing(self):
        return {"stage_id": self.stage_done.id, "solution": "Listo"}

    def _agent_acts(self, door):
        """Return by name what an agent does that moves clocks."""
        wizard = self._wizard
        return {
            "wait": self._write(door, stage_id=self.stage_customer.id),
            "wait for the vendor": self._write(door, stage_id=self.stage_vendor.id),
            "close": self._write(door, late_reason="own", **self._closing()),
            "priority": self._write(door, priority="1"),
            "claim": self._write(door, outage_scope="claimed"),
            "partner": self._write(door, partner_id=self.vendor.id),
            "archive": self._write(door, active=False),
            "answer": self._post(door),
            "create": self._create(door),
            "create urgent": self._create(door, priority="3", name="URGENTE caída"),
            "change priority": wizard(
                door,
                "bacg.sla.priority.change",
                priority="1",
                mode="misclassified",
                reason="Mal",
            ),
            "wait beside": wizard(
                door, "bacg.sla.pause.add", reason="customer", note="Datos"
            ),
            "ask the vendor": wizard(
                door,
                "bacg.sla.vendor.ask",
                wait="vendor",
                vendor_id=self.vendor.id,
                vendor_ref="V-1",
                asked="¿Por qué?",
            ),
            "stage by wizard": wizard(
                door,
                "bacg.sla.stage.change",
                stage_id=self.stage_vendor.id,
                reason="Espera",
            ),
            "contact": wizard(
                door,
                "bacg.sla.contact.made",
                moment="2026-03-09 15:00:00",
                result="Hablamos",
            ),
            "claim by telephone": wizard(
                door, "bacg.sla.outage.claim", mode="now", reason="Nada anda"
            ),
        }


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForgedContext(ForgedContextCase):
    """SLA 1.19: no context that a call brings holds, backdates or spares a clock."""

    def _all(self, door, contexts):
        for name, act in self._agent_acts(door).items():
            with self.subTest(act=name):
                self._compare(act, contexts)

    def test_agent_by_call_kw(self):
        self._as(self.agent)
        self._all(self._call_kw, _contexts(FORGED))

    def test_agent_by_xmlrpc(self):
        """The only door through which a moment comes as a moment."""
        self._as(self.agent)
        self._all(self._xmlrpc, _contexts(FORGED)[:3])

    def test_agent_by_json2(self):
        self._as(self.agent)
        # sudo: a key without an end, whatever the day
        keys = self.env["res.users.apikeys"].with_user(self.agent).sudo()
        self.api_key = keys._generate(None, "prueba", None)
        acts = self._agent_acts(self._json2)
        for name in ("wait", "close", "answer", "create", "change priority", "contact"):
            with self.subTest(act=name):
                self._compare(acts[name], _contexts(FORGED)[:3])

    def test_each_key_by_itself(self):
        self._as(self.agent)
        acts = self._agent_acts(self._call_kw)
        for name in ("wait", "answer"):
            with self.subTest(act=name):
                self._compare(acts[name], _each(FORGED))

    def test_breach_stays(self):
        """What was missed is missed, whatever is said about why it ends."""
        self._as(self.agent)
        act = self._agent_acts(self._call_kw)["change priority"]
        facts, _outcome = self._compare(act, _contexts(FORGED))
        rows = [dict(row) for row in facts["sla_status_ids"]]
        counted = {row["metric"] for row in rows if row["breached_at"]}
        self.assertLessEqual({"first_response", "resolution"}, counted)

    def test_buttons(self):
        self._as(self.agent)
        waiting = {"stage_id": self.stage_vendor.id}
        for method, prepare in (
            ("action_vendor_wait_over", lambda ticket: ticket.write(waiting)),
            (
                "action_outage_confirmed_total",
                lambda ticket: ticket.write(
                    {"outage_scope": "claimed", "priority": "3"}
                ),
            ),
            ("action_outage_some_users", None),
        ):
            with self.subTest(method):
                act = self._press(self._call_kw, method)
                self._compare(act, _contexts(FORGED), prepare=prepare)

    def test_reopening(self):
        """The time that a case was closed is counted by when it is opened again."""
        self._as(self.agent)

        def close(ticket):
            ticket.write({"late_reason": "own", **self._closing()})

        act = self._write(self._call_kw, stage_id=self.stage_progress.id)
        self._compare(act, _contexts(FORGED), prepare=close)

    def test_forms(self):
        """What the web client's forms and lists call."""
        self._as(self.agent)
        spec = {name: {} for name in ("sla_state", "sla_deadline", "priority")}

        def act(method, *args, **kwargs):
            return lambda ticket, context: self._call_kw(
                "helpdesk.ticket", method, [ticket.ids, *args], context, **kwargs
            )

        def search(ticket, context):
            return self._call_kw(
                "helpdesk.ticket",
                "web_search_read",
                [[("id", "in", ticket.ids)], spec],
                context,
            )

        def change(ticket, context):
            return self._call_kw(
                "helpdesk.ticket",
                "onchange",
                [ticket.ids, {"priority": "3"}, ["priority"], spec],
                context,
            )

        for name, call in {
            "web_save": act(
                "web_save", {"stage_id": self.stage_customer.id}, specification=spec
            ),
            "web_read": act("web_read", spec),
            "web_search_read": search,
            "onchange": change,
        }.items():
            with self.subTest(name):
                self._compare(call, _contexts(FORGED))

    def test_new_cases(self):
        self._as(self.agent)
        tickets = self.env["helpdesk.ticket"]

        def copy(ticket, context):
            method = ("helpdesk.ticket", "copy", [ticket.ids])
            return tickets.browse(self._call_kw(*method, context))

        def save(ticket, context):
            vals = {"name": "Otro", "description": "x", "partner_id": self.contact.id}
            method = ("helpdesk.ticket", "web_save", [[], vals])
            made = self._call_kw(*method, context, specification={})
            return tickets.browse(made[0]["id"])

        self._compare(copy, _contexts(FORGED))
        self._compare(save, _contexts(FORGED))

        def create_by_name(ticket, context):
            method = ("helpdesk.ticket", "name_create", ["Otro"])
            return self._call_kw(*method, context)

        # A case needs a description.
        self._compare(create_by_name, _contexts(FORGED), refused="")

    def test_composer_and_scheduled_message(self):
        """The full composer, and a message that keeps its context until it is sent."""
        self._as(self.agent)

        def compose(ticket, context):
            own = {
                "composition_mode": "comment",
                "model": "helpdesk.ticket",
                "res_ids": str(ticket.ids),
                "body": "<p>Ya</p>",
                "partner_ids": self.contact.ids,
                "subtype_id": self.env.ref("mail.mt_comment").id,
            }
            composer = "mail.compose.message"
            ids = self._call_kw(composer, "create", [[own]], context)
            self._call_kw(composer, "action_send_mail", [ids], context)

        def schedule(ticket, context):
            own = {
                "model": "helpdesk.ticket",
                "res_id": ticket.id,
                "author_id": self.agent.partner_id.id,
                "body": "<p>Ya</p>",
                "partner_ids": self.contact.ids,
                "scheduled_date": "2026-03-09 17:00:00",
                "send_context": context,
            }
            scheduled = "mail.scheduled.message"
            ids = self._call_kw(scheduled, "create", [[own]], context)
            self._call_kw(scheduled, "post_message", [ids], context)

        self._compare(compose, _contexts(FORGED))
        self._compare(schedule, _contexts(FORGED))

    def test_export(self):
        self._as(self.agent)
        names = ("sla_state", "sla_deadline", "priority", "sla_status_ids/deadline")

        def export(ticket, context):
            data = {
                "model": "helpdesk.ticket",
                "fields": [{"name": name, "label": name} for name in names],
                "ids": ticket.ids,
                "domain": [],
                "import_compat": False,
                "context": context,
            }
            token = http.Request.csrf_token(self)
            data = {"data": json.dumps(data), "csrf_token": token}
            response = self.url_open("/web/export/csv", data=data)
            return response.status_code, response.text

        seen = self._compare(export, _contexts({**FORGED, **FORGED_WORDS}))
        self.assertIn("(200, ", seen[1])

    def test_refused_to_agents(self):
        """What is refused stays refused."""
        self._as(self.agent)
        door, wizard = self._call_kw, self._wizard
        cancelled, waits = self.stage_cancelled.id, self.stage_vendor.id
        urgent, plain = {"priority": "3"}, {}
        cancel = self._write(door, stage_id=cancelled, late_reason="own")
        past = "2020-01-01 00:00:00"
        lists = _contexts(FORGED)

        def fact(model, **values):
            return lambda ticket, context: door(
                model, "create", [[{"ticket_id": ticket.id, **values}]], context
            )

        for words, values, act in (
            ("requires a reason", plain, cancel),
            ("manager", urgent, self._write(door, stage_id=waits)),
            ("manager", {"priority": "2"}, self._write(door, stage_id=waits)),
            ("was late", plain, self._write(door, **self._closing())),
            ("solution", plain, self._write(door, stage_id=self.stage_done.id)),
            ("cannot be edited", plain, self._write(door, reported_at=past)),
            ("cannot be edited", plain, self._write(door, first_response_at=past)),
            (
                "manager",
                urgent,
                wizard(door, "bacg.sla.pause.add", reason="vendor", note="x"),
            ),
            (
                "manager",
                urgent,
                wizard(
                    door,
                    "bacg.sla.vendor.ask",
                    wait="technical_review",
                    asked="x",
                    reason="Forged",
                ),
            ),
            (
                "Reason: explain",
                plain,
                wizard(
                    door,
                    "bacg.sla.stage.change",
                    stage_id=cancelled,
                    late_reason="own",
                    reason=" ",
                ),
            ),
            (
                "Reason: explain",
                plain,
                wizard(door, "bacg.sla.priority.change", priority="1", reason=" "),
            ),
            (
                "between the report",
                plain,
                wizard(door, "bacg.sla.contact.made", moment=past, result="x"),
            ),
            ("not allowed", plain, fact("bacg.sla.event", kind="answered")),
            ("not allowed", plain, fact("bacg.sla.pause", reason="vendor", start=past)),
        ):
            with self.subTest(words, **values):
                self._compare(act, lists, refused=words, **values)

    def test_nobody_else_moves_a_case(self):
        """SLA 1.05: neither the customer nor an employee without a role."""
        lists = _contexts({**FORGED, **FORGED_WORDS})[:3]
        door = self._call_kw
        urgent = {"priority": "3"}
        acts = {
            "priority": self._write(door, **urgent),
            "stage": self._write(door, stage_id=self.stage_customer.id),
            "reported": self._write(door, reported_at="2020-01-01 00:00:00"),
            "create": self._create(door, **urgent),
            "wizard": self._wizard(door, "bacg.sla.pause.add", note="x"),
            **{
                method: self._press(door, method)
                for method in (
                    "action_classify_1",
                    "action_outage_confirmed_total",
                    "action_outage_some_users",
                    "action_vendor_wait_over",
                    "action_hand_to_area",
                )
            },
        }
        for user in (self.portal, self.employee):
            self._as(user)
            for name, act in acts.items():
                with self.subTest(act=name, user=user.login):
                    self._compare(act, lists, refused="")

    def test_other_doors_for_nobody_else(self):
        lists = _contexts({**FORGED, **FORGED_WORDS})[:3]
        action = self._run_action({"stage_id": self.stage_customer.id})
        for user in (self.portal, self.employee):
            self._as(user)
            with self.subTest(user=user.login):
                self._compare(action, lists, refused="")
        self._compare(self._chatter, lists, refused="404")

    def test_customer_answers_by_call_kw(self):
        """His answer ends a wait for him and reopens a case, now and in his name."""
        self._as(self.portal)
        act = self._post(self._call_kw, "Ya probé")
        for values in ({"stage_id": self.stage_customer.id}, self._closing()):
            self._compare(
                act,
                _contexts(FORGED),
                prepare=lambda ticket, values=values: ticket.write(values),
            )

    def test_portal_forms(self):
        """Keys among the fields of a form, and as its context, say nothing."""
        self._as(self.portal)
        forged = {**FORGED, **FORGED_WORDS}
        lists = [{}, forged]

        def closing(ticket):
            return {"ticket_id": ticket.id, "stage_id": self.stage_done.id}

        close = self._form(lambda ticket: "/ticket/close", closing)
        self._compare(close, lists)
        again = self._form(lambda ticket: f"/my/ticket/{ticket.id}/unresolved")
        facts, _outcome = self._compare(
            again, lists, prepare=lambda ticket: ticket.write(self._closing())
        )
        self.assertEqual(dict(facts["own"])["stage_id"], self.stage_progress.ids)

        number = iter(range(100))

        def submit(ticket, context):
            # The same words twice are a double click.
            values = {"subject": f"Otro {next(number)}", "description": "x"}
            urgent = {"priority": "3", "outage_scope": "total"} if context else {}
            form = self._form(
                lambda ticket: "/submitted/ticket", lambda ticket: {**urgent, **values}
            )
            self.assertEqual(form(ticket, context), 200)
            return ticket.search([], limit=1, order="id desc")

        _facts, made = self._compare(submit, lists)
        self.assertEqual(dict(made["own"])["priority"], "0")

    def test_mail_gateway(self):
        """Neither a verdict nor a moment of a mail comes from who hands it in."""
        self._as(self.agent)
        number = iter(range(100))

        def receive(ticket, context):
            mail = self._mail(
                sender=f"Gerente <{self.manager.email}>",
                subject=f"[{ticket.number}] Listo",
                Message_ID=f"<forged-{next(number)}@cafe.gt>",
            )
            self._call_kw(
                "mail.thread",
                "message_process",
                ["helpdesk.ticket", mail.decode()],
                context,
            )

        self._compare(receive, _contexts(FORGED), refused="Only administrators")
        administrator = new_test_user(
            self.env, "forged_admin", groups="base.group_system"
        )
        self._as(administrator)
        self._compare(receive, _contexts(FORGED))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForgedWords(ForgedContextCase):
    """Reasons and their like, and the doors that bring a context past ``call_kw``."""

    def test_words_by_call_kw(self):
        """A reason, and what goes with it, comes by a parameter alone."""
        self._as(self.agent)
        for name, act in self._agent_acts(self._call_kw).items():
            with self.subTest(act=name):
                self._compare(act, _each(FORGED_WORDS))

    def test_cancelling_without_a_reason(self):
        self._as(self.agent)
        values = {"late_reason": "own", "solution": "x"}
        for door in (self._call_kw, self._xmlrpc):
            act = self._write(door, stage_id=self.stage_cancelled.id, **values)
            self._compare(act, _each(FORGED_WORDS), refused="requires a reason")

    def test_urgent_case_waits_without_a_reason(self):
        """Even a manager gives his reason where it is asked for."""
        self._as(self.manager)
        act = self._write(self._call_kw, stage_id=self.stage_vendor.id)
        self._compare(act, _each(FORGED_WORDS), refused="manager", priority="3")

    def test_customers_words_by_call_kw(self):
        self._as(self.portal)
        self._compare(
            self._post(self._call_kw, "Ya probé"),
            _each(FORGED_WORDS),
            prepare=lambda ticket: ticket.write({"stage_id": self.stage_customer.id}),
        )

    def test_chatter_of_agent(self):
        self._as(self.agent)
        self._compare(self._chatter, _each({**FORGED, **FORGED_WORDS}))

    def test_chatter_of_customer(self):
        self._as(self.portal)
        for values in ({"stage_id": self.stage_customer.id}, self._closing()):
            self._compare(
                self._chatter,
                _each({**FORGED, **FORGED_WORDS}),
                prepare=lambda ticket, values=values: ticket.write(values),
            )

    def test_chatter_of_visitor(self):
        """Whoever has the link of our mail, without an account."""
        self.authenticate(None, None)

        def post(ticket, context):
            token = ticket._portal_ensure_token()
            self.env.flush_all()
            pid = self.contact.id
            who = {"token": token, "pid": pid, "hash": ticket._sign_token(pid)}
            self._chatter(ticket, context, **who)

        self._compare(
            post,
            _each({**FORGED, **FORGED_WORDS}),
            prepare=lambda ticket: ticket.write({"stage_id": self.stage_customer.id}),
        )

    def test_server_action(self):
        self._as(self.agent)
        for values in (
            {"stage_id": self.stage_customer.id},
            {"priority": "1"},
            {"late_reason": "own", **self._closing()},
        ):
            with self.subTest(**values):
                act = self._run_action(values)
                self._compare(act, _each({**FORGED, **FORGED_WORDS}))

    def test_server_action_that_is_refused(self):
        self._as(self.agent)
        lists = _each({**FORGED, **FORGED_WORDS})
        cancel = {"stage_id": self.stage_cancelled.id, "late_reason": "own"}
        self._compare(self._run_action(cancel), lists, refused="requires a reason")
        wait = self._run_action({"stage_id": self.stage_vendor.id})
        self._compare(wait, lists, refused="manager", priority="3")

    def test_moved_appointment(self):
        """A session follows its appointment, whoever moves it."""
        self._as(self.agent)
        sessions = self.env["bacg.sla.session"].with_user(self.agent)

        hours = iter((15, 18))  # nobody has two at once

        def move(ticket, context):
            hour = next(hours)
            session = sessions._plan(
                ticket.with_user(self.agent),
                {
                    "start": datetime(2026, 3, 11, hour),
                    "minutes": 60,
                    "medium": "zoom",
                    "link": "https://zoom.us/j/1",
                    "agenda": "Revisar",
                    "user_id": self.agent.id,
                    "customer_ids": [(6, 0, self.contact.ids)],
                },
            )
            moved = {
                "start": f"2026-03-12 {hour}:00:00",
                "stop": f"2026-03-12 {hour + 1}:00:00",
            }
            event = session.event_id
            self._call_kw("calendar.event", "write", [event.ids, moved], context)
            self.env.invalidate_all()
            return [(row.state, str(row.start)[:10]) for row in ticket.session_ids]

        self._compare(move, [{}, {"sla_session_step": True}])
