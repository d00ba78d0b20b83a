# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.bacg_legal_change import LAW_DATES


class BacgLegalChangeMove(models.TransientModel):
    """A date of a published change becomes another one, with the reason."""

    _name = "bacg.legal.change.move"
    _description = "Change a Date"
    _inherit = ["bacg.sla.window.mixin"]

    change_id = fields.Many2one(comodel_name="bacg.legal.change", required=True)
    change_kind = fields.Selection(
        related="change_id.change_kind", string="Kind of change"
    )
    field_name = fields.Selection(
        selection=[*LAW_DATES, ("agreed_date", "Agreed for")],
        string="Date",
        required=True,
        default="mandatory_from",
    )
    kind = fields.Selection(
        selection=[
            ("law_change", "The law changed"),
            ("correction", "Correction of ours"),
            ("new_source", "New source"),
            ("agreement", "Agreed with the customers"),
        ],
        required=True,
        default="correction",
    )
    value = fields.Date(string="Now", help="Empty: nobody knows it.")
    reason = fields.Char(required=True)
    source_url = fields.Char(string="Source")

    def action_confirm(self):
        self.ensure_one()
        if self.field_name == "agreed_date":
            self.change_id._agree(self.value, self.reason)
            return
        self.change_id._correct_date(
            self.field_name, self.value, self.kind, self.reason, self.source_url
        )
