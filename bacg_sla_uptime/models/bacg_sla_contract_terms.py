# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import date_utils, format_date

from odoo.addons.bacg_sla_platino.tools.clock.local_day import day_end, local_date

METHOD_FIELDS = (
    "uptime_target",
    "uptime_maintenance",
    "uptime_notice_hours",
    "uptime_maintenance_cap_hours",
    "uptime_minimum_outage_minutes",
    "uptime_partial_weight",
    "uptime_unknown_rule",
    "uptime_some_users",
    "uptime_tz",
)


class BacgSlaContract(models.Model):
    """The method of each month: who changes it changes the next month (SLA 2.01)."""

    _inherit = "bacg.sla.contract"

    uptime_terms = fields.Json(
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    uptime_terms_text = fields.Char(compute="_compute_uptime_terms_text")

    @api.depends("uptime_terms")
    def _compute_uptime_terms_text(self):
        """Say from when the values on the contract are valid, if not yet."""
        for contract in self:
            # sudo: what is kept is for the contract alone
            kept = contract.sudo().uptime_terms
            terms = contract._uptime_get_terms() if kept else {}
            until = terms.get("until")
            day = until and local_date(
                fields.Datetime.to_datetime(until), terms["uptime_tz"]
            )
            contract.uptime_terms_text = day and self.env._(
                "Valid from %s: the month that has begun keeps its method.",
                format_date(self.env, day),
            )

    @api.model
    def default_get(self, fields):
        return super().default_get([name for name in fields if name != "uptime_terms"])

    def write(self, vals):
        if not self.env.su:
            self._uptime_check_terms(vals)
        return super().write(vals)

    def _uptime_check_terms(self, vals):
        """Keep the present method for the months that have begun, if it changes."""
        if not vals.keys() & {*METHOD_FIELDS, "resource_calendar_id"}:
            return
        now = fields.Datetime.now()
        # sudo: it is written here alone
        for contract in self.sudo().with_context(active_test=False):
            today = contract._local_day(now)
            first_days = contract.hosted_instance_ids.mapped("measured_from")
            # What is entered on the first day is no change yet.
            if not any(max(day, contract.date_from) < today for day in first_days):
                continue
            terms = contract._uptime_get_terms(now)
            if "until" in terms:
                continue
            zone = terms["uptime_tz"]
            last = date_utils.end_of(local_date(now, zone), "month")
            terms["until"] = fields.Datetime.to_string(day_end(last, zone))
            contract.uptime_terms = [*(contract.uptime_terms or []), terms]

    def _uptime_filter_judging(self, day):
        """Return which of a customer's contracts, by their days, judges from a day."""
        return (
            self.filtered(lambda one: not one.date_to or one.date_to >= day)
            or self[-1:]
        )[:1]

    def _uptime_get_terms(self, moment=None):
        """Return the method at a moment (naive UTC, now): values by name of the field.

        Those of a month that the contract no longer has say ``until`` when, in UTC.
        """
        self.ensure_one()
        moment = fields.Datetime.to_string(moment or fields.Datetime.now())
        # sudo: what is kept is for this method alone
        for terms in self.sudo().uptime_terms or []:
            if moment < terms["until"]:
                return terms
        zone = self.uptime_tz or self._get_business_calendar().tz or "UTC"
        return {**{name: self[name] for name in METHOD_FIELDS}, "uptime_tz": zone}
