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
                raise ValidationError(line._get_waiting_sentence())

    def _may_be_exception(self):
        """Return whether a line in its state may be an exception."""
        if self.state in WORK_STATES:
            return self.approval_state != "none"
        return self.state == "exception"

    def _get_waiting_sentence(self):
        return self.env._(
            "%s: an exception goes on once both sides have approved it. Otherwise "
            "empty its reason and its price.",
            self.name,
        )

    def _get_pending_exceptions(self):
        """Return those of these lines that are exceptions without a valid approval."""
        return self.filtered(
            lambda line: line.exception_reason and not line._approval_is_given()
        )

    def _check_may_port(self, vals):
        """Refuse that the work on an exception begins before both sides approved it."""
        if vals.get("state") not in WORK_STATES:
            return
        for line in self.filtered(lambda one: one.state == "exception"):
            reason = vals.get("exception_reason", line.exception_reason)
            if reason and not line._approval_is_given():
                raise UserError(line._get_waiting_sentence())

    def _approval_get_fields(self):
        items = self._get_item_fields().values()
        what = ["migration_id", "kind", *items, "name"]
        return [*what, "exception_reason", "price", "currency_id"]

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

    def _approval_may_declare(self, user):
        """Only managers enter that the customer agreed to a price."""
        if self.price:
            return user.has_group("helpdesk_mgmt.group_helpdesk_manager")
        return super()._approval_may_declare(user)

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
