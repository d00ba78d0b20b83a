# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgLegalDocument(models.Model):
    """What a change of the law touches, as an invoice or a waybill."""

    _name = "bacg.legal.document"
    _description = "Fiscal Document"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)

    _name_uniq = models.UniqueIndex(
        "((name->>'en_US'))", "This document exists already: use that one."
    )
