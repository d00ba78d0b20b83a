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
        withdrawn_at = self.release_id.withdrawn_at
        if withdrawn_at and withdrawn_at < start:
            return False
        moved = any(start <= moment < end for moment in noted)
        return moved or self._get_act_at(start).kind != "installed"

    def _prepare_statement_row(self, moment):
        """Return both clocks as they stood at a moment, as JSON values.

        What was announced or withdrawn later says nothing of how it stood.
        """
        act, release = self._get_act_at(moment), self.release_id
        installed = act.happened_at if act.kind == "installed" else None
        day, binds_at = self._get_bindings(moment)[self]
        said = self.act_ids.filtered(
            lambda one: one.noted_at <= moment and one.kind in ("chosen", "deferred")
        )
        outcome = release.completes and judge_customer(
            binds_at, self.proposed_at, installed, moment, self.first_window_stop
        )
        return {
            "country": self.localization_id.name,
            "release": release.name,
            "binds": fields.Date.to_string(day),
            "ready": fields.Date.to_string(release.ready_date),
            "ours": release.change_ids._judge_worst(moment),
            "state": act.kind,
            "installed": fields.Datetime.to_string(installed) if installed else False,
            "outcome": outcome or None,
            # A safe window that he chose later takes his risk back.
            "own_choice": said[-1:].accepts_risk,
        }
