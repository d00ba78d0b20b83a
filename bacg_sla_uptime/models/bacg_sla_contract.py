# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.availability import Method


def _exact(value):
    """Return a figure that a person entered, as he wrote it."""
    return Fraction(str(round(value, 6)))


class BacgSlaContract(models.Model):
    _inherit = "bacg.sla.contract"

    hosted_instance_ids = fields.One2many(
        comodel_name="bacg.hosted.instance", inverse_name="contract_id"
    )
    hosted_instance_count = fields.Integer(compute="_compute_hosted_instance_count")
    uptime_target = fields.Float(
        string="Availability promised (%)",
        digits=(6, 3),
        required=True,
        default=99.0,
        tracking=True,
        help="Of each calendar month and instance (SLA 2.01).",
    )
    uptime_tz = fields.Selection(
        selection=_tz_get,
        string="Zone of the months",
        tracking=True,
        help="Empty: the zone of the customer's business hours.",
    )
    uptime_maintenance = fields.Selection(
        selection=[
            ("counts", "Counts as any outage"),
            ("excused", "Excused, and stays in the month's total"),
            ("removed", "Excused, and leaves the month's total"),
        ],
        string="Planned maintenance",
        required=True,
        default="counts",
        tracking=True,
        help="The agreement excuses none. Excused is only what lies within a window "
        "that was announced in time.",
    )
    uptime_notice_hours = fields.Float(
        string="Notice of maintenance (hours)",
        default=24.0,
        tracking=True,
        help="Between the mail that announces a window and its begin.",
    )
    uptime_maintenance_cap_hours = fields.Float(
        string="Maintenance excused at most (hours a month)",
        tracking=True,
        help="0: no limit.",
    )
    uptime_minimum_outage_minutes = fields.Float(
        string="Shortest outage that counts (minutes)", tracking=True
    )
    uptime_partial_weight = fields.Float(
        string="Weight of partial outages (%)",
        required=True,
        default=100.0,
        tracking=True,
    )
    uptime_unknown_rule = fields.Selection(
        selection=[
            ("left_out", "Left out; the verdict needs both bounds"),
            ("up", "Counted as up"),
            ("down", "Counted as down"),
        ],
        string="Time that was not measured",
        required=True,
        default="left_out",
        tracking=True,
    )
    uptime_some_users = fields.Boolean(
        string="Outages of some users count",
        tracking=True,
        help="Otherwise they are shown in a figure of their own (SLA 2.05).",
    )

    @api.constrains(
        "uptime_target",
        "uptime_notice_hours",
        "uptime_maintenance_cap_hours",
        "uptime_minimum_outage_minutes",
        "uptime_partial_weight",
    )
    def _check_uptime_method(self):
        limits = {
            "uptime_target": (0, 100),
            "uptime_notice_hours": (0, None),
            "uptime_maintenance_cap_hours": (0, None),
            "uptime_minimum_outage_minutes": (0, None),
            "uptime_partial_weight": (0, 100),
        }
        for contract in self:
            for name, (low, high) in limits.items():
                contract._check_uptime_limit(name, low, high)

    def _check_uptime_limit(self, name, low, high):
        value = self[name]
        if low <= value and (high is None or value <= high):
            return
        label = self._fields[name]._description_string(self.env)
        if high is None:
            raise ValidationError(self.env._("%s: it cannot be negative.", label))
        raise ValidationError(
            self.env._("%(label)s: from 0 to %(high)s.", label=label, high=high)
        )

    def _uptime_get_zone(self, moment=None):
        """Return the name of the zone whose calendar months are judged (SLA 2.01).

        :param moment: naive UTC at which it is valid; now
        """
        return self._uptime_get_terms(moment)["uptime_tz"]

    def _uptime_get_method(self, moment=None):
        """Return the :class:`~..tools.availability.Method` of this contract.

        :param moment: naive UTC at which it is valid; now
        """
        terms = self._uptime_get_terms(moment)
        cap = round(terms["uptime_maintenance_cap_hours"] * 3600)
        return Method(
            target=_exact(terms["uptime_target"]),
            maintenance=terms["uptime_maintenance"],
            cap=cap or None,
            minimum=round(terms["uptime_minimum_outage_minutes"] * 60),
            partial_weight=_exact(terms["uptime_partial_weight"]) / 100,
            unknown=terms["uptime_unknown_rule"],
            some_users=terms["uptime_some_users"],
        )

    def _compute_hosted_instance_count(self):
        counts = self._count_records("bacg.hosted.instance")
        for contract in self:
            contract.hosted_instance_count = counts.get(contract, 0)

    def action_view_hosted_instances(self):
        return self._get_list_action("bacg_sla_uptime.bacg_hosted_instance_action")

    def _service_collect(self, page):
        """Say which ERPs the 99 % are promised for, and why others not (SLA 2.01)."""
        result = super()._service_collect(page)
        instances = self.hosted_instance_ids
        labels = dict(instances._fields["judgement"]._description_selection(self.env))
        for contract in self:
            for instance in contract.hosted_instance_ids:
                why = labels[instance.judgement]
                page.say(contract, "2.01", f"{instance.name}: {why}")
                if instance.judged:
                    parts = [instance.month_text, instance.budget_text]
                    figure = ", ".join(filter(None, parts))
                    page.add(contract, "2.01", instance.name, figure)
            page.link(contract, "2.01", "/my/availability")
        return result
