# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import contextlib
from datetime import datetime

import pytz

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.bacg_sla_platino.controllers.pages import (
    NAME_LIMIT,
    clean_text,
    find_or_404,
    paged,
)
from odoo.addons.bacg_sla_platino.tools.windows import first_moment
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.bacg_localization_rollout_steps import SOURCES
from .maintenance import render

PAGE = "/my/rollouts"
FILE_LIMIT = 5 * 1024 * 1024


class RolloutPortal(CustomerPortal):
    """The customer drives what is rolled out to him (SLA 3.03)."""

    def _rollouts_sudo(self):
        # sudo: the portal has no access; ``_rollout_domain`` says which a user sees
        return request.env["bacg.localization.rollout"].sudo()

    def _rollout_domain(self):
        user = request.env.user
        if user._is_public():
            return Domain.FALSE
        return Domain("partner_id", "=", user.partner_id.commercial_partner_id.id)

    def _rollout_sudo(self, rollout_id):
        """Return a rollout that the user sees, else answer 404."""
        domain = self._rollout_domain() & Domain("id", "=", rollout_id)
        return find_or_404(self._rollouts_sudo(), domain)

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_rollouts(self, page=1, **_kw):
        rollouts, pager = paged(
            self._rollouts_sudo(), self._rollout_domain(), PAGE, page, step=20
        )
        values = {
            **self._prepare_portal_layout_values(),
            "rollouts": rollouts,
            "pager": pager,
            "page_name": "localization",
        }
        return render("portal_rollouts", values)

    @http.route(f"{PAGE}/<int:rollout_id>", type="http", auth="user", website=True)
    def portal_rollout(self, rollout_id, **_kw):
        return self._show_rollout(self._rollout_sudo(rollout_id))

    def _show_rollout(self, rollout, error=None, status=200):
        contract = rollout._get_contracts()[rollout]
        may_decide = contract._localization_may_decide(request.env.user)
        values = {
            **self._prepare_portal_layout_values(),
            "rollout": rollout,
            "acts": rollout._portal_acts() if may_decide else set(),
            "may_decide": may_decide,
            "windows": rollout._portal_windows(),
            "error": error,
            "page_name": "localization",
        }
        return render("portal_rollout", values, status)

    @http.route(
        f"{PAGE}/<int:rollout_id>/<string:kind>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_rollout_act(
        self,
        rollout_id,
        kind,
        window=None,
        reason=None,
        accepts_risk=None,
        version=None,
        happened_at=None,
        evidence=None,
        file=None,
        **_kw,
    ):
        """Take what the customer does, or says that happened."""
        rollout = self._rollout_sudo(rollout_id)
        try:
            values = {
                "reason": clean_text(reason, NAME_LIMIT),
                "accepts_risk": bool(accepts_risk),
                "version": clean_text(version, 40),
                "evidence": clean_text(evidence),
                **self._read_file(file),
                **self._read_window(kind, window),
                **self._read_moment(rollout, kind, happened_at),
            }
            if kind not in SOURCES:
                raise UserError(request.env._("Choose what to do of what is offered."))
            with request.env.cr.savepoint():
                rollout._act_in_portal(kind, request.env.user, **values)
        except AccessError as refused:
            return self._show_rollout(rollout, str(refused), 403)
        except UserError as refused:
            return self._show_rollout(rollout, str(refused), 409)
        return request.redirect(rollout._portal_path(), code=303)

    def _read_window(self, kind, text):
        if kind != "chosen":
            return {}
        start = None  # of one that cannot be read, too: who decides is asked first
        with contextlib.suppress(ValueError):
            start = fields.Datetime.to_datetime(clean_text(text, 19))
        return {"window_start": start}

    def _read_moment(self, rollout, kind, text):
        """Return when it was installed, that he said by the clock of his zone."""
        text = clean_text(text, 16)
        if kind != "installed" or not text:
            return {}
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            raise UserError(
                request.env._("Installed on: give a day and a time, or leave it empty.")
            ) from None
        return {"happened_at": first_moment(local, pytz.timezone(rollout.tz))}

    def _read_file(self, file):
        if not file or not getattr(file, "filename", None):
            return {}
        raw = file.read(FILE_LIMIT + 1)
        if len(raw) > FILE_LIMIT:
            raise UserError(request.env._("File: give one of at most 5 MB."))
        return {
            "file": base64.b64encode(raw),
            "filename": clean_text(file.filename, NAME_LIMIT),
        }
