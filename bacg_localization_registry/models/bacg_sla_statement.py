# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels


class BacgSlaStatement(models.Model):
    """Both clocks of the localizations in the month, neither for the other (SLA 3)."""

    _inherit = "bacg.sla.statement"

    def _content(self):
        return {**super()._content(), "localizations": self._localization_content()}

    def _localization_content(self):
        """Return a row for each release that was open in the period, or moved in it.

        As it stood when the period ended, whatever was noted later. What the law asks
        and no release proposed to the customer complies with has a row, too.
        """
        start, end = self._bounds()
        contract = self.contract_id
        # sudo: the statement counts what all teams did
        rollouts = self.env["bacg.localization.rollout"].sudo()
        rollouts = rollouts.search(
            [
                ("partner_id", "=", contract.partner_id.id),
                ("company_id", "=", contract.company_id.id),
                ("environment", "=", "production"),
            ],
            order="binds_at, id",
        )
        last = end - timedelta(seconds=1)
        shown = rollouts.filtered(lambda one: one._moved_between(start, end))
        proposed = rollouts.filtered(
            lambda one: one.proposed_at and one.proposed_at < end
        )
        whole = proposed.release_id.filtered(
            lambda one: one.completes and one._stands(last)
        )
        missing = contract._localization_get_changes(last) - whole.change_ids
        return [one._prepare_statement_row(last) for one in shown] + [
            one._prepare_statement_row(contract.partner_id, last)
            for one in missing
            if not one._get_ready_at(start) and one._judge_at(last)
        ]

    def _document_labels(self):
        rollouts = self.env["bacg.localization.rollout"]
        return {
            **super()._document_labels(),
            "rollout_state": selection_labels(rollouts.act_ids, "kind"),
            "rollout_outcome": selection_labels(rollouts, "outcome"),
        }
