# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

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

    _name_uniq = models.Constraint(
        "UNIQUE (name, country_id)", "This country already has this regulator."
    )

    @api.depends("name", "acronym")
    def _compute_display_name(self):
        for regulator in self:
            parts = (regulator.acronym, regulator.name)
            regulator.display_name = " – ".join(filter(None, parts))
