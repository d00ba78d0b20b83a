# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.bacg_sla_platino.tools.series import is_series


class BacgLocalizationBaseModule(models.Model):
    """A module of others on which a localization may build; not audited by us."""

    _name = "bacg.localization.base.module"
    _description = "Candidate Base Module"
    _order = "localization_id, technical_name, id"
    _rec_name = "technical_name"

    localization_id = fields.Many2one(
        comodel_name="bacg.localization",
        required=True,
        ondelete="cascade",
        index=True,
    )
    feature_id = fields.Many2one(comodel_name="bacg.localization.feature")
    technical_name = fields.Char(required=True)
    version = fields.Char()
    publisher = fields.Char()
    license = fields.Char()
    since_series = fields.Char(
        string="Series since", help="The first series of Odoo that has it: 19.0."
    )
    lines_of_code = fields.Integer()
    provider = fields.Char(
        string="Certifier", help="The one that it works with, as a PAC."
    )
    price_note = fields.Char(string="Price")
    source_url = fields.Char(string="Where it is")
    assessed_on = fields.Date()
    assessed_by_id = fields.Many2one(
        comodel_name="res.users", domain="[('share', '=', False)]"
    )
    verdict = fields.Selection(
        selection=[
            ("not_assessed", "Not assessed"),
            ("base", "We build on it"),
            ("possible", "Possible"),
            ("unfit", "Unfit"),
        ],
        required=True,
        default="not_assessed",
    )
    verdict_reason = fields.Char(string="Why")

    _module_uniq = models.Constraint(
        "UNIQUE (localization_id, technical_name)",
        "This localization already names this module.",
    )

    @api.constrains("since_series")
    def _check_since_series(self):
        for module in self.filtered("since_series"):
            if not is_series(module.since_series):
                raise ValidationError(
                    self.env._(
                        "Series since: “%s” is none. Write it as in 19.0.",
                        module.since_series,
                    )
                )

    @api.constrains("verdict", "assessed_on")
    def _check_assessed(self):
        for module in self:
            if module.verdict != "not_assessed" and not module.assessed_on:
                raise ValidationError(
                    self.env._(
                        "Assessed on: say when %s was looked at, or leave its verdict "
                        "at “Not assessed”.",
                        module.technical_name,
                    )
                )
