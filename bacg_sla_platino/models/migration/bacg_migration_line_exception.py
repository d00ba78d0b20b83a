# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount

from .bacg_migration_line import WORK_STATES


class BacgMigrationLine(models.Model):
    """The exception from "without cost" (SLA 5.01), which both sides approve.

    Once approved the line may be ported all the same, for the price that was agreed.
    """

    _inherit = "bacg.migration.line"

    @api.constrains("state", "exception_reason", "price")
    def _check_exception(self):
        for line in self:
            reason = (line.exception_reason or "").strip()
            if line.state == "exception" and not reason:
                raise ValidationError(
                    self.env._("Exception reason: say why %s is one.", line.name)
                )
            if line.price and not reason:
                raise ValidationError(
                    self.env._(
                        "Price: %s is migrated without cost; only an exception with "
                        "its reason has a price.",
                        line.name,
                    )
                )
            if reason and not line._may_be_exception():
                raise ValidationError(
                    self.env._(
                        "%s: an exception goes on once both sides have approved it. "
                        "Otherwise empty its reason and its price.",
                        line.name,
                    )
                )

    def _may_be_exception(self):
        """Return whether a line in its state may be an exception."""
        if self.state in WORK_STATES:
            return self.approval_state != "none"
        return self.state == "exception"

    def _check_goes_on(self, vals):
        """Refuse that the work on an exception begins before both sides approved it."""
        if vals.get("state") not in WORK_STATES:
            return
        for line in self.filtered(lambda one: one.state == "exception"):
            reason = vals.get("exception_reason", line.exception_reason)
            if reason and line.approval_state != "approved":
                raise UserError(
                    self.env._(
                        "%s: an exception goes on once both sides have approved it. "
                        "Otherwise empty its reason and its price.",
                        line.name,
                    )
                )

    def _approval_get_fields(self):
        return ["migration_id", "name", "exception_reason", "price", "currency_id"]

    def _approval_get_substance(self):
        series = self.migration_id.to_series
        return {**super()._approval_get_substance(), "series": series}

    def _approval_get_text(self, name, described):
        if name == "currency_id":
            return False
        if name == "price":
            return format_amount(self.env, self.price, self.currency_id)
        return super()._approval_get_text(name, described)

    def _approval_get_responsible(self):
        return self.migration_id._approval_get_responsible()

    def _approval_get_planned_at(self):
        return self.migration_id._approval_get_planned_at()

    def _approval_check(self):
        self._check_open()
        if not (self.exception_reason or "").strip():
            raise UserError(
                self.env._(
                    "%s is no exception: nothing to approve beside the plan.", self.name
                )
            )
        return super()._approval_check()

    def _approval_follow_changes(self):
        """Ask again, or nobody any more if it is no exception now."""
        withdrawn = self.filtered(lambda line: not line.exception_reason)
        withdrawn._approval_withdraw(self.env._("The exception was withdrawn"))
        withdrawn.migration_id._end_warnings()
        return super(BacgMigrationLine, self - withdrawn)._approval_follow_changes()

    def _approval_answered(self, approval):
        result = super()._approval_answered(approval)
        self.migration_id._end_warnings()
        return result
