# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools.exposure import judge_customer


class BacgLocalizationRollout(models.Model):
    """How a rollout stood at a moment, by what had happened until then."""

    _inherit = "bacg.localization.rollout"

    def _get_act_at(self, moment):
        """Return the last act that was noted by a moment, or none."""
        return self.act_ids.filtered(lambda act: act.noted_at <= moment)[-1:]

    def _moved_between(self, start, end):
        """Return whether it was open when a period began, or moved in it."""
        noted = self.act_ids.mapped("noted_at")
        if not noted or min(noted) >= end:
            return False
        moved = any(start <= moment < end for moment in noted)
        return moved or self._get_act_at(start).kind != "installed"

    def _prepare_statement_row(self, moment):
        """Return both clocks as they stood at a moment, as JSON values."""
        act, release = self._get_act_at(moment), self.release_id
        installed = act.happened_at if act.kind == "installed" else None
        ready_at = release.ready_at
        ours = release.change_ids.mapped("outcome")
        return {
            "country": self.localization_id.name,
            "release": release.name,
            "binds": fields.Date.to_string(self.binding_date),
            "ready": fields.Date.to_string(release.ready_date),
            "ours": "met_late" if "met_late" in ours else "met",
            "state": act.kind,
            "installed": fields.Datetime.to_string(installed) if installed else False,
            "outcome": judge_customer(self.binds_at, ready_at, installed, moment),
            "own_choice": any(
                one.accepts_risk for one in self.act_ids if one.noted_at <= moment
            ),
        }
