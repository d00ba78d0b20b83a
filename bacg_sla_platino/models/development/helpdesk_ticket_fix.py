# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ...tools.clock.local_day import local_date


class HelpdeskTicket(models.Model):
    """The day on which a bug is to be fixed, by type and criticality (SLA 4.02)."""

    _inherit = "helpdesk.ticket"

    bug_fix_due = fields.Date(
        string="Fix due",
        compute="_compute_bug_fix_due",
        store=True,
        sla_fact=True,
        help="By type and criticality of the bug, as the agreement says (SLA 4.02).",
    )
    bug_fixed_on = fields.Date(
        string="Fixed on", compute="_compute_bug_fix_state", compute_sudo=True
    )
    bug_fix_state = fields.Selection(
        selection=[
            ("open", "To be fixed"),
            ("late", "Late"),
            ("kept", "Fixed in time"),
            ("kept_late", "Fixed late"),
        ],
        string="Fix",
        compute="_compute_bug_fix_state",
        compute_sudo=True,
    )

    @api.depends(
        "bug_under_warranty",
        "bug_type",
        "priority",
        "classified_at",
        "agreement_id",
        "reported_at",
    )
    def _compute_bug_fix_due(self):
        for ticket in self:
            days = ticket._development_get_fix_days()
            reported = days and ticket._development_local_day(ticket.reported_at)
            ticket.bug_fix_due = days and reported + timedelta(days=days)

    def _development_get_fix_days(self):
        """Return in how many days this bug is to be fixed, None if nobody judged it."""
        if not (self.bug_under_warranty and self.bug_type and self.classified_at):
            return None
        agreement = self.sudo().agreement_id  # sudo: the promise is the customer's
        return agreement._development_get_fix_days(self.bug_type, self.priority)

    def _development_local_day(self, moment):
        """Return the day of a naive UTC ``moment`` in the customer's zone."""
        calendar = self.sudo()._get_business_calendar()
        return local_date(moment, calendar.tz or "UTC")

    @api.depends("bug_fix_due", "stage_id.sla_mode", "closed_date")
    def _compute_bug_fix_state(self):
        for ticket in self:
            fixed = ticket._development_fixed_on()
            ticket.bug_fixed_on = fixed
            today = ticket._development_local_day(fields.Datetime.now())
            ticket.bug_fix_state = ticket._development_judge_fix(fixed, today)

    def _development_fixed_on(self):
        """Return the day on which this bug was fixed, False if it is open."""
        resolved = self.stage_id.sla_mode == "stop" and self.closed_date
        return bool(resolved) and self._development_local_day(self.closed_date)

    def _development_judge_fix(self, fixed, today):
        """Return how the fix stood on a day: a key of ``bug_fix_state``, or False.

        :param fixed: the day of the fix, False while it is open
        """
        if not self.bug_fix_due or self.stage_id.sla_mode == "cancel":
            return False
        if fixed and fixed <= today:
            return "kept" if fixed <= self.bug_fix_due else "kept_late"
        return "open" if today <= self.bug_fix_due else "late"
