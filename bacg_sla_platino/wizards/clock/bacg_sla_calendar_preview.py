# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# Limit of the displayed lines; the counts include all cases.
SHOWN = 500


class BacgSlaCalendarPreview(models.TransientModel):
    """Preview of the effect of changed hours or holidays on running clocks."""

    _name = "bacg.sla.calendar.preview"
    _description = "Preview of Changed Business Hours"
    _inherit = ["bacg.sla.window.mixin"]

    calendar_id = fields.Many2one(comodel_name="resource.calendar", required=True)
    line_ids = fields.One2many(
        comodel_name="bacg.sla.calendar.preview.line", inverse_name="preview_id"
    )
    case_count = fields.Integer(string="Cases that change")
    late_count = fields.Integer(string="Cases that become late")
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
        now = fields.Datetime.now()
        changes = calendar._sla_preview()
        lines = [
            {
                "status_id": status.id,
                "deadline": status.deadline,
                "new_deadline": deadline,
                "becomes_late": bool(
                    deadline and deadline < now and not status.breached_at
                ),
            }
            for status, deadline in changes
        ]
        late = {
            status.ticket_id
            for (status, _deadline), line in zip(changes, lines, strict=True)
            if line["becomes_late"]
        }
        lines.sort(key=lambda line: not line["becomes_late"])
        return self.create(
            {
                "calendar_id": calendar.id,
                "case_count": len({status.ticket_id for status, _deadline in changes}),
                "late_count": len(late),
                "clockless_count": calendar._sla_clockless_count(),
                "line_ids": [(0, 0, line) for line in lines[:SHOWN]],
            }
        )

    def action_apply(self):
        self.ensure_one()
        self.calendar_id._sla_apply()
