# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.series import is_series, is_version_of


class BacgVittAppVersion(models.Model):
    """A version of a VITT app for one series of Odoo."""

    _name = "bacg.vitt.app.version"
    _description = "Version of a VITT App"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "series desc, released_on desc, id desc"

    app_id = fields.Many2one(
        comodel_name="bacg.vitt.app", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="app_id.company_id", store=True)
    series = fields.Char(required=True, help="Odoo's version that it runs on: 18.0.")
    name = fields.Char(string="Version", required=True, help="As 18.0.1.2.0.")
    released_on = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Char(string="What is new", translate=True)

    _name_uniq = models.Constraint(
        "UNIQUE (app_id, name)", "The app already has this version."
    )

    @api.constrains("series", "name")
    def _check_series(self):
        for version in self:
            if not is_series(version.series):
                raise ValidationError(
                    self.env._(
                        "Series: “%s” is none of Odoo's, write it as 18.0.",
                        version.series,
                    )
                )
            if not is_version_of(version.name, version.series):
                raise ValidationError(
                    self.env._(
                        "Version: %(version)s is not of the series %(series)s, it "
                        "begins otherwise.",
                        version=version.name,
                        series=version.series,
                    )
                )
