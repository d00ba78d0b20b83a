# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools.clock.local_day import midnight

FOLLOWING = "bacg.migration: plans that changed"


class BacgMigration(models.Model):
    """The plan that both sides approve (SLA 5.02): days, steps, what is migrated."""

    _inherit = "bacg.migration"

    def _approval_get_fields(self):
        return [
            "contract_id",
            "from_series",
            "to_series",
            "planned_start",
            "planned_end",
            "note",
        ]

    def _approval_get_responsible(self):
        return self.user_id or super()._approval_get_responsible()

    def _approval_get_planned_at(self):
        """Return the begin, in the customer's zone, of the next planned day."""
        day = self._get_next_day()
        if not day:
            return False
        return midnight(day, self.contract_id._get_business_calendar().tz or "UTC")

    def _approval_check(self):
        self._check_open()
        if not self.planned_start or not self.planned_end:
            raise UserError(
                self.env._(
                    "Planned start and end: fill them in, both sides approve them."
                )
            )
        return super()._approval_check()

    def _approval_get_substance(self):
        lines = sorted(line._get_plan_substance() for line in self.line_ids)
        return {**super()._approval_get_substance(), "lines": lines}

    def _approval_get_content(self):
        content = super()._approval_get_content()
        if self.line_ids:
            text = "\n".join(line._get_plan_text() for line in self.line_ids)
            content.append([self.env._("What is migrated"), text])
        return [*content, [self.env._("Cost"), self._get_cost_text()]]

    def _get_cost_text(self):
        return self.env._(
            "Without cost (clause 5 of the agreement). Only an exception that both "
            "sides approve, each by itself, may have a price."
        )

    def _is_agreed(self):
        """Return whether nothing on this migration waits for an approval."""
        pending = self.line_ids._get_pending_exceptions()
        return self._approval_is_given() and not pending

    def _get_approvals(self):
        """Return the rounds of the plan and of its exceptions."""
        # sudo: which ones are its own; they are read by the user's rights
        migrations = self.sudo()
        approvals = migrations.approval_ids | migrations.line_ids.approval_ids
        return approvals.sudo(self.env.su)

    def _approval_follow_changes(self):
        """Ask again once, however many lines one save changes."""
        precommit = self.env.cr.precommit
        changed = precommit.data.setdefault(FOLLOWING, set())
        if not changed:
            precommit.add(self._ask_changed_plans)
        changed.update(self.ids)

    def _ask_changed_plans(self):
        ids = self.env.cr.precommit.data.pop(FOLLOWING, ())
        # sudo: who changed the plan had the right to; asking is the system's
        plans = self.sudo().browse(sorted(ids)).exists()
        plans._approval_ask_changed()

    def _approval_answered(self, approval):
        result = super()._approval_answered(approval)
        self._end_warnings()
        return result
