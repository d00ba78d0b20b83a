# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...tools.clock.case_facts import VENDOR_LIKE
from ...tools.concurrency import touch
from .helpdesk_ticket_stage import CLOSED_MODES

CRITICAL_PRIORITIES = ("2", "3")


class HelpdeskTicket(models.Model):
    """Waits, which pause the clocks (SLA 1.19)."""

    _inherit = "helpdesk.ticket"

    def _sla_mode_changed(self, old, new, change):
        """Open and close the pauses that depend on the stage of these cases.

        :param old, new: values of ``sla_mode``
        :param change: the :class:`Change` given by the caller
        """
        for ticket in self:
            ticket._sla_check_mode(new, change.reason)
            if old in CLOSED_MODES and new != "cancel":
                ticket._sla_check_reopening()
        if (old, new) == ("stop", "cancel"):
            return  # closed before and after
        moment = self._sla_now()
        self._sla_end_waits(moment, all_waits=new in CLOSED_MODES)
        if new in CLOSED_MODES:
            self._sla_closed(new, moment, change)
        elif old in CLOSED_MODES:
            self._sla_reopened(change)
        reason = {
            "wait_customer": "customer",
            "wait_vendor": change.wait_reason,
            "stop": "closed",
            "cancel": "closed",
        }.get(new)
        if reason:
            self._sla_begin_pause(reason, moment, change)
        if new == "wait_vendor" and not self._sla_may_wait(change.reason):
            # Refused to people above; this is what the system moved.
            self._sla_end_urgent_waits()

    def _sla_end_waits(self, moment, all_waits):
        """End the open pauses of the stage, or all open pauses."""
        domain = [
            ("ticket_id", "in", self.ids),
            ("stop", "=", False),
            ("voided_at", "=", False),
        ]
        # sudo: only the clock itself writes pauses
        still_open = self.env["bacg.sla.pause"].sudo().search(domain)
        (still_open if all_waits else still_open.filtered("by_stage"))._close(moment)
        still_open.flush_model()

    def _sla_begin_pause(self, reason, moment, change):
        """Open the pause that belongs to the stage."""
        common = {
            "reason": reason,
            "start": moment,
            "by_stage": True,
            "author_id": self.env.user.partner_id.id,
            "note": change.reason,
            "by_customer": reason == "closed" and change.by_customer,
        }
        # sudo: as above
        self.env["bacg.sla.pause"].sudo().create(
            [dict(common, ticket_id=ticket.id) for ticket in self]
        )

    def _sla_closed(self, mode, moment, change):
        """Set the closing date; cases that BACG resolved count as answered."""
        # OCA sets the current time instead of the moment of the fact.
        self._sla_put(closed_date=moment)
        if mode == "stop" and not change.by_customer:
            self._sla_answered_by_closing(moment)

    def _sla_reopened(self, change):
        """Clear the closing date of reopened cases, and log the reopening."""
        self._sla_put(closed_date=False)
        self._sla_log(
            [ticket._sla_event("reopened", reason=change.reason) for ticket in self]
        )

    def _sla_check_mode(self, mode, reason):
        """Raise if a wait or a cancellation lacks the reason it requires."""
        if self.env.su:
            return
        if mode == "wait_vendor":
            self._sla_check_vendor_wait(reason)
        if mode == "cancel" and not reason and not self.duplicate_id:
            raise UserError(
                self.env._(
                    "Case %(number)s: cancelling excludes a case from the SLA figures "
                    "and requires a reason. Use “Change the stage” on the case.",
                    number=self.number,
                )
            )

    def _sla_check_reopening(self):
        """Refuse that anybody opens a case that was closed long ago, also in sudo.

        Customers and their mail go on in a new case by themselves (decision 11).
        """
        if self._sla_is_closed_for_good() and not self.env.user._is_superuser():
            raise UserError(
                self.env._(
                    "Case %s was closed too long ago to be opened again: its clocks "
                    "are judged. Use “Go on in a new case” on it.",
                    self.number,
                )
            )

    def _sla_check_vendor_wait(self, reason):
        """Raise if an urgent case is to wait without a manager and a reason."""
        if self.priority in CRITICAL_PRIORITIES and not self._sla_may_wait(reason):
            raise UserError(
                self.env._(
                    "Case %(number)s has priority %(priority)s: only a helpdesk "
                    "manager can let it wait for the manufacturer, with a reason. "
                    "Use “Change the stage” or “Add a wait” on the case.",
                    number=self.number,
                    priority=dict(
                        self._fields["priority"]._description_selection(self.env)
                    )[self.priority],
                )
            )

    def _sla_is_wait_forbidden(self):
        """Return whether this user needs a supervisor to let this case wait."""
        return self.priority in CRITICAL_PRIORITIES and not self._sla_is_wait_manager()

    @api.model
    def _sla_may_wait(self, reason):
        """Return whether urgent cases may wait by this user, also in sudo.

        :param reason: why they wait, if anybody said so
        """
        person = not self.env.user._is_superuser()
        return bool(reason) and person and self._sla_is_wait_manager()

    @api.model
    def _sla_is_wait_manager(self):
        """Return whether this user may let urgent cases wait, if they say why."""
        return self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager")

    def _sla_end_urgent_waits(self):
        """End the waits for others of the urgent ones of these cases (SLA 1.19).

        A manager may let them wait again, with a reason (decision 28).
        """
        for ticket in self.filtered(lambda t: t.priority in CRITICAL_PRIORITIES):
            if waits := ticket._sla_waits_for_vendor():
                ticket._sla_end_vendor_waits(waits)

    def _sla_end_vendor_waits(self, waits):
        """End these waits of a case: the stage's with the stage, those beside it now.

        The caller notifies the customer.
        """
        self.ensure_one()
        # sudo: only the clock itself writes pauses
        waits.filtered(lambda wait: not wait.by_stage).sudo()._close(self._sla_now())
        if waits.filtered("by_stage") and self.stage_id.sla_mode == "wait_vendor":
            running = self._sla_stage("run")
            self._sla_with(announced=True).write({"stage_id": running.id})
        else:
            self._sla_sync()

    def _sla_add_wait(self, reason, note):
        """Open a wait in addition to the stage's; it ends by hand or with the case.

        :param reason: one of ``WAIT_REASONS``
        :param note: what is awaited, and from whom
        """
        self.ensure_one()
        self._check_agent_access()
        touch(self)
        self._sla_check_waits()
        if reason in VENDOR_LIKE:
            self._sla_check_vendor_wait(note)
        # sudo: only the clock itself writes pauses
        self.env["bacg.sla.pause"].sudo().create(
            {
                "ticket_id": self.id,
                "reason": reason,
                "start": self._sla_now(),
                "author_id": self.env.user.partner_id.id,
                "note": note,
            }
        )
        self._sla_sync()

    def _sla_check_waits(self):
        """Refuse that a closed case waits, and say who closed it and when."""
        if self.stage_id.sla_mode not in CLOSED_MODES:
            return
        moves = self.sla_event_ids.filtered(lambda event: event.kind == "stage")
        raise UserError(
            self.env._(
                "Case %(number)s is closed: it can no longer wait. %(person)s closed "
                "it on %(moment)s.",
                number=self.number,
                person=(moves[-1:].author_id or self.company_id.partner_id).name,
                moment=format_datetime(self.env, self.closed_date),
            )
        )

    def _sla_resume(self):
        """End the waits for the customer, after an answer written by a person."""
        beside = self.sla_pause_ids._still_open().filtered(
            lambda pause: pause.reason == "customer" and not pause.by_stage
        )
        if beside:
            touch(beside.ticket_id)
            beside._close(self._sla_now())
            beside.ticket_id._sla_sync()
        for ticket in self:
            if ticket.stage_id.sla_mode == "wait_customer":
                ticket.stage_id = ticket._sla_stage("run")

    def _sla_stage(self, mode):
        """Return the first stage of the case's team with this ``sla_mode``.

        Stages in which agents work come before unattended ones.
        """
        self.ensure_one()
        stages = self.team_id._get_applicable_stages()
        stages = stages.filtered(lambda stage: stage.sla_mode == mode)
        return stages.filtered(lambda stage: not stage.unattended)[:1] or stages[:1]

    def _sla_waits_for_vendor(self):
        return self.sla_pause_ids._still_open().filtered(
            lambda pause: pause.reason in VENDOR_LIKE
        )

    def _sla_waiting_since(self):
        """Return the start (naive UTC) of the case's wait for others, or False."""
        return min(self._sla_waits_for_vendor().mapped("start"), default=False)
