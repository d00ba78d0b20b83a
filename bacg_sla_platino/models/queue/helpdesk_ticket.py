# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.clock.change import NO_CHANGE

NOTIFIED = "bacg_queue_notified"


class HelpdeskTicket(models.Model):
    """Screens of agents are told when cases have changed."""

    _inherit = "helpdesk.ticket"

    def _sla_follow_changes(self, before, change=NO_CHANGE):
        result = super()._sla_follow_changes(before, change)
        self._queue_notify_screens()
        return result

    def _sla_sync(self, new=False, corrected=False, cancel_reason=None, schedule=True):
        measured = super()._sla_sync(new, corrected, cancel_reason, schedule)
        if self:
            self._queue_notify_screens()
        return measured

    @api.model
    def _queue_notify_screens(self):
        """Let counters and lists look again after this transaction.

        One notification says it for all cases; what a user then sees is read with his
        own rights.
        """
        if self.env.cr.precommit.data.setdefault(NOTIFIED, False):
            return
        self.env.cr.precommit.data[NOTIFIED] = True
        # sudo: every agent is told, whoever changed the case
        agents = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").sudo()
        agents._bus_send("bacg_sla_platino.queue", {})
