# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, time, timedelta
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from odoo.addons.bacg_sla_platino.tools.windows import BadRule, Windows, parse_rule
from odoo.addons.base.models.res_partner import _tz_get

ENVIRONMENTS = [("production", "Production"), ("test", "Test")]
PREVIEWED = 10
LONGEST = 72  # hours
EARLIEST = date(2020, 1, 1)
# Who picked it: said by the customer's own act in the portal only.
PICKED = {"picked_by_id", "picked_at"}


class BacgMaintenanceWindow(models.Model):
    """When a customer maintains an environment of his, by his own choice (SLA 3.03)."""

    _name = "bacg.maintenance.window"
    _description = "Maintenance Window"
    _inherit = ["bacg.sla.customer.mixin"]
    _order = "partner_id, environment, id"

    active = fields.Boolean(default=True)
    environment = fields.Selection(
        selection=ENVIRONMENTS, required=True, default="production", tracking=True
    )
    rule = fields.Char(
        string="On which days",
        required=True,
        default="FREQ=WEEKLY;BYDAY=SU",
        tracking=True,
        help="A rule of calendars (RFC 5545) without beginning and end: each second "
        "Sunday of the month is FREQ=MONTHLY;BYDAY=2SU.",
    )
    begins = fields.Float(
        required=True, default=22.0, tracking=True, help="By the clock of its zone."
    )
    hours = fields.Float(
        string="Length",
        required=True,
        default=4.0,
        tracking=True,
        help="Hours that pass; it may end on the next day.",
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        tracking=True,
    )
    valid_from = fields.Date(
        string="Valid from",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    valid_until = fields.Date(
        string="Valid until",
        tracking=True,
        help="None begins after this day. Empty: without end.",
    )
    blackout_ids = fields.One2many(
        comodel_name="bacg.maintenance.blackout",
        inverse_name="window_id",
        string="Blocked days",
    )
    picked_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Picked by",
        readonly=True,
        copy=False,
        tracking=True,
        help="The customer's contact who picked it in the portal. Empty: we entered "
        "what he told us.",
    )
    picked_at = fields.Datetime(string="Picked on", readonly=True, copy=False)
    name = fields.Char(string="In words", compute="_compute_name")
    next_text = fields.Text(string="The next ten", compute="_compute_next_text")

    _environment_uniq = models.UniqueIndex(
        "(partner_id, company_id, environment) WHERE active",
        "This customer already has a window for this environment: change that one.",
    )

    @api.depends_context("lang")
    @api.depends("rule", "begins", "hours", "tz")
    def _compute_name(self):
        for window in self:
            window.name = window._get_words()

    @api.depends("name", "environment")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["environment"]._description_selection(self.env))
        for window in self:
            window.display_name = f"{labels[window.environment]}: {window.name}"

    @api.depends_context("lang")
    @api.depends(
        "rule", "begins", "hours", "tz", "valid_from", "valid_until", "blackout_ids"
    )
    def _compute_next_text(self):
        for window in self:
            try:
                window._check_rule()
            except ValidationError as error:
                window.next_text = str(error)
            else:
                found = window._get_next(PREVIEWED)
                window.next_text = "\n".join(
                    window._format_window(*one) for one in found
                )

    @api.constrains("rule", "begins", "hours", "valid_from", "valid_until")
    def _check_rule(self):
        for window in self:
            try:
                parse_rule(window.rule)
            except BadRule as error:
                raise ValidationError(
                    self.env._(
                        "On which days: “%s” is no part of such a rule. Write it as in "
                        "FREQ=WEEKLY;BYDAY=SU; when it begins and ends stands beside "
                        "it.",
                        error.part,
                    )
                ) from error
            window._check_times()
            if not window._get_windows().next_after(window._get_first_moment()):
                raise ValidationError(
                    self.env._(
                        "On which days: no such day comes between the first and the "
                        "last day of the window."
                    )
                )

    def _check_times(self):
        if not 0 <= self.begins < 24:
            raise ValidationError(
                self.env._("Begins: give a time between 00:00 and 23:59.")
            )
        if not 0 < self.hours <= LONGEST:
            raise ValidationError(
                self.env._("Length: give between one minute and %s hours.", LONGEST)
            )
        if not self.valid_from or self.valid_from < EARLIEST:
            raise ValidationError(self.env._("Valid from: choose a day since 2020."))
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError(
                self.env._("Valid until: choose a day after the first one.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_picked(vals)
        windows = super().create(vals_list)
        windows._changed()
        return windows

    def write(self, vals):
        self._check_picked(vals)
        result = super().write(vals)
        if vals.keys() - PICKED:
            if not self.env.su:
                self._drop_pick()
            self._changed()
        return result

    def _check_picked(self, vals):
        if not self.env.su and any(vals.get(name) for name in PICKED):
            raise UserError(
                self.env._(
                    "Picked by: only the customer picks, in the portal. Leave it empty "
                    "for what you enter."
                )
            )

    def _drop_pick(self):
        """What we enter is not what the customer picked; the chatter keeps who did."""
        picked = self.filtered("picked_by_id")
        # sudo: else write() takes it for a pick of ours
        picked.sudo().write(dict.fromkeys(PICKED, False))

    def _changed(self):
        """Say that these windows are others now.

        Hook: what is planned in them.
        """

    # -------------------------------------------------------------------------
    # Which windows there are
    # -------------------------------------------------------------------------

    def _get_windows(self):
        """Return the :class:`Windows` that recur by this record."""
        self.ensure_one()
        minutes = min(round(self.begins * 60), 24 * 60 - 1)
        return Windows(
            rule=self.rule,
            begins=time(*divmod(minutes, 60)),
            length=timedelta(minutes=round(self.hours * 60)),
            zone=self.tz,
            first=self.valid_from,
            last=self.valid_until or None,
            blocked=tuple((one.date_from, one.date_to) for one in self.blackout_ids),
        )

    def _get_first_moment(self):
        return fields.Datetime.to_datetime(self.valid_from) - timedelta(days=2)

    def _get_next(self, count, after=None):
        """Return the next windows, pairs in naive UTC, that begin after a moment."""
        after = after or fields.Datetime.now()
        return list(islice(self._get_windows().after(after), count))

    def _format_window(self, start, stop):
        """Return a window as its customer reads it, in its zone."""

        def text(moment, how):
            return format_datetime(self.env, moment, tz=self.tz, dt_format=how)

        begin = text(start, "EEE d MMM y, HH:mm")
        same = text(start, "y-MM-dd") == text(stop, "y-MM-dd")
        return f"{begin} – {text(stop, 'HH:mm' if same else 'EEE d MMM, HH:mm')}"
