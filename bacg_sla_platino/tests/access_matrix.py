# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who reaches what of an addon, by any door, held against a table."""

import csv
import inspect
import json
import os
from pathlib import Path

from odoo import http
from odoo.tools import mute_logger

from .access_world import ROLES, AccessWorld

KEYS = ("door", "what", "on", "with")
# In the order of the table.
DOORS = ("model", "method", "route", "chatter", "content", "report")
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
# The ORM's own: the rows of the models are about them.
OF_THE_ORM = {
    "copy_data",
    "create",
    "default_get",
    "init",
    "onchange",
    "unlink",
    "write",
}
# Whose id a route has.
IN_ROUTES = {
    "app_id": "bacg.vitt.app",
    "approval_id": "bacg.approval",
    "contract_id": "bacg.sla.contract",
    "development_id": "bacg.development",
    "draw_id": "bacg.hours.draw",
    "evidence_id": "bacg.change.evidence",
    "interface_id": "bacg.interface",
    "migration_id": "bacg.migration",
    "minute_id": "bacg.change.minute",
    "row_id": "bacg.mail.inbound",
    "session_id": "bacg.sla.session",
    "statement_id": "bacg.sla.statement",
    "ticket_id": "helpdesk.ticket",
}
REFUSALS = (
    "odoo.exceptions.AccessError",
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.MissingError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.Forbidden",
    "werkzeug.exceptions.NotFound",
    "werkzeug.exceptions.Unauthorized",
)
QUIET = mute_logger(
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_access",
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.bacg_sla_platino.models.contact.res_users",
    "odoo.http",
    "odoo.sql_db",
)


class AccessMatrix(AccessWorld):
    """The doors of ``addon``; ``cases/access_matrix.csv`` beside the test says it.

    A row is a door, what is behind it, and on whose record (of customer a, b or c); a
    column is a role, see ``access_world``. Whatever of the addon has no row fails, and
    each cell that does not hold. ``SLA_RECORD=1`` writes down what is found: read the
    difference before you keep it. A test class is an ``HttpCase``, too.
    """

    maxDiff = None
    #: The addon's own names in routes: of ids, the model; of words, one.
    in_routes = {}
    words = {}
    # Odoo runs those of a class alone.
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matrix = Path(inspect.getfile(cls)).with_name("cases") / "access_matrix.csv"
        keys = {}
        for role, user in cls.people.items():
            if role != "public":
                # sudo: a key of each, whatever he may make himself
                own = cls.env["res.users.apikeys"].with_user(user).sudo()
                keys[role] = own._generate(None, "matriz", None)
        cls.keys = keys

    # -------------------------------------------------------------------------
    # What there is
    # -------------------------------------------------------------------------

    def _wanted(self):
        """Yield the keys of the rows that there must be."""
        for name in sorted(self._models()):
            if self.env[name]._original_module == self.addon:
                on = "-" if self.env[name]._transient else "abc"
                yield from (("model", name, one) for one in on)
        for name, method in sorted(self._methods()):
            yield "method", f"{name}.{method}", "a"
        yield from (("route", route, "a") for route in sorted(self._routes()))
        reports = self.env["ir.actions.report"].search([])
        for xmlid in sorted(reports.get_external_id().values()):
            if xmlid.startswith(f"{self.addon}."):
                yield "report", xmlid, "a"

    def _methods(self):
        """Return model and name of each method of ours that a call reaches."""
        found = set()
        for name, model in self.env.items():
            for cls in type(model).mro():
                addon = cls.__module__.removeprefix("odoo.addons.").partition(".")[0]
                if not addon.startswith("bacg_"):
                    continue
                own = cls.__dict__.get("_name") in (name, None)
                if not own and model._original_module.startswith("bacg_"):
                    # What a model has from a mixin is a door of the model's addon.
                    addon = model._original_module
                if addon != self.addon or not (own or cls._name.startswith("bacg.")):
                    continue
                if model._abstract and name.startswith("bacg."):
                    continue
                found |= {
                    (name, method)
                    for method, function in vars(cls).items()
                    if inspect.isfunction(function)
                    and not method.startswith("_")
                    and method not in OF_THE_ORM
                    and not getattr(getattr(type(model), method), "_api_private", False)
                }
        return found

    def _routes(self):
        """Return ``METHOD path`` of each route that code of ours defines or changes.

        The method of one that answers calls is ``JSON``.
        """
        found = set()
        for cls in self._controllers(http.Controller):
            if not cls.__module__.startswith(f"odoo.addons.{self.addon}."):
                continue
            for name, function in vars(cls).items():
                routing = self._routing(cls, name)
                if not hasattr(function, "original_routing") or not routing:
                    continue
                verbs = routing.get("methods") or ["GET"]
                if routing.get("type") == "jsonrpc":
                    verbs = ["JSON"]
                paths = routing["routes"]
                found |= {f"{verb} {path}" for verb in verbs for path in paths}
        return found

    def _controllers(self, cls):
        for child in cls.__subclasses__():
            yield child
            yield from self._controllers(child)

    def _routing(self, cls, name):
        routing = {}
        for one in reversed(cls.mro()):
            own = vars(one).get(name)
            routing.update(getattr(own, "original_routing", {}))
        return routing if routing.get("routes") else None

    # -------------------------------------------------------------------------
    # Doors: each returns what a role finds, as it stands in a cell
    # -------------------------------------------------------------------------

    def _model(self, role, what, on, _with):
        """Return the operations that the ORM allows on the customer's record."""
        record = self.env[what]
        if on != "-":
            record = self.worlds[on][what]
        seen = record.with_user(self.people[role])
        allowed = "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if seen.has_access(operation)
        )
        if on == "a":
            self._check_doors(role, what)
        return allowed or "-"

    def _check_doors(self, role, what):
        """Check that both doors read the customers' records that the ORM allows."""
        records = self.env[what].union(*(w[what] for w in self.worlds.values()))
        readable = records.with_user(self.people[role])._filtered_access("read").ids
        domain = [("id", "in", records.ids)]
        for door in (self._call_kw, self._json2):
            _verdict, rows = door(
                role, what, "search_read", domain=domain, fields=["id"]
            )
            found = [row["id"] for row in rows or ()]
            self.assertCountEqual(found, readable, f"{role}: {what} by {door.__name__}")

    def _method(self, role, what, on, with_):
        """Return how a call ends, the same by each door.

        ``-``: refused, ``+``: done, ``.``: not refused, and not done for another reason
        """
        model, _dot, method = what.rpartition(".")
        verdicts = set()
        arguments = json.loads(with_ or "{}")
        for door in (self._call_kw, self._json2):
            with self._undone():
                verdict, ids = self._ids(door, role, model, on)
                if verdict == "+":
                    verdict, _result = door(role, model, method, ids, **arguments)
                verdicts.add(verdict)
        self.assertEqual(len(verdicts), 1, f"{role}: {what} differs by door")
        return verdicts.pop()

    def _ids(self, door, role, model, on):
        """Return whether there are ids to call, and which: a window's are made anew."""
        if not self.env[model]._transient:
            return "+", self.worlds[on].get(model, self.env[model]).ids
        values = self._fill(self.env[model], dict(self.worlds[on]))
        values = json.loads(json.dumps(values, default=str))
        return door(role, model, "create", vals_list=[values])

    def _route(self, role, what, on, with_):
        """Return the status of a page, or where it sends the visitor.

        Of a call: ``-`` refused, ``+`` done
        """
        verb, _space, path = what.partition(" ")
        world = self.worlds[on]
        case = world["helpdesk.ticket"]
        ids = {
            name: world[model].id
            for name, model in (IN_ROUTES | self.in_routes).items()
            if model in world
        }
        ids |= {"picture_id": world["bacg.vitt.app"].picture_ids[:1].id, "page": 1}
        for name, number in ids.items():
            path = path.replace(f"<int:{name}>", str(number))
        for name, word in self.words.items():
            path = path.replace(f"<string:{name}>", word)
        self.assertNotRegex(
            path, "[<>]|/False", f"{what}: the world has no such record"
        )
        data = json.loads((with_ or "{}").replace("CASE", str(case.id)))
        with self._undone():
            if verb == "JSON":
                answer = self.opener.post(
                    f"{self.base_url()}{path}", json={"params": data}, timeout=30
                ).json()
                error = answer.get("error") or answer.get("result") or {}
                return "-" if "data" in error or "error" in error else "+"
            if verb == "POST":
                data["csrf_token"] = http.Request.csrf_token(self)
            answer = self.url_open(
                path, data=data or None, method=verb, allow_redirects=False
            )
        if "/web/login" in answer.headers.get("Location", ""):
            return "login"
        return str(answer.status_code)

    def _report(self, _role, what, on, _with):
        report = self.env.ref(what)
        record = self.worlds[on][report.model]
        with self._undone():
            answer = self.url_open(f"/report/html/{report.report_name}/{record.id}")
        return "+" if record.name in answer.text else "-"

    def _call_kw(self, _role, model, method, ids=(), /, **kwargs):
        """Return how a call in the session ends, and its result."""
        of_model = hasattr(getattr(self.env[model], method), "_api_model")
        args = [] if of_model else [ids]
        if method == "create":
            args = [kwargs.pop("vals_list")]
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.opener.post(
            f"{self.base_url()}/web/dataset/call_kw/{model}/{method}",
            json={"params": params},
            timeout=30,
        ).json()
        if error := answer.get("error"):
            return "-" if error["data"]["name"] in REFUSALS else ".", None
        return "+", answer.get("result")

    def _json2(self, role, model, method, ids=(), /, **kwargs):
        """Return how a call with the role's key ends, and its result."""
        if not hasattr(getattr(self.env[model], method), "_api_model"):
            kwargs["ids"] = ids
        answer = self.opener.post(
            f"{self.base_url()}/json/2/{model}/{method}",
            headers={"Authorization": f"Bearer {self.keys.get(role, 'x')}"},
            json=kwargs,
            timeout=30,
        )
        if answer.status_code == 200:
            return "+", answer.json()
        return "-" if answer.status_code in (401, 403, 404) else ".", None

    def _undone(self):
        return _Undone(self.env)

    # -------------------------------------------------------------------------
    # The matrix
    # -------------------------------------------------------------------------

    def _read_matrix(self):
        if not self.matrix.exists():
            return {}
        rows = csv.DictReader(self.matrix.read_text(encoding="utf-8").splitlines())
        return {(row["door"], row["what"], row["on"]): row for row in rows}

    def test_matrix(self):
        kept = self._read_matrix()
        wanted = sorted(
            dict.fromkeys(self._wanted()), key=lambda key: DOORS.index(key[0])
        )
        record = os.environ.get("SLA_RECORD")
        if not record:
            self.assertEqual(sorted(kept), sorted(wanted), "a row for each, no other")
        found = {}
        for key in wanted:
            how = kept.get(key, {}).get("with", "")
            found[key] = dict(zip(KEYS, (*key, how), strict=True))
        for role, user in self.people.items():
            public = role == "public"
            self.authenticate(None if public else user.login, user.login)
            for key, row in found.items():
                door = getattr(self, f"_{key[0]}")
                with QUIET:
                    row[role] = door(role, *key[1:], row["with"])
        if record:
            with self.matrix.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [*KEYS, *ROLES], lineterminator="\n")
                writer.writeheader()
                writer.writerows(found.values())
            return
        for key, row in found.items():
            with self.subTest(door=key[0], what=key[1], on=key[2]):
                cells = {role: kept[key][role] for role in ROLES}
                self.assertEqual({role: row[role] for role in ROLES}, cells)


class _Undone:
    """What is called within leaves nothing."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.flush_all()
        self.savepoint = self.env.cr.savepoint(flush=False)

    def __exit__(self, *_exception):
        self.savepoint.rollback()
        self.savepoint.close(rollback=False)
        self.env.invalidate_all()
        self.env.transaction.clear()
