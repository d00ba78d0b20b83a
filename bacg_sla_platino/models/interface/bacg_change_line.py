# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common.selections import selection_labels

# What is approved, in its order.
SUBSTANCE = (
    "name",
    "reason",
    "priority",
    "risk",
    "impact",
    "has_outage",
    "outage_start",
    "outage_stop",
    "test_plan",
    "backout_plan",
)


class BacgChangeLine(models.Model):
    """One change of the minutes; data and production come first (SLA 7.05)."""

    _name = "bacg.change.line"
    _description = "Change"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "minute_id, priority, sequence, id"

    minute_id = fields.Many2one(
        comodel_name="bacg.change.minute",
        string="Minutes",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="minute_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Change", required=True)
    reason = fields.Text(required=True)
    priority = fields.Selection(
        selection=[
            ("1", "1 – Integrity of data"),
            ("2", "2 – Availability in production"),
            ("3", "3 – Daily operation"),
            ("4", "4 – Improvement"),
        ],
        string="Priority by operation",
        required=True,
        default="4",
        help="Integrity of data and availability in production come first (SLA 7.05).",
    )
    risk = fields.Selection(
        selection=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
        required=True,
        default="low",
    )
    impact = fields.Text(help="Who and what notices it.")
    has_outage = fields.Boolean(string="Outage")
    outage_start = fields.Datetime(string="Outage from")
    outage_stop = fields.Datetime(string="Outage to")
    test_plan = fields.Text(help="How it is tested before production.")
    backout_plan = fields.Text(
        string="Back-out plan", help="How it is taken back if it fails."
    )
    evidence_ids = fields.Many2many(
        comodel_name="bacg.change.evidence",
        readonly=True,
        copy=False,
    )

    @api.constrains("has_outage", "outage_start", "outage_stop")
    def _check_outage(self):
        for line in self:
            start, stop = line.outage_start, line.outage_stop
            if not line.has_outage:
                continue
            if not (start and stop):
                raise ValidationError(
                    self.env._(
                        "%s – outage from, outage to: give the window in which the "
                        "service is down.",
                        line.name,
                    )
                )
            if stop <= start:
                raise ValidationError(
                    self.env._(
                        "%s – outage to: the window ends before it starts.", line.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        minutes = self.minute_id.browse({vals.get("minute_id") for vals in vals_list})
        self._check_minutes(minutes.exists())
        lines = super().create(vals_list)
        lines.minute_id._approval_follow_changes()
        return lines

    def write(self, vals):
        moved = self.minute_id.browse(filter(None, [vals.get("minute_id")]))
        self._check_minutes(self.minute_id | moved)
        result = super().write(vals)
        if set(SUBSTANCE) & vals.keys():
            self.minute_id._approval_follow_changes()
        return result

    def unlink(self):
        minutes = self.minute_id
        self._check_minutes(minutes)
        result = super().unlink()
        minutes.exists()._approval_follow_changes()
        return result

    def _check_minutes(self, minutes):
        if not self.env.su:
            minutes._check_editable()

    def _get_substance(self):
        """Return what is approved of this change, of values that JSON can hold."""
        return self._read_format(SUBSTANCE, load=None)[0]

    def _get_text(self):
        """Return this change for people, one thing a line."""
        return "\n".join(f"{label}: {text}" for label, text in self._get_facts())

    def _get_facts(self):
        """Return what there is to know of this change: pairs of label and text."""
        facts = [
            (self._get_label("reason"), self.reason),
            *(
                (self._get_label(name), selection_labels(self, name)[self[name]])
                for name in ("priority", "risk")
            ),
            (self._get_label("impact"), self.impact),
            (self._get_label("has_outage"), self._get_outage_text()),
            (self._get_label("test_plan"), self.test_plan),
            (self._get_label("backout_plan"), self.backout_plan),
        ]
        return [(label, text) for label, text in facts if text]

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _get_outage_text(self):
        if not self.has_outage:
            return self.env._("No")
        interface = self.minute_id.interface_id
        return "{} – {}".format(
            *map(interface._format_time, (self.outage_start, self.outage_stop))
        )
