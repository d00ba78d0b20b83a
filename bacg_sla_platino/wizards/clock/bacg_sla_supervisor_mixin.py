# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaSupervisorMixin(models.AbstractModel):
    """A window says first what its user may not do, and asks who may for him."""

    _name = "bacg.sla.supervisor.mixin"
    _description = "Window With Acts for Supervisors"

    is_forbidden = fields.Boolean(compute="_compute_is_forbidden")

    @api.depends("ticket_id")
    @api.depends_context("uid")
    def _compute_is_forbidden(self):
        for wizard in self:
            wizard.is_forbidden = (
                wizard._is_vendor_wait() and wizard.ticket_id._sla_is_wait_forbidden()
            )

    def _is_vendor_wait(self):
        """Return whether confirming this window holds the clocks for a supplier."""
        return True

    def action_ask_supervisor(self):
        """Ask the managers of the helpdesk to do it, by an activity."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket._check_agent_access()
        words = ticket._in_staff_language().env._(
            "%(agent)s asks that this case of priority %(priority)s may wait. "
            "%(reason)s",
            agent=self.env.user.name,
            priority=ticket._get_priority_label(),
            reason=self._get_request(),
        )
        ticket._schedule_activity_for_staff(
            "bacg_sla_platino.mail_activity_type_supervisor",
            {ticket.id: words},
            managers=True,
        )
        ticket._log_notes({ticket: [words]})
        return {"type": "ir.actions.act_window_close"}

    def _get_request(self):
        """Return in a sentence what is awaited, ``""`` while the window has nothing."""
        return ""
