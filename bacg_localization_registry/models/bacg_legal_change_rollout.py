# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .bacg_legal_change_clock import MOOT_STATUSES


class BacgLegalChange(models.Model):
    """Who has installed what a change asks for is warned of it no more."""

    _inherit = "bacg.legal.change"

    def _is_moot(self):
        """Return whether it binds nobody, whatever its date says."""
        return (
            self.legal_status in MOOT_STATUSES
            or self.state == "not_applicable"
            or self.change_kind == "form_record_change"
        )

    def _get_contracts_behind(self):
        # sudo: customers of all companies
        rollouts = self.env["bacg.localization.rollout"].sudo()
        installed = rollouts.search(
            [
                ("release_id", "in", self.release_ids.ids),
                ("release_id.state", "=", "ready"),
                ("release_id.completes", "=", True),
                ("environment", "=", "production"),
                ("state", "=", "installed"),
            ]
        )
        done = {(one.partner_id, one.company_id) for one in installed}
        return (
            super()
            ._get_contracts_behind()
            .filtered(lambda one: (one.partner_id, one.company_id) not in done)
        )
