# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

PENDING_LOGS = "bacg_sla_platino.pending_logs"


class HelpdeskTicket(models.Model):
    """Tracking messages of many cases in one insert; core writes each by itself."""

    _inherit = "helpdesk.ticket"

    def _message_track(self, fields_iter, initial_values_dict):
        pending = self.env.cr.precommit.data
        pending[PENDING_LOGS] = []
        try:
            tracking = super()._message_track(fields_iter, initial_values_dict)
        finally:
            values_list = pending.pop(PENDING_LOGS)
        self.sudo()._sla_create_logs(values_list)
        return tracking

    def _message_log(self, **kwargs):
        return super(
            HelpdeskTicket, self.with_context(sla_log_may_wait=True)
        )._message_log(**kwargs)

    def _message_create(self, values_list):
        pending = self.env.cr.precommit.data.get(PENDING_LOGS)
        if pending is None or not self.env.context.get("sla_log_may_wait"):
            return super()._message_create(values_list)
        pending += values_list
        return self.env["mail.message"]

    def _sla_create_logs(self, values_list):
        """Create the messages, then the tracked values of all of them."""
        commands = [values.pop("tracking_value_ids", None) for values in values_list]
        messages = self._message_create(values_list)
        self.env["mail.tracking.value"].create(
            [
                dict(values, mail_message_id=message.id)
                for message, own in zip(messages, commands, strict=True)
                for _create, _id, values in own or []
            ]
        )
