# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.bacg_sla_platino.tools.clock.local_day import local_date
from odoo.addons.base.models.res_partner import _tz_get


class BacgLocalizationRegulator(models.Model):
    """Who makes the fiscal rules of a country, and in which zone its days begin."""

    _name = "bacg.localization.regulator"
    _description = "Regulator"
    _order = "country_id, name, id"
    _rec_names_search = ("acronym", "name")

    name = fields.Char(required=True)
    acronym = fields.Char()
    country_id = fields.Many2one(comodel_name="res.country", required=True, index=True)
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        required=True,
        help="Its legal days begin and end in this zone.",
    )
    website = fields.Char()
    official_gazette = fields.Char(help="Where it publishes, as La Gaceta.")
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Business days",
        help="Its public holidays are no business days of terms. Empty: Monday to "
        "Friday.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE (name, country_id)", "This country already has this regulator."
    )

    @api.depends("name", "acronym")
    def _compute_display_name(self):
        for regulator in self:
            parts = (regulator.acronym, regulator.name)
            regulator.display_name = " – ".join(filter(None, parts))

    def _today(self):
        """Return the date that the regulator's calendar shows now."""
        return local_date(fields.Datetime.now(), self.tz or "UTC")

    def _get_holidays(self):
        """Return the set of dates that are no business days, besides week-ends."""
        zone, days = self.tz, set()
        # sudo: the public holidays of a schedule are everybody's
        for leave in self.sudo().calendar_id.global_leave_ids:
            day = local_date(leave.date_from, zone)
            # What ends at midnight does not take the next day.
            last = local_date(leave.date_to - timedelta(seconds=1), zone)
            while day <= last:
                days.add(day)
                day += timedelta(days=1)
        return days
