# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools.clock import work_clock
from .bacg_sla_status import LIVE_STATES

BATCH = 200


class ResourceCalendar(models.Model):
    """Changes of hours and holidays: previewed, then applied to running clocks."""

    _inherit = "resource.calendar"

    sla_changed_at = fields.Datetime(
        string="SLA hours changed",
        readonly=True,
        copy=False,
        help="Hours or holidays changed. Running clocks keep their former deadlines "
        "until the change is applied or their case changes.",
    )
    sla_moves_clocks = fields.Boolean(
        compute="_compute_sla_moves_clocks", export_string_translation=False
    )
    sla_applying_from = fields.Integer(readonly=True, copy=False, default=-1)
    sla_applying_left = fields.Integer(
        compute="_compute_sla_applying_left", export_string_translation=False
    )

    @api.depends("sla_changed_at", "sla_applying_from")
    def _compute_sla_moves_clocks(self):
        """Whether a clock still shows a deadline of the former hours."""
        for calendar in self:
            calendar.sla_moves_clocks = calendar.sla_changed_at and (
                calendar.sla_applying_from >= 0 or calendar._sla_is_anything_moved()
            )

    @api.depends("sla_applying_from")
    def _compute_sla_applying_left(self):
        # sudo: only a count; whoever maintains the holidays need not see cases
        tickets = self.env["helpdesk.ticket"].sudo()
        self.sla_applying_left = 0
        for calendar in self.filtered(lambda c: c.sla_applying_from >= 0):
            calendar.sla_applying_left = tickets.search_count(
                calendar._sla_applying_domain()
            )

    def write(self, vals):
        result = super().write(vals)
        if {"tz", "attendance_ids", "two_weeks_calendar"} & vals.keys():
            self._sla_mark_changed()
        return result

    def _sla_mark_changed(self):
        """Mark the hours of those calendars as changed that have running clocks."""
        used = self.sudo()._sla_serving()
        used.write({"sla_changed_at": fields.Datetime.now()})

    def _sla_serving(self, companies=None):
        """Return which of these calendars a live clock runs in.

        :param companies: only clocks of their cases
        """
        of_companies = (
            Domain("company_id", "in", companies.ids) if companies else Domain.TRUE
        )
        # sudo: whoever maintains the holidays need not see cases
        tickets = self.env["helpdesk.ticket"].sudo()
        return self.filtered(
            lambda calendar: tickets.search_count(
                calendar._sla_running_domain() & of_companies, limit=1
            )
        )

    def _sla_running_domain(self):
        """Return the domain of the cases with a live clock in these hours.

        Cases without a clock because the calendar could not measure are included.
        """
        measured = Domain(
            "sla_status_ids",
            "any",
            [
                ("state", "in", LIVE_STATES),
                "|",
                ("target_id.basis", "=", "business"),
                ("metric", "=", "follow_up"),
            ],
        )
        return (measured | Domain("sla_note", "=", "calendar")) & (
            Domain("contract_id.resource_calendar_id", "in", self.ids)
            | Domain("contract_id.resource_calendar_id", "=", False)
            & Domain("agreement_id.resource_calendar_id", "in", self.ids)
        )

    def _sla_clockless_count(self):
        """Return the number of cases that get their clocks when hours are applied."""
        # sudo: the wizard checked that the user is a helpdesk manager
        return (
            self.env["helpdesk.ticket"]
            .sudo()
            .search_count(
                self._sla_running_domain() & Domain("sla_note", "=", "calendar")
            )
        )

    def _sla_applying_domain(self):
        """Return the domain of the cases still to be updated with changed hours."""
        later = Domain("id", ">", self.sla_applying_from)
        return self._sla_running_domain() & later

    def _sla_preview(self):
        """Return ``(status, new deadline)`` pairs of the clocks that would change."""
        self.ensure_one()
        return list(self._sla_iter_moves())

    def _sla_is_anything_moved(self):
        """Return whether an application of the hours would change any clock."""
        try:
            return bool(self._sla_clockless_count()) or any(self._sla_iter_moves())
        except (UserError, work_clock.NoOpenTime):
            return True  # of clocks that run, the calendar measures none any more

    def _sla_iter_moves(self):
        """Yield ``(status, new deadline)`` of the clocks that an application moves."""
        # sudo: whoever keeps the holidays need not see cases
        tickets = self.env["helpdesk.ticket"].sudo().search(self._sla_running_domain())
        hours = {}
        for batch in split_every(BATCH, tickets.ids, tickets.browse):
            facts = batch._sla_read_facts()
            for ticket in batch:
                for status in ticket.sla_status_ids:
                    if status.state in LIVE_STATES and status._hangs_on_calendar():
                        deadline = status._measured_deadline(facts[ticket], hours)
                        if deadline != status.deadline:
                            yield status, deadline

    def action_sla_preview(self):
        """Open a preview of the cases that the changed hours affect."""
        self.ensure_one()
        preview = self.env["bacg.sla.calendar.preview"]._make(self)
        return preview._get_records_action(
            name=self.env._("Changed hours: affected cases"), target="new"
        )

    def _sla_apply(self):
        """Trigger the scheduled action that applies the hours to running clocks."""
        # sudo: the wizard checked that the user is a helpdesk manager
        self.sudo().write({"sla_applying_from": 0})
        self.env.ref("bacg_sla_platino.ir_cron_sla_calendar").sudo()._trigger()

    @api.model
    def _cron_sla_calendar(self):
        """Apply changed hours in batches, resuming where the last run stopped."""
        tickets = self.env["helpdesk.ticket"]
        for calendar in self.search([("sla_applying_from", ">=", 0)]):
            while True:
                domain = calendar._sla_applying_domain()
                batch = tickets.search(domain, order="id", limit=BATCH)
                if not batch:
                    calendar.write({"sla_applying_from": -1, "sla_changed_at": False})
                    self.env["ir.cron"]._commit_progress(0, remaining=0)
                    break
                batch._sla_sync()
                calendar.sla_applying_from = batch[-1].id
                left = tickets.search_count(domain) - len(batch)
                if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                    return
