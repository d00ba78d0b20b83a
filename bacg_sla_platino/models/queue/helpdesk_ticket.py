# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.clock.change import NO_CHANGE
from ...tools.clock.local_day import day_end
from ...tools.queue_sections import (
    CLAIMED,
    CLOSED,
    NO_DEADLINE,
    RUNNING,
    URGENT,
    WAITING,
    sections,
)
from ..clock.helpdesk_ticket_stage import CLOSED_MODES

NOTIFIED = "bacg_queue_notified"
URGENT_PRIORITIES = ("2", "3")
WAIT_MODES = ("wait_customer", "wait_vendor")
# Nothing to do there now: a list opens with these groups folded.
FOLDED = {"8_waiting", "9_closed"}


class HelpdeskTicket(models.Model):
    """The one order of the agents' lists, its sections, and that they changed."""

    _inherit = "helpdesk.ticket"
    _order = "queue_tier, sla_deadline, priority desc, id"

    # What stands above what, whatever the hour is; within a tier the deadline sorts.
    queue_tier = fields.Integer(
        compute="_compute_queue_tier",
        store=True,
        sla_fact=True,
        export_string_translation=False,
    )
    queue_section = fields.Selection(
        selection=[
            ("0_claimed", "Outage claims to check"),
            ("1_urgent", "Priority 1 and 2, and urgent words"),
            ("2_late", "Late, priority 3 and 4"),
            ("3_hour", "Due within an hour"),
            ("4_today", "Due today"),
            ("5_later", "Due later"),
            ("6_no_deadline", "No deadline"),
            ("7_waiting_due", "Waiting, with a deadline by today"),
            ("8_waiting", "Waiting"),
            ("9_closed", "Closed cases"),
        ],
        string="Queue",
        compute="_compute_queue_section",
        search="_search_queue_section",
        groups="base.group_user",
        help="Where the case stands in the agents' lists now.",
    )

    _queue_order_idx = models.Index(
        "(queue_tier, sla_deadline, priority DESC, id) WHERE active IS TRUE"
    )

    @api.depends(
        "outage_scope",
        "priority",
        "sla_deadline",
        "classified_at",
        "urgent_words",
        "first_response_at",
        "stage_id.sla_mode",
        "sla_status_ids.state",
    )
    def _compute_queue_tier(self):
        for ticket in self:
            ticket.queue_tier = ticket._queue_get_tier()

    def _queue_get_tier(self):
        """Return the tier of this case, by its facts."""
        mode = self.stage_id.sla_mode
        if mode in CLOSED_MODES:
            return CLOSED
        if self.outage_scope == "claimed":
            return CLAIMED
        # A first response is owed, whatever the case waits for.
        if self.first_response_at and (
            mode in WAIT_MODES
            or any(status.state == "paused" for status in self.sla_status_ids)
        ):
            return WAITING
        hasty = self.urgent_words and not self.classified_at
        if hasty or self.priority in URGENT_PRIORITIES:
            return URGENT
        return RUNNING if self.sla_deadline else NO_DEADLINE

    @api.depends("queue_tier", "sla_deadline")
    @api.depends_context("tz", "uid")
    def _compute_queue_section(self):
        known = self._queue_get_sections()
        for ticket in self:
            tier, deadline = ticket.queue_tier, ticket.sla_deadline
            ticket.queue_section = next(
                section.key for section in known if section.holds(tier, deadline)
            )

    def _search_queue_section(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The ORM looks at the fields that this becomes, which customers may read.
        self._check_field_access(self._fields["queue_section"], "read")
        return Domain.OR(
            self._queue_section_domain(section)
            for section in self._queue_get_sections()
            if section.key in value
        )

    @api.model
    def _queue_section_domain(self, section):
        """Return the domain of the cases that stand in a section."""
        domain = Domain("queue_tier", "=", section.tier)
        if section.until:
            domain &= Domain("sla_deadline", "<", section.until)
        if section.since:
            after = Domain("sla_deadline", ">=", section.since)
            domain &= (
                after if section.until else after | Domain("sla_deadline", "=", False)
            )
        return domain

    @api.model
    def _queue_get_sections(self):
        """Return the sections as the user reads them now, in their time zone."""
        now = fields.Datetime.now()
        today = fields.Datetime.context_timestamp(self, now).date()
        return sections(now, day_end(today, self.env.tz.zone))

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "queue_section":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        tier = self._field_to_sql(alias, "queue_tier", query)
        deadline = self._field_to_sql(alias, "sla_deadline", query)
        # Sections stand in order: the first of the tier that ends later holds the case.
        whens = (
            SQL(
                "WHEN %s = %s AND COALESCE(%s < %s, %s IS NULL) THEN %s",
                *(tier, section.tier, deadline, section.until, section.until),
                section.key,
            )
            for section in self._queue_get_sections()
        )
        return SQL("CASE %s END", SQL(" ").join(whens))

    def _web_read_group_format(self, groupby, aggregates, groups):
        rows = super()._web_read_group_format(groupby, aggregates, groups)
        if groupby[:1] == ("queue_section",):
            for row in rows:
                if row["queue_section"] in FOLDED:
                    row["__fold"] = True
        return rows

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
