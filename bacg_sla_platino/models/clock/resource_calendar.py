# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .bacg_sla_status import LIVE_STATES

BATCH = 200


class ResourceCalendar(models.Model):
    """Changed hours and holidays: previewed, then applied to the running clocks."""

    _inherit = "resource.calendar"

    sla_changed_at = fields.Datetime(
        string="SLA hours changed",
        readonly=True,
        copy=False,
        help="Hours or holidays changed; the clocks that run still show the deadlines "
        "from before, until the change is applied or their case moves.",
    )
    sla_applying_from = fields.Integer(readonly=True, copy=False, default=-1)
    sla_applying_left = fields.Integer(
        compute="_compute_sla_applying_left", export_string_translation=False
    )

    @api.depends("sla_applying_from")
    def _compute_sla_applying_left(self):
        # sudo: a number; whoever keeps the holidays need not see cases
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
        """Note that calendars whose clocks run have other hours now."""
        used = self.sudo()._sla_serving()
        used.write({"sla_changed_at": fields.Datetime.now()})

    def _sla_serving(self, companies=None):
        """Return which of these calendars a live clock runs in.

        :param companies: only clocks of their cases
        """
        of_companies = (
            Domain("company_id", "in", companies.ids) if companies else Domain.TRUE
        )
        # sudo: whoever keeps the holidays need not see cases
        tickets = self.env["helpdesk.ticket"].sudo()
        return self.filtered(
            lambda calendar: tickets.search_count(
                calendar._sla_running_domain() & of_companies, limit=1
            )
        )

    def _sla_running_domain(self):
        """Return the domain of the cases with a live clock in this calendar's hours.

        And of those that have none because the calendar could not measure.
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
        # sudo: the wizard checked that a helpdesk manager asks
        return (
            self.env["helpdesk.ticket"]
            .sudo()
            .search_count(
                self._sla_running_domain() & Domain("sla_note", "=", "calendar")
            )
        )

    def _sla_applying_domain(self):
        """Return the domain of the cases to which changed hours are yet to come."""
        later = Domain("id", ">", self.sla_applying_from)
        return self._sla_running_domain() & later

    def _sla_preview(self):
        """Return what would change: ``(status, new deadline)``, writing nothing."""
        self.ensure_one()
        tickets = self.env["helpdesk.ticket"].sudo().search(self._sla_running_domain())
        facts, hours, changes = tickets._sla_read_facts(), {}, []
        for ticket in tickets:
            for status in ticket.sla_status_ids:
                if status.state in LIVE_STATES and status._hangs_on_calendar():
                    deadline = status._measured_deadline(facts[ticket], hours)
                    if deadline != status.deadline:
                        changes.append((status, deadline))
        return changes

    def action_sla_preview(self):
        """Show which cases the changed hours would move, before they do."""
        self.ensure_one()
        preview = self.env["bacg.sla.calendar.preview"]._make(self)
        return preview._get_records_action(
            name=self.env._("Changed hours: what moves"), target="new"
        )

    def _sla_apply(self):
        """Let the scheduled action bring the running clocks to the new hours."""
        # sudo: the wizard checked that a helpdesk manager asks
        self.sudo().write({"sla_applying_from": 0})
        self.env.ref("bacg_sla_platino.ir_cron_sla_calendar").sudo()._trigger()

    @api.model
    def _cron_sla_calendar(self):
        """Apply changed hours in batches; goes on where it was stopped."""
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
