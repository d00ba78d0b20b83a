# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.clock import work_clock
from ..agreement.bacg_sla_target import PAUSED_METRICS


class HelpdeskTicket(models.Model):
    """What is said of a case that was late, also after its clocks have ended."""

    _inherit = "helpdesk.ticket"

    late_reason = fields.Selection(
        selection=[
            ("own", "Our own"),
            ("customer", "The customer"),
            ("vendor", "The manufacturer or another supplier"),
            ("other", "Other"),
        ],
        string="Reason for being late",
        copy=False,
        help="Why a promised time was missed, for the report to the customer.",
    )
    sla_was_late = fields.Boolean(
        compute="_compute_sla_was_late", export_string_translation=False
    )

    @api.depends("sla_status_ids.breached_at", "sla_status_ids.voided")
    def _compute_sla_was_late(self):
        for ticket in self:
            ticket.sla_was_late = ticket._sla_counts_late()

    def write(self, vals):
        if vals.get("stage_id"):
            self._sla_check_late_reason(vals)
        return super().write(vals)

    def _sla_check_late_reason(self, vals):
        """Refuse that an agent closes a late case and says not whose reason it was.

        :raises UserError: naming the case and the way out
        """
        stage = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
        for ticket in self._sla_closed_by_agent(stage):
            reason = vals.get("late_reason", ticket.late_reason)
            if not reason and ticket._sla_counts_late():
                raise UserError(
                    self.env._(
                        "Case %s was late: choose the “Reason for being late” on the "
                        "case, or close it by “Resolve”.",
                        ticket.number,
                    )
                )

    def _sla_agent_fields(self):
        return {*super()._sla_agent_fields(), "late_reason"}

    def _sla_counts_late(self):
        """Tell whether a breach of this case counts, noticed or not."""
        self.ensure_one()
        now = fields.Datetime.now()
        return any(
            status._counts_late()
            or (status.state == "running" and status.deadline < now)
            for status in self.sla_status_ids
        )

    def _sla_void_corrected(self, facts):
        """Void the breaches of clocks that had ended, if a pause's correction says so.

        :param facts: dict from case to its facts, as they are after the correction
        """
        ended = self.sla_status_ids.filtered(
            lambda status: (
                status.state == "cancelled"
                and status.metric in PAUSED_METRICS
                and status._counts_late()
            )
        )
        for status in ended:
            ticket = status.ticket_id
            deadline = work_clock.deadline(
                ticket._sla_hours(status.target_id, {}),
                status.started_at,
                status.minutes,
                facts[ticket].pause_pairs(),
            )
            if not deadline or deadline >= (status.cancelled_at or status.write_date):
                status.voided = True
