# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..common.selections import selection_labels

TONES = {"known": "warning", "test": "info", "released": "success"}


class BacgKnownBug(models.Model):
    """What customers are told of a bug, and read of it in the portal (SLA 4.03)."""

    _inherit = "bacg.known.bug"

    def action_tell_workaround(self):
        """Tell the workaround to each customer who was not told; safe to repeat."""
        self.ensure_one()
        if not self._has_workaround():
            raise UserError(self.env._("Workaround: write it first."))
        return self._tell("told_workaround_at", "_tell_workaround")

    def action_tell_fix(self):
        """Tell the fix to each customer who was not told; safe to repeat."""
        self.ensure_one()
        self._check_release()
        return self._tell("told_fix_at", "_tell_fix")

    def _tell(self, field, method):
        """Tell the customers of the cases that the user sees.

        :param field: of the cases, that says who was told
        :param method: of the cases, that tells one
        """
        self.check_access("read")
        cases = self.case_ids.filtered(
            lambda case: not case[field] and not case.ticket_id.closed
        )
        for case in cases:
            case._tell_isolated(method)
        told = cases.filtered(field)
        message = self.env._(
            "%(told)s of %(all)s told.", told=len(told), all=len(cases)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if told == cases else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _portal_tone(self):
        """Return the colour of Bootstrap in which its state is written."""
        return TONES.get(self.state, "secondary")

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_releases(self):
        return ", ".join(
            f"{one.version} (Odoo {one.series})" for one in self.release_ids
        )
