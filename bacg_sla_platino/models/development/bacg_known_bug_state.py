# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .helpdesk_ticket_workaround import CRITICAL

PUBLISHED_STATES = ("known", "test", "released")
# Who did what when: noted with the state, never filled in.
NOTED_FIELDS = {
    "confirmed_by_id",
    "confirmed_at",
    "known_at",
    "fix_started_by_id",
    "fix_started_at",
    "released_at",
}


class BacgKnownBug(models.Model):
    """From a suspicion to the end of a bug: what each state needs, and notes."""

    _inherit = "bacg.known.bug"

    @api.constrains("state", "workaround", "resolution", "release_ids")
    def _check_state(self):
        for bug in self:
            if bug.state == "known" and not bug._has_workaround():
                raise ValidationError(
                    self.env._("Workaround: a bug is known once it has one.")
                )
            if bug.state == "released":
                bug._check_release()
            if bug.state == "closed":
                bug._check_resolution()

    def _get_published(self):
        """Return the bugs that customers read of: confirmed ones that we work on."""
        return self.filtered(lambda bug: bug.active and bug.state in PUBLISHED_STATES)

    def _has_workaround(self):
        return bool((self.workaround or "").strip())

    def _check_release(self):
        if not self.release_ids:
            raise ValidationError(
                self.env._("Fixed in: name the release that brings the fix.")
            )

    def _check_resolution(self):
        reason = (self.resolution_reason or "").strip()
        if not self.resolution:
            raise ValidationError(self.env._("Resolution: say how the bug ended."))
        if self.resolution == "fixed":
            self._check_release()
        if self.resolution == "duplicate" and not self.duplicate_of_id:
            raise ValidationError(self.env._("Duplicate of: name the other bug."))
        if self.resolution in ("not_a_bug", "accepted_risk") and not reason:
            raise ValidationError(self.env._("Reason: say why it is not fixed."))
        if self.resolution == "accepted_risk" and self._is_critical():
            self._check_workaround()

    def _is_critical(self):
        # sudo: cases of other teams count, too
        tickets = self.sudo().case_ids.ticket_id
        return any(ticket.priority in CRITICAL for ticket in tickets)

    def _check_workaround(self):
        if not self._has_workaround():
            raise ValidationError(
                self.env._("Workaround: a critical bug is not left without one.")
            )

    @api.constrains("duplicate_of_id")
    def _check_duplicate(self):
        if self._has_cycle("duplicate_of_id"):
            raise ValidationError(
                self.env._("Duplicate of: these bugs are duplicates of each other.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_noted(*vals_list)
        # No context gives a default either.
        blank = dict.fromkeys(NOTED_FIELDS, False)
        return super().create([{**blank, **vals, "state": "new"} for vals in vals_list])

    def write(self, vals):
        self._check_noted(vals)
        if {"state", "resolution"} & vals.keys():
            ends = self.filtered(lambda bug: vals.get("state", bug.state) == "closed")
            ends._check_may_close(vals)
        if "state" not in vals:
            return super().write(vals)
        moved = self.filtered(lambda bug: bug.state != vals["state"])
        result = super().write(vals)
        for bug in moved:
            super(BacgKnownBug, bug).write(bug._prepare_state_values())
        moved._move_duplicates()
        return result

    @api.model
    def _check_noted(self, *vals_list):
        if not self.env.su and any(NOTED_FIELDS & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("Who did what on a bug is noted when its state changes.")
            )

    def _check_may_close(self, vals):
        resolutions = {vals.get("resolution", bug.resolution) for bug in self}
        manager = self.env.su or self.env.user.has_group(
            "helpdesk_mgmt.group_helpdesk_manager"
        )
        if "accepted_risk" in resolutions and not manager:
            raise AccessError(
                self.env._("Only a helpdesk manager accepts the risk of a bug.")
            )

    def _prepare_state_values(self):
        """Return who did what when this bug came to its state, of first times only."""
        now = fields.Datetime.now()
        values = {
            "confirmed": {"confirmed_by_id": self.env.uid, "confirmed_at": now},
            "known": {"known_at": now},
            "test": {"fix_started_by_id": self.env.uid, "fix_started_at": now},
            "released": {"released_at": now},
        }
        return {
            name: value
            for name, value in values.get(self.state, {}).items()
            if not self[name]
        }

    def _get_original(self):
        """Return the bug of which this one is a duplicate in the end, or itself."""
        bug = self
        while bug.resolution == "duplicate" and bug.duplicate_of_id:
            bug = bug.duplicate_of_id
        return bug

    def _move_duplicates(self):
        """Hang the cases of duplicates on the original."""
        for bug in self.filtered(lambda one: one.state == "closed"):
            original = bug._get_original()
            if original != bug:
                # sudo: cases of all companies go along
                bug.sudo().case_ids._move_to(original.sudo())

    def action_confirm(self):
        self.write({"state": "confirmed"})

    def action_known(self):
        self.write({"state": "known"})

    def action_test(self):
        self.write({"state": "test"})

    def action_release(self):
        self.write({"state": "released"})

    def action_close(self):
        """Close these bugs; it touches no case: each customer's fix is his own."""
        released = self.filtered(lambda one: one.state == "released")
        released.filtered(lambda one: not one.resolution).resolution = "fixed"
        self.write({"state": "closed"})
