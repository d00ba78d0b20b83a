# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from werkzeug.exceptions import NotFound

from odoo import Command, fields, http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.bacg_sla_platino.controllers.pages import NAME_LIMIT, clean_text
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.bacg_maintenance_window import ENVIRONMENTS

PAGE = "/my/maintenance-windows"
WINDOW = f"{PAGE}/<string:environment>"
TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
# The fields of the form, and how long a text each may be.
FORM = {
    "kind": 10,
    "weekday": 2,
    "nth": 2,
    "day": 3,
    "begins": 5,
    "hours": 6,
    "tz": 60,
    "valid_until": 10,
}
BLOCKED = ("blocked_from", "blocked_to", "blocked_reason")
SPARE_ROWS = 2
MOST_ROWS = 100


def render(template, values, status=200):
    """Return a page of this addon with a status of HTTP."""
    response = request.render(f"bacg_localization_registry.{template}", values)
    response.status_code = status
    return response


def contract_or_404():
    """Return the running contract of the user's company, in sudo, else answer 404."""
    user = request.env.user
    contracts = request.env["bacg.sla.contract"]._get_running(
        user.partner_id.commercial_partner_id
    )
    if user._is_public() or not contracts:
        raise NotFound()
    return contracts[:1]


class MaintenancePortal(CustomerPortal):
    """The customer picks when he maintains each environment (SLA 3.03)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "maintenance_count" in counters:
            customer = request.env.user.partner_id.commercial_partner_id
            contracts = request.env["bacg.sla.contract"]._get_running(customer)
            # The entry stands for who has a contract, with a window or without.
            values["maintenance_count"] = len(contracts and ENVIRONMENTS)
        return values

    @http.route(PAGE, type="http", auth="user", website=True)
    def portal_maintenance_windows(self, **_kw):
        contract = contract_or_404()
        windows = contract._localization_get_windows().grouped("environment")
        labels = self._get_environments()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "maintenance",
            "environments": [(key, labels[key], windows.get(key)) for key in labels],
        }
        return render("portal_maintenance_windows", values)

    def _get_environments(self):
        windows = request.env["bacg.maintenance.window"]
        return dict(windows._fields["environment"]._description_selection(request.env))

    @http.route(WINDOW, type="http", auth="user", website=True, methods=["GET"])
    def portal_maintenance_window(self, environment, **_kw):
        contract = contract_or_404()
        window = self._find_window(contract, environment)
        return self._show_form(contract, environment, window._get_form())

    def _find_window(self, contract, environment):
        if environment not in dict(ENVIRONMENTS):
            raise NotFound()
        windows = contract._localization_get_windows()
        return windows.filtered(lambda one: one.environment == environment)[:1]

    def _show_form(self, contract, environment, form, status=200, **shown):
        windows = request.env["bacg.maintenance.window"]
        form["tz"] = form["tz"] or contract._get_business_calendar().tz or "UTC"
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "maintenance",
            "environment": environment,
            "environment_name": self._get_environments()[environment],
            "form": form,
            "spare_rows": [("", "", "")] * SPARE_ROWS,
            "weekdays": windows._get_weekdays(),
            "nths": windows._get_nth(),
            "zones": windows._fields["tz"].get_values(request.env),
            "may_decide": contract._localization_may_decide(request.env.user),
            "error": None,
            "window": None,
            "known": self._find_window(contract, environment),
            **shown,
        }
        return render("portal_maintenance_window", values, status)

    @http.route(WINDOW, type="http", auth="user", website=True, methods=["POST"])
    def portal_maintenance_window_pick(self, environment, act=None, **kw):
        """Show the next ten of a window, or take the customer's word for it."""
        contract = contract_or_404()
        window = self._find_window(contract, environment)
        form = self._get_posted(kw)
        try:
            values = self._read_form(form, window)
            if act == "save":
                with request.env.cr.savepoint():
                    contract._localization_pick_window(
                        window, environment, values, request.env.user
                    )
                return request.redirect(PAGE, code=303)
            # sudo: shown and not kept
            shown = request.env["bacg.maintenance.window"].sudo().new(values)
            shown._check_rule()
        except AccessError as refused:
            return self._show_form(
                contract, environment, form, error=str(refused), status=403
            )
        except UserError as refused:
            return self._show_form(
                contract, environment, form, error=str(refused), status=409
            )
        return self._show_form(contract, environment, form, window=shown)

    def _get_posted(self, posted):
        lists = [
            [
                clean_text(one, NAME_LIMIT)
                for one in request.httprequest.form.getlist(name)
            ]
            for name in BLOCKED
        ]
        return {
            **{name: clean_text(posted.get(name), FORM[name]) for name in FORM},
            "blocked": [
                row
                for row in list(zip(*lists, strict=False))[: MOST_ROWS + SPARE_ROWS]
                if row[0] or row[1]
            ],
        }

    # -------------------------------------------------------------------------
    # What the form says
    # -------------------------------------------------------------------------

    def _read_form(self, form, window):
        """Return the values of a window.

        :param window: the one that he has, or none
        :raises UserError: with the field that says nothing that can be taken
        """
        env = request.env
        match = TIME.fullmatch(form["begins"])
        if not match:
            raise UserError(env._("Begins: write the time as in 22:00."))
        try:
            length = float(form["hours"].replace(",", "."))
        except ValueError:
            raise UserError(env._("Length: write the hours as in 4 or 1.5.")) from None
        if form["tz"] not in env["bacg.maintenance.window"]._fields["tz"].get_values(
            env
        ):
            raise UserError(env._("Time zone: choose one of the list."))
        if len(form["blocked"]) > MOST_ROWS:
            raise UserError(
                env._(
                    "Blocked days: give at most %s rows; join days that follow each "
                    "other, and leave out those that are over.",
                    MOST_ROWS,
                )
            )
        rule = self._read_rule(form, window)
        today = fields.Date.context_today(env["bacg.maintenance.window"])
        return {
            "rule": rule,
            "begins": int(match[1]) + int(match[2]) / 60,
            "hours": length,
            "tz": form["tz"],
            # Each second week counts from this day: who changes no rule, keeps it.
            "valid_from": window.valid_from if rule == window.rule else today,
            "valid_until": form["valid_until"] and self._read_day(form["valid_until"]),
            "blackout_ids": [
                Command.create(self._read_blocked(*row)) for row in form["blocked"]
            ],
        }

    def _read_blocked(self, first, last, reason):
        env = request.env
        if not first:
            raise UserError(
                env._("Blocked days: give the first day, not only the last one.")
            )
        return {
            "date_from": self._read_day(first),
            "date_to": self._read_day(last or first),
            "name": reason or env._("Blocked"),
        }

    def _read_rule(self, form, window):
        windows = request.env["bacg.maintenance.window"]
        if window and form["kind"] == window._get_form_days()["kind"] == "own":
            return window.rule
        rules = windows._get_form_rules(form)
        known = form["weekday"] in windows._get_weekdays()
        if (
            form["kind"] not in rules
            or not known
            or form["nth"] not in windows._get_nth()
        ):
            raise UserError(request.env._("How often: choose one of the list."))
        return rules[form["kind"]]

    def _read_day(self, text):
        try:
            return fields.Date.to_date(text)
        except ValueError:
            raise UserError(
                request.env._("“%s” is no day: write it as in 2026-12-31.", text)
            ) from None
