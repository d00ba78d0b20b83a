# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import hours


class BacgHoursLog(models.TransientModel):
    """Note time on an agreed draw, or correct a wrong entry."""

    _name = "bacg.hours.log"
    _description = "Note Time"
    _inherit = ["bacg.sla.window.mixin"]

    draw_id = fields.Many2one(comodel_name="bacg.hours.draw", required=True)
    entry_id = fields.Many2one(
        comodel_name="bacg.hours.entry", string="Instead of", readonly=True
    )
    date = fields.Date(string="Work date", default=fields.Date.context_today)
    hours = fields.Float(string="Worked")
    name = fields.Char(string="What was done")
    chargeable = fields.Boolean(
        string="Charged",
        default=True,
        help="If not, BACG bears the time: it is noted and not drawn.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who worked",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    reason = fields.Char(help="Appears in the customer's next statement.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        entry = self.env["bacg.hours.entry"].browse(values.get("entry_id"))
        if entry:
            values.update(
                draw_id=entry.draw_id.id,
                date=entry.date,
                hours=entry.hours,
                name=entry.name,
                chargeable=entry.chargeable,
                user_id=entry.user_id.id,
            )
        return values

    def action_confirm(self):
        self.ensure_one()
        self.draw_id._check_agent()
        if self.entry_id and self.entry_id.draw_id != self.draw_id:
            raise UserError(
                self.env._("Instead of: the time entry belongs to another draw.")
            )
        minutes = hours.to_minutes(self.hours)
        values = {
            "day": self.date or fields.Date.context_today(self),
            "text": (self.name or "").strip() or self.draw_id.name,
            "chargeable": self.chargeable,
            "user": self.user_id,
        }
        if self.entry_id:
            self._correct(minutes, values)
        else:
            self.draw_id._log(minutes, **values)

    def _correct(self, minutes, values):
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(
                self.env._("Only a helpdesk manager can correct time entries.")
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Reason: say what was wrong, the customer reads it.")
            )
        self.draw_id._correct(self.entry_id, self.reason.strip(), minutes, **values)
