# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.clock.helpdesk_ticket_stage import CLOSED_MODES


class BacgSlaStageChange(models.TransientModel):
    """Moves a case to a stage that requires a reason: a wait or a cancellation."""

    _name = "bacg.sla.stage.change"
    _description = "Change a Case's Stage with a Reason"
    _inherit = [
        "bacg.sla.window.mixin",
        "bacg.sla.late.reason.mixin",
        "bacg.sla.supervisor.mixin",
    ]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    resolves = fields.Boolean(help="The window was opened to resolve the case.")
    stage_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.stage",
        string="Possible stages",
        compute="_compute_stage_ids",
    )
    stage_id = fields.Many2one(
        comodel_name="helpdesk.ticket.stage",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', stage_ids)]",
    )
    sla_mode = fields.Selection(related="stage_id.sla_mode")
    wait_reason = fields.Selection(
        selection=[
            ("vendor", "The manufacturer"),
            ("third_party", "A third party"),
            ("technical_review", "A deeper technical review"),
        ],
        string="Waits for",
        default="vendor",
    )
    reason = fields.Char(help="It is kept in the ledger of the case.")
    solution = fields.Text(
        compute="_compute_solution",
        store=True,
        readonly=False,
        help="What was done or found, in a sentence: the customer reads it.",
    )
    asks_solution = fields.Boolean(compute="_compute_asks_solution")

    @api.depends("ticket_id")
    def _compute_stage_ids(self):
        for wizard in self:
            stages = wizard.ticket_id.team_id._get_applicable_stages()
            wizard.stage_ids = stages - wizard.ticket_id.stage_id

    @api.depends("ticket_id", "resolves")
    def _compute_stage_id(self):
        """Propose the first closing stage for “Resolve”."""
        for wizard in self:
            if wizard.resolves and wizard.ticket_id:
                wizard.stage_id = wizard.ticket_id._sla_stage("stop")

    @api.depends("stage_id")
    def _compute_asks_late_reason(self):
        return super()._compute_asks_late_reason()

    def _is_closing_late(self):
        closing = self.stage_id.sla_mode in CLOSED_MODES
        return closing and self.ticket_id._sla_counts_late()

    @api.depends("stage_id")
    def _compute_is_forbidden(self):
        return super()._compute_is_forbidden()

    def _is_vendor_wait(self):
        return self.stage_id.sla_mode == "wait_vendor"

    def _get_request(self):
        return self.reason or ""

    @api.depends("ticket_id")
    def _compute_solution(self):
        for wizard in self:
            wizard.solution = wizard.ticket_id.solution

    @api.depends("ticket_id", "stage_id")
    def _compute_asks_solution(self):
        for wizard in self:
            # sudo: whoever closes a case need not see its company's settings
            required = wizard.ticket_id.company_id.sudo().sla_solution_required
            wizard.asks_solution = required and wizard.stage_id.sla_mode == "stop"

    def action_confirm(self):
        self.ensure_one()
        if self.asks_late_reason and not self.late_reason:
            raise UserError(
                self.env._("Why it is late: choose who or what caused the delay.")
            )
        if (
            self.sla_mode in ("cancel", "wait_vendor")
            and not (self.reason or "").strip()
        ):
            raise UserError(
                self.env._("Reason: explain it in a sentence, the customer may ask.")
            )
        said = {"reason": self.reason, "wait_reason": self.wait_reason or "vendor"}
        self.ticket_id._sla_with(**said).write(self._prepare_ticket_values())

    def _prepare_ticket_values(self):
        values = {"stage_id": self.stage_id.id}
        if self.asks_late_reason:
            values["late_reason"] = self.late_reason
        if self.sla_mode == "stop":
            values["solution"] = self.solution
        return values
