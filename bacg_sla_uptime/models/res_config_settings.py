# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.bacg_sla_platino.tools import guarded_http

from ..tools import probe
from .bacg_uptime_check_watch import PREFIX, SETTINGS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    uptime_confirmations = fields.Integer(
        string="Failures in a row",
        config_parameter=PREFIX + "confirmations",
        default=SETTINGS["confirmations"],
    )
    uptime_controls = fields.Char(
        string="Control targets", config_parameter=PREFIX + "controls"
    )
    uptime_fault_share = fields.Integer(
        string="Unrelated failures at once (%)",
        config_parameter=PREFIX + "fault_share",
        default=SETTINGS["fault_share"],
    )
    uptime_networks = fields.Char(
        string="Private networks that may be checked",
        config_parameter=PREFIX + "networks",
    )
    uptime_certificate_days = fields.Integer(
        string="Days before a certificate ends",
        config_parameter=PREFIX + "certificate_days",
        default=SETTINGS["certificate_days"],
    )
    uptime_failure_days = fields.Integer(
        string="Days that failed looks are kept",
        config_parameter=PREFIX + "failure_days",
        default=SETTINGS["failure_days"],
    )
    uptime_hour_days = fields.Integer(
        string="Days that hours are kept apart",
        config_parameter=PREFIX + "hour_days",
        default=SETTINGS["hour_days"],
    )

    @api.constrains(
        "uptime_confirmations",
        "uptime_fault_share",
        "uptime_certificate_days",
        "uptime_failure_days",
        "uptime_hour_days",
    )
    def _check_uptime_numbers(self):
        for settings in self:
            for name, low, high in (
                ("uptime_confirmations", 1, 10),
                ("uptime_fault_share", 10, 100),
                ("uptime_certificate_days", 1, 365),
                ("uptime_failure_days", 1, 3650),
                ("uptime_hour_days", 1, 3650),
            ):
                if not low <= settings[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: give a number from %(low)s to %(high)s.",
                            field=self._fields[name]._description_string(self.env),
                            low=low,
                            high=high,
                        )
                    )

    @api.constrains("uptime_networks")
    def _check_uptime_networks(self):
        for settings in self:
            try:
                probe.networks(settings.uptime_networks or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Private networks: write them as in 10.0.0.0/8, 192.168.1.0/24 "
                        "(%s).",
                        error,
                    )
                ) from None

    @api.constrains("uptime_controls")
    def _check_uptime_controls(self):
        for settings in self:
            for url in (settings.uptime_controls or "").replace(",", " ").split():
                try:
                    # A port is judged as a page of the same server.
                    guarded_http.check(url.replace("tcp://", "http://", 1), True)
                except guarded_http.Refused:
                    raise ValidationError(
                        self.env._(
                            "Control targets: “%s” is none. Write addresses as in "
                            "https://example.com or tcp://1.1.1.1:443, with commas "
                            "between them.",
                            url,
                        )
                    ) from None
