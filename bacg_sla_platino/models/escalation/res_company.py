# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import guarded_http
from .bacg_sla_webhook import private_allowed, request_limits

_logger = logging.getLogger(__name__)

SILENCE = timedelta(hours=1)


class ResCompany(models.Model):
    """A dead man's switch: an outside watcher is called after each good run."""

    _inherit = "res.company"

    sla_heartbeat_url = fields.Char(
        string="Heartbeat URL",
        help="Called after each good run of the action that watches the clocks. A "
        "watcher outside tells you when the calls stop.",
        groups="base.group_system",
    )
    sla_heartbeat_failed_at = fields.Datetime(
        export_string_translation=False, groups="base.group_system"
    )

    @api.constrains("sla_heartbeat_url")
    def _check_sla_heartbeat_url(self):
        for company in self:
            if not company.sla_heartbeat_url:
                continue
            try:
                guarded_http.check(company.sla_heartbeat_url, private_allowed(self.env))
            except guarded_http.Refused:
                raise ValidationError(
                    self.env._(
                        "Heartbeat URL: give an https:// address outside, without a "
                        "user's name. Private addresses are refused."
                    )
                ) from None

    @api.model
    def _escalation_heartbeat(self):
        """Call the heartbeat URL of each company, once a URL; never raise."""
        companies = self.sudo().search([("sla_heartbeat_url", "!=", False)])
        if not companies:
            return
        # Commit first: the call may take long and must hold no lock.
        self.env["ir.cron"]._commit_progress()
        limits = request_limits(self.env)
        for url, same in companies.grouped("sla_heartbeat_url").items():
            try:
                answer = guarded_http.request("GET", url, **limits)
                problem = "" if answer.status < 300 else f"HTTP {answer.status}"
            except (guarded_http.Refused, OSError) as error:
                problem = str(error) or type(error).__name__
            if problem:
                same._escalation_heartbeat_failed(problem)

    def _escalation_heartbeat_failed(self, problem):
        """Log a failure, at most once an hour."""
        now = fields.Datetime.now()
        last = max(filter(None, self.mapped("sla_heartbeat_failed_at")), default=None)
        if not last or now - last >= SILENCE:
            _logger.info("The SLA heartbeat could not be delivered: %s", problem)
            self.sla_heartbeat_failed_at = now
