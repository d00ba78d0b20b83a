# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ...tools import statement_changes
from ...tools.clock.local_day import day_end


class BacgSlaStatement(models.Model):
    """A statement in force never changes: the next revision takes its place."""

    _inherit = "bacg.sla.statement"

    def _revise(self, reason):
        """Issue the next revision of a statement in force; return it."""
        self.ensure_one()
        self._check_manager()
        if self.state != "issued":
            raise UserError(self.env._("Only the statement in force is revised."))
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
        """Return what differs from the revision before, for people to read."""
        before = self.previous_id.content
        return statement_changes.between(before, content) if before else []

    @api.model
    @ormcache()
    def _horizons(self):
        """Return until when (naive UTC) each contract, by id, has statements issued."""
        # sudo: whoever moves a clock may touch a statement that he does not see
        last_days = self.sudo()._read_group(
            [("state", "=", "issued")], ["contract_id", "tz"], ["date_to:max"]
        )
        horizons = {}
        for contract, tz, last in last_days:
            end = day_end(last, tz)
            horizons[contract.id] = max(end, horizons.get(contract.id, end))
        return horizons

    @api.model
    def _flag_revisions(self, contract, moment):
        """Note that what was judged at ``moment`` (naive UTC) has changed since."""
        if moment >= self._horizons().get(contract.id, datetime.min):
            return
        issued = self.sudo().search(
            [
                ("contract_id", "=", contract.id),
                ("state", "=", "issued"),
                ("revision_available", "=", False),
            ]
        )
        touched = issued.filtered(lambda statement: moment < statement._bounds()[1])
        touched.revision_available = True
