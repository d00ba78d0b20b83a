# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import ormcache

from ...tools.clock.escalation import BREACH, Step, in_order


class BacgSlaAgreement(models.Model):
    """The steps of the agreement's escalation, as its clocks pass them."""

    _inherit = "bacg.sla.agreement"

    escalation_ids = fields.One2many(
        comodel_name="bacg.sla.escalation",
        inverse_name="agreement_id",
        string="Escalations",
        copy=True,
    )

    @ormcache("self.id", "metric", "priority")
    def _escalation_steps(self, metric, priority):
        """Return the steps of a clock, in order, for ``tools.clock.escalation``."""
        escalations = self.sudo().escalation_ids  # sudo: the same for every user
        steps = [e._step() for e in escalations._for_clock(metric, priority)]
        return tuple(in_order([Step(BREACH), *steps]))

    def _get_inner_lines(self):
        steps = self.escalation_ids.grouped(lambda step: step._get_title())
        return {
            **super()._get_inner_lines(),
            **{
                title: "; ".join(step._get_act() for step in same)
                for title, same in steps.items()
            },
        }
