# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import api, models
from odoo.tools import ormcache

from ...tools import statement_changes
from ...tools.clock.local_day import day_end


class BacgSlaStatement(models.Model):
    """What changed after a statement was issued, and the revision that replaces it."""

    _inherit = "bacg.sla.statement"

    @api.model
    def _flag_revisions(self, contract, moment):
        """Offer a revision of what was issued and holds a ``moment`` (naive UTC).

        It is asked for at every change of a clock, hence the cache before the search.
        """
        if moment >= self._horizons().get(contract.id, datetime.min):
            return
        # sudo: as in ``_horizons``
        issued = self.sudo().search(
            [
                ("contract_id", "=", contract.id),
                ("state", "=", "issued"),
                ("revision_available", "=", False),
            ]
        )
        touched = issued.filtered(lambda statement: moment < statement._bounds()[1])
        touched.revision_available = True

    @api.model
    @ormcache()
    def _horizons(self):
        """Return the end (naive UTC) of the last period issued, by id of contract."""
        # sudo: who changes a clock need not have access to statements
        last_days = self.sudo()._read_group(
            [("state", "=", "issued")], ["contract_id", "tz"], ["date_to:max"]
        )
        horizons = {}
        for contract, tz, last in last_days:
            end = day_end(last, tz)
            horizons[contract.id] = max(end, horizons.get(contract.id, end))
        return horizons

    def _revise(self, reason):
        """Issue the next revision of a statement in force; return it."""
        self._check_revisable()
        draft = self._make(
            self.contract_id,
            self.date_from,
            self.date_to,
            name=self.name,
            revision=self.revision + 1,
            previous_id=self.id,
            reason=reason,
        )
        draft.sudo(False)._issue()
        return draft.sudo(False)

    def _changes(self, content):
        """Return what differs between the previous revision and ``content``."""
        before = self.previous_id.content
        return statement_changes.between(before, content) if before else []
