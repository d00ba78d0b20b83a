# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.tools.clock.local_day import local_date

WARNING = "mail.mail_activity_data_warning"
AHEAD = timedelta(days=14)  # how early the managers are told of a gap
WEEK = timedelta(days=7)


def monday(day):
    return day - timedelta(days=day.weekday())


class BacgUptimeDuty(models.Model):
    """Who wakes up in a week; a row without anybody is a gap."""

    _name = "bacg.uptime.duty"
    _description = "Duty Week"
    _inherit = ["mail.thread", "mail.activity.mixin", "bacg.sla.company.mixin"]
    _order = "week_start desc, company_id, id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    week_start = fields.Date(
        string="Week of",
        required=True,
        default=lambda self: self._default_week_start(),
        help="Its Monday; the duty lasts until the next one.",
    )
    week_stop = fields.Date(string="Until", compute="_compute_week_stop")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="On duty",
        tracking=True,
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    phone = fields.Char(
        string="Telephone",
        compute="_compute_phone",
        store=True,
        readonly=False,
        tracking=True,
    )
    replacement_id = fields.Many2one(
        comodel_name="res.users",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    replacement_phone = fields.Char(
        string="Telephone of the replacement",
        compute="_compute_replacement_phone",
        store=True,
        readonly=False,
        tracking=True,
    )
    webhook_id = fields.Many2one(
        comodel_name="bacg.sla.webhook",
        groups="helpdesk_mgmt.group_helpdesk_manager",
        default=lambda self: self._default_webhook_id(),
        domain="[('company_id', 'in', [False, company_id])]",
        help="What wakes the person on duty: GoAlert, ntfy, PagerDuty. Without one "
        "calls go by mail only.",
    )
    is_gap = fields.Boolean(
        string="Nobody on duty", compute="_compute_is_gap", search="_search_is_gap"
    )

    _week_uniq = models.Constraint(
        "UNIQUE (company_id, week_start)",
        "This week has a row already: change that one.",
    )

    @api.model
    def _default_week_start(self):
        last = self.search([("company_id", "=", self.env.company.id)], limit=1)
        this_week = monday(fields.Date.context_today(self))
        return max(this_week, last.week_start + WEEK) if last else this_week

    @api.model
    def _default_webhook_id(self):
        last = self.search(
            [("company_id", "=", self.env.company.id), ("webhook_id", "!=", False)],
            limit=1,
        )
        return last.webhook_id

    @api.depends("week_start")
    def _compute_week_stop(self):
        for duty in self:
            duty.week_stop = duty.week_start and duty.week_start + timedelta(days=6)

    @api.depends("user_id")
    def _compute_phone(self):
        for duty in self:
            duty.phone = duty.user_id.phone

    @api.depends("replacement_id")
    def _compute_replacement_phone(self):
        for duty in self:
            duty.replacement_phone = duty.replacement_id.phone

    @api.depends("user_id.active")
    def _compute_is_gap(self):
        for duty in self:
            duty.is_gap = not duty.user_id.active

    def _search_is_gap(self, operator, value):
        if operator != "in":
            return NotImplemented
        gap = Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
        wanted = {True: gap, False: ~gap}
        return Domain.OR(wanted[bool(one)] for one in value)

    @api.depends("week_start", "user_id")
    def _compute_display_name(self):
        for duty in self:
            week = duty.week_start and format_date(self.env, duty.week_start)
            who = duty.user_id.name or self.env._("nobody")
            duty.display_name = f"{week or ''}: {who}"

    @api.constrains("week_start")
    def _check_monday(self):
        for duty in self:
            if duty.week_start.weekday():
                raise ValidationError(
                    self.env._(
                        "Week of: %(day)s is no Monday. Take %(monday)s.",
                        day=format_date(self.env, duty.week_start),
                        monday=format_date(self.env, monday(duty.week_start)),
                    )
                )

    @api.constrains("user_id", "replacement_id")
    def _check_people(self):
        for duty in self:
            people = duty.user_id | duty.replacement_id
            if people.filtered("share"):
                raise ValidationError(
                    self.env._("On duty: choose somebody of ours, no portal user.")
                )
            if duty.user_id and duty.user_id == duty.replacement_id:
                raise ValidationError(
                    self.env._(
                        "Replacement: %s is on duty already. Choose somebody else.",
                        duty.user_id.name,
                    )
                )
            if any(duty.company_id not in user.company_ids for user in people):
                raise ValidationError(
                    self.env._(
                        "On duty: choose people who work for %s.", duty.company_id.name
                    )
                )

    @api.constrains("webhook_id", "company_id")
    def _check_webhook(self):
        for duty in self:
            owner = duty.webhook_id.company_id
            if owner and owner != duty.company_id:
                raise ValidationError(
                    self.env._(
                        "Webhook: “%s” is another company's. Choose one of yours.",
                        duty.webhook_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        duties = super().create(vals_list)
        duties._end_warnings()
        return duties

    def write(self, vals):
        result = super().write(vals)
        self._end_warnings()
        return result

    def _end_warnings(self):
        self.filtered(lambda duty: not duty.is_gap).activity_unlink([WARNING])

    @api.model
    def _get_on_duty(self, companies, moment=None):
        """Return a dict from company to its row at a moment (naive UTC, now)."""
        moment = moment or fields.Datetime.now()
        weeks = {
            one: monday(local_date(moment, one.resource_calendar_id.tz or "UTC"))
            for one in companies
        }
        found = self.search(
            [
                ("company_id", "in", companies.ids),
                ("week_start", "in", list(set(weeks.values()))),
            ]
        )
        rows = {(row.company_id, row.week_start): row for row in found}
        none = self.browse()
        return {company: rows.get((company, weeks[company]), none) for company in weeks}

    @api.model
    def _cron_gaps(self):
        """Make the rows of the next weeks, and tell the managers who is missing."""
        now = fields.Datetime.now()
        for company in self._get_companies_with_duty():
            today = local_date(now, company.resource_calendar_id.tz or "UTC")
            self._make_weeks(company, today)._tell_gaps()

    @api.model
    def _get_companies_with_duty(self):
        """Return the companies that host, and those that note who is on duty."""
        hosting = self.env["bacg.hosted.instance"]._read_group(
            [("hosting", "=", "bacg"), ("contract_id.hosted", "=", True)],
            ["company_id"],
        )
        noting = self._read_group([], ["company_id"])
        return self.env["res.company"].union(
            *(company for [company] in hosting + noting)
        )

    @api.model
    def _make_weeks(self, company, today):
        """Return the rows of a company's weeks until 14 days ahead, made if missing."""
        first, last = monday(today), monday(today + AHEAD)
        weeks = {first + count * WEEK for count in range((last - first).days // 7 + 1)}
        domain = [("company_id", "=", company.id), ("week_start", "in", list(weeks))]
        known = self.search(domain)
        missing = weeks - set(known.mapped("week_start"))
        # The webhook is that of the last week: whoever fills it in adds the person.
        made = self.with_company(company).create(
            [{"company_id": company.id, "week_start": week} for week in sorted(missing)]
        )
        return known | made

    def _tell_gaps(self):
        for duty in self.filtered("is_gap"):
            lang = duty.company_id.partner_id.lang or self.env.lang
            duty = duty.with_context(lang=lang, mail_activity_quick_update=True)
            told = duty.activity_ids.filtered(
                lambda one: one.activity_type_id == self.env.ref(WARNING)
            )
            for user in duty.company_id._get_helpdesk_managers() - told.user_id:
                duty.activity_schedule(
                    WARNING,
                    summary=duty.env._(
                        "Nobody is on duty in the week of %s",
                        format_date(duty.env, duty.week_start),
                    ),
                    user_id=user.id,
                )

    def _get_text(self):
        """Return whom to call in this week, with the telephones."""
        self.ensure_one()
        people = [
            (self.user_id.name, self.phone),
            (self.replacement_id.name, self.replacement_phone),
        ]
        named = [" ".join(filter(None, pair)) for pair in people if pair[0]]
        return " · ".join(named) or self.env._("nobody this week")
