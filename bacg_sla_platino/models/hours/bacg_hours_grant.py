# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import hours
from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels

# The two pools of contracted hours (SLA 1.18).
HOURS_POOLS = [
    ("consulting", "Consulting"),
    ("development", "Development"),
]
# What happens when more hours are offered than are available.
HOURS_OVERDRAW = [
    ("no", "Cannot be offered"),
    ("ask", "The customer confirms that the next hours cover the rest"),
    ("allow", "Is offered like any others"),
]

# Hours count while they are valid and, for work done then, after they expire.
COUNTED_STATES = ("active", "expired")
# What draws depend on once a grant counts: corrected then, never edited.
FROZEN_FIELDS = {
    "contract_id",
    "hours_pool",
    "hours",
    "date_from",
    "date_to",
    "origin",
    "corrects_id",
}


class BacgHoursGrant(models.Model):
    """Hours granted to a customer for a period (SLA 1.18)."""

    _name = "bacg.hours.grant"
    _description = "Granted Hours"
    _inherit = ["mail.thread", "bacg.sla.company.mixin"]
    # The order in which they are drained: PostgreSQL sorts "no expiry" last.
    _order = "date_to, date_from, id"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    # Hours belong to the customer: a renewed contract takes over what is left.
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    hours_pool = fields.Selection(
        selection=HOURS_POOLS,
        string="Pool",
        required=True,
        default="consulting",
        tracking=True,
    )
    origin = fields.Selection(
        selection=[
            ("included", "Included in the contract"),
            ("purchase", "Purchase"),
            ("carry_over", "Carried over"),
            ("courtesy", "Courtesy"),
            ("correction", "Correction"),
        ],
        required=True,
        default="purchase",
        tracking=True,
    )
    corrects_id = fields.Many2one(
        comodel_name="bacg.hours.grant",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('contract_id', '=', contract_id), ('hours_pool', '=', hours_pool), "
        "('origin', '!=', 'correction')]",
        help="The grant whose hours a correction adds to or takes from.",
    )
    correction_ids = fields.One2many(
        comodel_name="bacg.hours.grant",
        inverse_name="corrects_id",
        string="Corrections",
        readonly=True,
    )
    hours = fields.Float(required=True, tracking=True)
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="Expiry",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        tracking=True,
        help="Last day on which work can be drawn from these hours. Empty: they do "
        "not expire.",
    )
    state = fields.Selection(
        selection=[
            ("pending", "Pending"),
            ("active", "Active"),
            ("expired", "Expired"),
            ("void", "Void"),
        ],
        required=True,
        default="active",
        copy=False,
        tracking=True,
        help="Pending: not paid yet, nothing is drawn from them.",
    )
    note = fields.Char(help="Invoice, order or reason.")
    allocation_ids = fields.One2many(
        comodel_name="bacg.hours.allocation", inverse_name="grant_id", readonly=True
    )
    used_hours = fields.Float(string="Used", compute="_compute_free_hours")
    reserved_hours = fields.Float(string="Reserved", compute="_compute_free_hours")
    free_hours = fields.Float(string="Free", compute="_compute_free_hours")

    _hours_sign = models.Constraint(
        "CHECK (hours > 0 OR (origin = 'correction' AND hours <> 0))",
        "Hours: give more than 0. Only a correction takes hours away.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of granted hours cannot be before the first.",
    )
    _corrects_something = models.Constraint(
        "CHECK ((origin = 'correction') = (corrects_id IS NOT NULL))",
        "Corrects: a correction, and nothing else, names the hours that it corrects.",
    )

    @api.depends("contract_id")
    def _compute_date_to(self):
        for grant in self:
            grant.date_to = grant.date_to or grant.contract_id.date_to

    @api.depends("hours_pool", "hours", "date_from", "date_to")
    def _compute_display_name(self):
        labels = selection_labels(self, "hours_pool")
        for grant in self:
            grant.display_name = self.env._(
                "%(pool)s, %(hours)s from %(day)s",
                pool=labels.get(grant.hours_pool),
                hours=format_hours(self.env, hours.to_minutes(grant.hours)),
                day=fields.Date.to_string(grant.date_from) or "",
            )

    @api.depends(
        "hours",
        "state",
        "correction_ids.hours",
        "correction_ids.state",
        "allocation_ids.hours",
    )
    def _compute_free_hours(self):
        sums = self._minutes_by_kind()
        for grant in self:
            used, reserved = (sums.get((grant.id, k), 0) for k in ("used", "reserved"))
            free = grant._capacity() - used - reserved
            grant.used_hours = hours.to_hours(used)
            grant.reserved_hours = hours.to_hours(reserved)
            grant.free_hours = hours.to_hours(free)

    @api.constrains("corrects_id", "contract_id", "hours_pool", "hours", "state")
    def _check_correction(self):
        for grant in self.filtered("corrects_id"):
            corrected = grant.corrects_id
            if corrected.origin == "correction" or (
                (corrected.contract_id, corrected.hours_pool)
                != (grant.contract_id, grant.hours_pool)
            ):
                raise ValidationError(
                    self.env._(
                        "Corrects: choose granted hours of the same contract and pool."
                    )
                )
            if corrected._free_minutes() < 0:
                raise ValidationError(
                    self.env._(
                        "Hours: “%s” was already drawn from. Take away at most what is "
                        "free of it.",
                        corrected.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create([self._whole_minutes(vals) for vals in vals_list])
        grants.filtered(lambda grant: grant.state == "active")._activated()
        return grants

    def write(self, vals):
        vals = self._whole_minutes(vals)
        frozen = self.filtered(lambda grant: grant.state != "pending")
        if frozen and FROZEN_FIELDS & set(vals):
            frozen._check_unchanged(vals)
        waiting = self.filtered(lambda grant: grant.state == "pending")
        result = super().write(vals)
        waiting.filtered(lambda grant: grant.state == "active")._activated()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        if any(grant.state != "pending" for grant in self):
            raise UserError(
                self.env._("Granted hours that count are voided, not deleted.")
            )

    @api.model
    def _whole_minutes(self, vals):
        if not vals.get("hours"):
            return vals
        return dict(vals, hours=hours.to_hours(hours.to_minutes(vals["hours"])))

    def _check_unchanged(self, vals):
        for name in FROZEN_FIELDS & set(vals):
            cached = self._fields[name].convert_to_cache
            for grant in self:
                if cached(vals[name], grant) != cached(grant[name], grant):
                    raise UserError(
                        self.env._(
                            "“%s” already counts: it stays as it is. Make a "
                            "correction, or void it and grant the hours again.",
                            grant.display_name,
                        )
                    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for granted hours"),
                "template": "/bacg_sla_platino/static/csv/hours_grants.csv",
            }
        ]
