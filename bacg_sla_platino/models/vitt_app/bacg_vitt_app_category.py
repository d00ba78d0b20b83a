# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgVittAppCategory(models.Model):
    """What customers filter the catalogue by: treasury, documents …"""

    _name = "bacg.vitt.app.category"
    _description = "Category of VITT Apps"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    _name_uniq = models.Constraint("UNIQUE (name)", "The category already exists.")
