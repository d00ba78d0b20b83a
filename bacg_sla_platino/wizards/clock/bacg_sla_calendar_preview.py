# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaCalendarPreview(models.TransientModel):
    """Preview of the effect of changed hours or holidays on running clocks."""

    _name = "bacg.sla.calendar.preview"
    _description = "Preview of Changed Business Hours"
    _inherit = ["bacg.sla.preview.mixin"]

    calendar_id = fields.Many2one(comodel_name="resource.calendar", required=True)
    line_ids = fields.One2many(
        comodel_name="bacg.sla.calendar.preview.line", inverse_name="preview_id"
    )
    case_count = fields.Integer(string="Cases that change")
    clockless_count = fields.Integer(
        string="Cases that get their clocks",
        help="They have none because the hours were not usable.",
    )

    @api.model
    def _make(self, calendar):
        """Return a preview for ``calendar``; nothing is applied."""
        self.env.user._check_helpdesk_manager(
            self.env._("Only helpdesk managers can apply changed business hours.")
        )
        moves = calendar._sla_preview()
        return self.create(
            {
                "calendar_id": calendar.id,
                "case_count": self._count_cases(moves),
                "clockless_count": calendar._sla_clockless_count(),
                **self._prepare_moves(moves),
            }
        )

    def action_apply(self):
        self.ensure_one()
        self.calendar_id._sla_apply()
