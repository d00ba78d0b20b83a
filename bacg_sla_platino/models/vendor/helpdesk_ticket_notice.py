# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo import models

from ...tools.clock.change import NO_CHANGE


class HelpdeskTicket(models.Model):
    """Notifications to the customer when their clock pauses and continues."""

    _inherit = "helpdesk.ticket"

    def _sla_follow_changes(self, before, change=NO_CHANGE):
        moved = self.filtered(
            lambda ticket: (
                not change.announced
                and (
                    "wait_vendor"
                    in (before[ticket.id]["sla_mode"], ticket.stage_id.sla_mode)
                    or before[ticket.id]["priority"] != ticket.priority
                )
            )
        )
        with moved._vendor_notifying_waits():
            return super()._sla_follow_changes(before, change)

    def _sla_add_wait(self, reason, note):
        with self._vendor_notifying_waits():
            return super()._sla_add_wait(reason, note)

    @contextmanager
    def _vendor_notifying_waits(self):
        """Notify customers whose case starts or stops waiting for others meanwhile."""
        waited = self.filtered(lambda ticket: ticket._sla_waits_for_vendor())
        yield
        waits = self.filtered(lambda ticket: ticket._sla_waits_for_vendor())
        still_open = self.filtered(lambda ticket: not ticket.stage_id.closed)
        (waits - waited)._vendor_notify_wait("started")
        ((waited - waits) & still_open)._vendor_notify_wait("ended")

    def _vendor_notify_wait(self, what):
        """Send the mail about a wait; ``what`` is ``started`` or ``ended``."""
        if self:
            template = self.env.ref(f"bacg_sla_platino.mail_template_wait_{what}")
            self._send_automatic_mail(template)

    def _vendor_notify_correction(self, before):
        """Notify the customer of a corrected wait if it moved the deadline.

        :param before: the former deadline of the resolution (naive UTC), or False
        """
        if not self.closed and self._vendor_get_deadline("resolution") != before:
            template = self.env.ref("bacg_sla_platino.mail_template_wait_corrected")
            self._send_automatic_mail(template)

    def _vendor_get_deadline(self, metric):
        """Return the promised deadline of a metric, for mails; False without one."""
        # sudo: customers may read the deadlines of their cases
        clocks = self.sudo().sla_status_ids.filtered(
            lambda clock: clock.metric == metric and clock.state == "running"
        )
        if metric == "resolution" and not self.classified_at:
            return False
        return clocks[:1].deadline
