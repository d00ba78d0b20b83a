# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaLateReasonMixin(models.AbstractModel):
    """A window that may close a late case asks for the reason itself."""

    _name = "bacg.sla.late.reason.mixin"
    _description = "Window That Closes Cases"

    asks_late_reason = fields.Boolean(compute="_compute_asks_late_reason")
    late_reason = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["late_reason"]
            ._description_selection(self.env)
        ),
        string="Why it is late",
        compute="_compute_late_reason",
        store=True,
        readonly=False,
    )

    @api.depends("ticket_id")
    def _compute_asks_late_reason(self):
        for wizard in self:
            wizard.asks_late_reason = wizard._is_closing_late()

    def _is_closing_late(self):
        """Return whether confirming this window closes a case that is late."""
        return False

    @api.depends("ticket_id")
    def _compute_late_reason(self):
        for wizard in self:
            wizard.late_reason = wizard.ticket_id.late_reason
