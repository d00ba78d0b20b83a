# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.bacg_localization_request import DECISIONS


class BacgLocalizationRequestDecide(models.TransientModel):
    """Decide a request, in words that the customer reads (SLA 3.04, 3.06)."""

    _name = "bacg.localization.request.decide"
    _description = "Decide a Localization Request"
    _inherit = ["bacg.sla.window.mixin"]

    request_id = fields.Many2one(
        comodel_name="bacg.localization.request", required=True
    )
    kind = fields.Selection(related="request_id.kind")
    decision = fields.Selection(selection=DECISIONS, required=True)
    note = fields.Text(string="Why", required=True, help="The customer reads it.")

    def action_confirm(self):
        self.ensure_one()
        self.request_id._decide(self.decision, self.note)
