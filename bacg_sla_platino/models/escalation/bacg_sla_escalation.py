# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.clock.duration import format_promise
from ...tools.clock.escalation import Step
from ..agreement.bacg_sla_target import METRICS
from ..common.selections import PRIORITIES, selection_labels


class BacgSlaEscalation(models.Model):
    """A step of an agreement: when somebody is warned of a clock, who and how."""

    _name = "bacg.sla.escalation"
    _description = "SLA Escalation"
    _inherit = ["bacg.sla.duration.mixin", "bacg.sla.published.mixin"]
    _duration_fields = {"time_after": "minutes_after"}
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    metric = fields.Selection(
        selection=METRICS, help="Only clocks of this metric. Empty: all."
    )
    priority = fields.Selection(
        selection=PRIORITIES, help="Only cases of this priority. Empty: all."
    )
    trigger = fields.Selection(
        selection=[
            ("percent", "At a percent of the target"),
            ("minutes_after", "Some time after the deadline"),
        ],
        required=True,
        default="percent",
    )
    percent = fields.Float(
        digits=(5, 2),
        help="0: at once, when the case arrives or gets this priority. "
        "100: at the deadline.",
    )
    minutes_after = fields.Float(
        string="Minutes after",
        digits=(16, 4),
        help="Priorities 2 and 1: by the clock. 4 and 3: in business hours.",
    )
    time_after = fields.Char(
        string="Time after",
        compute="_compute_time_after",
        readonly=False,
        help="As you say it: 30 min, 2 h, 1 h 30 min. Priorities 2 and 1: by the "
        "clock. 4 and 3: in business hours.",
    )
    to_assignee = fields.Boolean(
        string="Assignee", help="The team leader while nobody is assigned."
    )
    to_leader = fields.Boolean(string="Team leader")
    user_ids = fields.Many2many(comodel_name="res.users", string="Users")
    group_ids = fields.Many2many(comodel_name="res.groups", string="Groups")
    whom = fields.Char(compute="_compute_whom")
    by_activity = fields.Boolean(string="Activity")
    by_note = fields.Boolean(string="Note")
    by_mail = fields.Boolean(
        string="Mail digest", help="One mail to each person for all that is due."
    )
    by_webhook = fields.Boolean(string="Webhook")

    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)",
        "The percent of an escalation lies between 0 and 100.",
    )
    _minutes_positive = models.Constraint(
        "CHECK (trigger != 'minutes_after' OR minutes_after > 0)",
        "The time after the deadline is more than 0: give for example 2 h.",
    )
    _channel_required = models.Constraint(
        "CHECK (by_activity OR by_note OR by_mail OR by_webhook)",
        "An escalation needs a channel: activity, note, mail digest or webhook.",
    )

    @api.depends("metric", "priority", "trigger", "percent", "minutes_after")
    def _compute_display_name(self):
        for escalation in self:
            escalation.display_name = escalation._get_text()

    @api.depends("minutes_after")
    @api.depends_context("lang")
    def _compute_time_after(self):
        for escalation in self:
            minutes = escalation.minutes_after
            escalation.time_after = (
                format_promise(self.env, minutes) if minutes else False
            )

    @api.onchange("time_after")
    def _onchange_time_after(self):
        return self._onchange_duration("time_after")

    @api.depends("to_assignee", "to_leader", "user_ids.name", "group_ids.full_name")
    def _compute_whom(self):
        for escalation in self:
            names = [
                self._fields[name]._description_string(self.env)
                for name in ("to_assignee", "to_leader")
                if escalation[name]
            ]
            names += escalation.user_ids.mapped("name")
            names += escalation.group_ids.mapped("full_name")
            escalation.whom = ", ".join(names)

    def _get_text(self):
        """Return when this step is passed, as text."""
        if self.trigger == "minutes_after":
            duration = format_promise(self.env, self.minutes_after)
            return self.env._("%(duration)s after the deadline", duration=duration)
        if not self.percent:
            return self.env._("at once, when the case arrives")
        return self.env._("at %(percent)g %%", percent=self.percent)

    def _get_title(self):
        """Return which clocks pass this step, and when, as text."""
        labels = (selection_labels(self, name) for name in ("metric", "priority"))
        metric, priority = (
            names.get(self[name])
            for names, name in zip(labels, ("metric", "priority"), strict=True)
        )
        parts = (self.env._("Escalation"), metric, priority, self._get_text())
        return " · ".join(filter(None, parts))

    def _get_act(self):
        """Return whom this step warns and how, as text."""
        channels = ("by_activity", "by_note", "by_mail", "by_webhook")
        how = [
            self._fields[name]._description_string(self.env)
            for name in channels
            if self[name]
        ]
        return " · ".join(filter(None, (self.whom, ", ".join(how))))

    def _step(self):
        """Return this step for ``tools.clock.escalation``."""
        self.ensure_one()
        if self.trigger == "minutes_after":
            return Step(self.id, 100, self.minutes_after)
        return Step(self.id, self.percent)

    def _for_clock(self, metric, priority):
        """Return the steps that apply to a metric of a case of this priority."""
        return self.filtered(
            lambda escalation: (
                escalation.metric in (False, metric)
                and escalation.priority in (False, priority)
            )
        )

    def _recipients(self, ticket):
        """Return whom this step notifies of a case: active users of its company.

        If the case is unassigned and the step reaches nobody, the managers.
        """
        users = self.user_ids | self.group_ids.all_user_ids
        if self.to_assignee:
            users |= ticket._get_responsible_user()
        if self.to_leader:
            users |= ticket.team_id.user_id
        company = ticket.company_id[:1] or self.env.company
        users = users.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return users if users or ticket.user_id else ticket._get_helpdesk_managers()
