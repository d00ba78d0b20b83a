# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models

# Limit of the displayed lines; the counts include all cases.
SHOWN = 500


class BacgSlaPreviewMixin(models.AbstractModel):
    """A window that shows which running clocks a change would move, and to when.

    A window has its clocks in ``line_ids``, whose model is a
    ``bacg.sla.preview.line.mixin``. A *move* is a clock with its new deadline.
    """

    _name = "bacg.sla.preview.mixin"
    _description = "Preview of Moved Clocks"
    _inherit = ["bacg.sla.window.mixin"]

    late_count = fields.Integer(string="Cases that become late")

    @api.model
    def _prepare_moves(self, moves):
        """Return the values of a preview that tell its moves, the late ones first."""
        lines = [self._prepare_line(*move) for move in moves]
        late = [
            move
            for move, line in zip(moves, lines, strict=True)
            if line["becomes_late"]
        ]
        lines.sort(key=lambda line: not line["becomes_late"])
        return {
            "late_count": self._count_cases(late),
            "line_ids": [Command.create(line) for line in lines[:SHOWN]],
        }

    @api.model
    def _prepare_line(self, status, deadline):
        late = deadline and deadline < fields.Datetime.now()
        return {
            "status_id": status.id,
            "deadline": status.deadline,
            "new_deadline": deadline,
            "becomes_late": bool(late and not self._is_late(status)),
        }

    @api.model
    def _is_late(self, status):
        """Return whether a clock is late as it stands, without the change."""
        return bool(status.breached_at)

    @api.model
    def _count_cases(self, moves):
        return len({status.ticket_id for status, _deadline in moves})
