# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgLocalizationFeature(models.Model):
    _name = "bacg.localization.feature"
    _description = "Localization Feature"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.UniqueIndex(
        "((name->>'en_US'))", "This feature exists already: use that one."
    )
