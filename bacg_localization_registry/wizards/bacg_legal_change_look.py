# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..models.bacg_legal_change import LAW_DATES


class BacgLegalChangeLook(models.TransientModel):
    """Somebody looked the dates of a change up, on a page."""

    _name = "bacg.legal.change.look"
    _description = "Note a Check of Dates"
    _inherit = ["bacg.sla.window.mixin"]

    change_id = fields.Many2one(comodel_name="bacg.legal.change", required=True)
    dates = fields.Selection(
        selection=[("binding", "The binding day"), ("all", "All dates")],
        string="What was looked up",
        required=True,
        default="all",
    )
    checked_on = fields.Date(required=True, default=fields.Date.context_today)
    checked_url = fields.Char(string="Page", required=True)

    def action_confirm(self):
        self.ensure_one()
        names = [name for name, _label in LAW_DATES]
        if self.dates == "binding":
            names = ["mandatory_from"]
        if not any(self.change_id._get_checked_date(name) for name in names):
            raise UserError(
                self.env._("What was looked up: this change has no such date yet.")
            )
        self.change_id._check_dates_on(names, self.checked_url, self.checked_on)
