# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

CLOSED_MODES = ("stop", "cancel")


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    sla_mode = fields.Selection(
        selection=[
            ("run", "Clocks run"),
            ("wait_customer", "Waiting for the customer"),
            ("wait_vendor", "Waiting for the manufacturer or a third party"),
            ("stop", "Resolved: clocks stop"),
            ("cancel", "Cancelled: not judged"),
        ],
        string="SLA clocks",
        required=True,
        compute="_compute_sla_mode",
        store=True,
        readonly=False,
        precompute=True,
        help="What the clocks of the agreement do while a case is in this stage.",
    )

    @api.depends("closed")
    def _compute_sla_mode(self):
        for stage in self:
            # Keep the chosen mode as long as it agrees with OCA's field.
            if stage.closed != (stage.sla_mode in CLOSED_MODES) or not stage.sla_mode:
                stage.sla_mode = "stop" if stage.closed else "run"

    @api.constrains("closed", "sla_mode")
    def _check_sla_mode(self):
        for stage in self:
            if stage.closed != (stage.sla_mode in CLOSED_MODES):
                raise ValidationError(
                    self.env._(
                        "Stage “%(name)s”: a closing stage stops or cancels the SLA "
                        "clocks, any other lets them run or wait. Change “SLA clocks” "
                        "or “Closed”.",
                        name=stage.name,
                    )
                )

    def write(self, vals):
        modes = {stage.id: stage.sla_mode for stage in self}
        result = super().write(vals)
        moved = self.filtered(lambda stage: stage.sla_mode != modes[stage.id])
        if moved:
            tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
            # sudo: the clocks follow the stage in every company and team
            tickets.search([("stage_id", "in", moved.ids)])._sla_stage_changed(modes)
        return result
