# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import str2bool

from ..tools import guarded_http
from .bacg_sla_webhook import ALLOW_PRIVATE_PARAMETER

_logger = logging.getLogger(__name__)

SILENCE = timedelta(hours=1)


class ResCompany(models.Model):
    """A dead man's switch: an outside watcher hears after each good run."""

    _inherit = "res.company"

    sla_heartbeat_url = fields.Char(
        string="Heartbeat URL",
        help="Called after each good run of the action that watches the clocks. A "
        "watcher outside tells you when the calls stop.",
    )
    sla_heartbeat_failed_at = fields.Datetime(export_string_translation=False)

    @api.constrains("sla_heartbeat_url")
    def _check_sla_heartbeat_url(self):
        for company in self:
            url = company.sla_heartbeat_url
            if url and not url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("Heartbeat URL: it starts with https://.")
                )

    @api.model
    def _sla_heartbeat(self):
        """Call the heartbeat URL of each company, once a URL; never raise."""
        companies = self.sudo().search([("sla_heartbeat_url", "!=", False)])
        if not companies:
            return
        # What was done is done, whatever the watcher says, and holds no lock.
        self.env["ir.cron"]._commit_progress()
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = str2bool(parameters.get_param(ALLOW_PRIVATE_PARAMETER, ""), False)
        for url, same in companies.grouped("sla_heartbeat_url").items():
            try:
                answer = guarded_http.request("GET", url, allow_private=allowed)
                problem = "" if answer.status < 300 else f"HTTP {answer.status}"
            except (guarded_http.Refused, OSError) as error:
                problem = str(error) or type(error).__name__
            if problem:
                same._sla_heartbeat_failed(problem)

    def _sla_heartbeat_failed(self, problem):
        """Log a failure, at most once an hour."""
        now = fields.Datetime.now()
        last = max(filter(None, self.mapped("sla_heartbeat_failed_at")), default=None)
        if not last or now - last >= SILENCE:
            _logger.info("The SLA heartbeat could not be delivered: %s", problem)
            self.sla_heartbeat_failed_at = now
