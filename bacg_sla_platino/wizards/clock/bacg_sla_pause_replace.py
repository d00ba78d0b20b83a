# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...models.clock.bacg_sla_pause import PAUSE_REASONS
from ...models.clock.helpdesk_ticket_stage import CLOSED_MODES


class BacgSlaPauseReplace(models.TransientModel):
    """Lets a manager void a pause, and replace it by a correct one (SLA 1.19)."""

    _name = "bacg.sla.pause.replace"
    _description = "Void and Replace a Pause"
    _inherit = ["bacg.sla.window.mixin"]

    pause_id = fields.Many2one(comodel_name="bacg.sla.pause", required=True)
    pause_reason = fields.Selection(related="pause_id.reason")
    void_reason = fields.Char(string="Why it is wrong", required=True)
    replace = fields.Boolean(string="Replace it by the right interval", default=True)
    reason = fields.Selection(
        selection=PAUSE_REASONS,
        string="Wait",
        compute="_compute_reason",
        store=True,
        readonly=False,
    )
    start = fields.Datetime(compute="_compute_start", store=True, readonly=False)
    stop = fields.Datetime(
        compute="_compute_stop",
        store=True,
        readonly=False,
        help="Empty: the wait goes on.",
    )

    @api.depends("pause_id")
    def _compute_reason(self):
        for wizard in self:
            wizard.reason = wizard.pause_id.reason

    @api.depends("pause_id")
    def _compute_start(self):
        for wizard in self:
            wizard.start = wizard.pause_id.start

    @api.depends("pause_id")
    def _compute_stop(self):
        for wizard in self:
            wizard.stop = wizard.pause_id.stop

    def action_confirm(self):
        self.ensure_one()
        reason = (self.void_reason or "").strip()
        replacement = self._prepare_replacement() if self.replace else None
        fault = (
            self._fault_of_reason(reason)
            or self._fault_of_closing(replacement)
            or (replacement and self._fault_of_interval())
        )
        if fault:
            raise UserError(fault)
        self.pause_id._void(reason, replacement)

    def _prepare_replacement(self):
        return {"reason": self.reason, "start": self.start, "stop": self.stop}

    def _fault_of_reason(self, reason):
        if not reason:
            return self.env._("Why it is wrong: give the reason in a sentence.")
        if self.pause_id.voided_at:
            return self.env._("This pause is already voided.")
        return None

    def _fault_of_closing(self, replacement):
        """Return the error about a case's closing, if any: only its time may change."""
        closing = self.pause_id.reason == "closed"
        if replacement and (self.reason == "closed") != closing:
            return self.env._("A closing cannot become a wait, nor a wait a closing.")
        if not closing or self.pause_id.stop:
            return None
        if not replacement or self.stop:
            return self.env._("The case is closed: reopen it instead of its pause.")
        return None

    def _fault_of_interval(self):
        """Return the error about the new interval, if any."""
        ticket, now = self.pause_id.ticket_id, fields.Datetime.now()
        if not self.start:
            return self.env._("Start: enter when the pause began.")
        if self.stop and self.stop <= self.start:
            return self.env._("The start must be before the end.")
        if max(self.start, self.stop or self.start) > now:
            return self.env._("Neither start nor end can be in the future.")
        if self.start < ticket.reported_at:
            return self.env._(
                "The start is before the report of the case (%s).",
                format_datetime(self.env, ticket.reported_at),
            )
        waits = not self.stop and self.reason != "closed"
        if waits and ticket.stage_id.sla_mode in CLOSED_MODES:
            return self.env._("The case is closed: enter when the wait ended.")
        return None
