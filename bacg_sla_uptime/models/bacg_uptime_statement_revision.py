# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .bacg_uptime_statement_measured import sha256

# Facts are compared with the statement for so long after they were written: longer
# than a scheduled action is ever missed.
LOOK_BACK_DAYS = 7


class BacgUptimeStatement(models.Model):
    """What became known after a statement was issued, and the revision with it."""

    _inherit = "bacg.uptime.statement"

    @api.model
    def _flag_revisions(self):
        """Offer a revision of the statements whose facts are no longer the same."""
        since = fields.Datetime.now() - timedelta(days=LOOK_BACK_DAYS)
        touched = self._get_touched_instances(since)
        statements = self.search(
            [
                ("instance_id", "in", touched.ids),
                ("state", "=", "issued"),
                ("revision_available", "=", False),
            ]
        )
        changed = self.browse()
        months = statements.grouped(lambda one: (one.start, one.stop))
        for (start, stop), of_month in months.items():
            known = self._get_known(of_month.instance_id, start, stop)
            changed |= of_month.filtered(
                lambda one, known=known: (
                    sha256(self._get_inputs(known[one.instance_id]))
                    != one.inputs_sha256
                )
            )
        changed.revision_available = True

    @api.model
    def _get_touched_instances(self, since):
        """Return the instances of which a fact was written since a moment."""
        recent = [("write_date", ">=", since)]
        env = self.env
        return (
            env["bacg.uptime.outage"].search(recent).instance_id
            | env["bacg.uptime.outage.slice"].search(recent).outage_id.instance_id
            | env["bacg.uptime.observation"].search(recent).instance_id
            | self._get_rescheduled_instances(recent)
        )

    @api.model
    def _get_rescheduled_instances(self, domain):
        """Return the instances whose maintenance was written."""
        windows = self.env["bacg.uptime.maintenance"].search(domain)
        whole = windows.filtered(lambda one: not one.instance_ids)
        return windows.instance_ids | whole.contract_id.hosted_instance_ids

    def _revise(self, reason):
        """Issue the next revision of a statement in force; return it."""
        self.ensure_one()
        self._check_manager()
        if self.state != "issued":
            raise UserError(self.env._("Only the statement in force can be revised."))
        # sudo: only this method and the scheduled action make statements
        previous = self.sudo()
        previous.state = "superseded"
        previous.flush_recordset()
        revision = previous._freeze(
            previous.instance_id,
            previous.date_from,
            previous.start,
            previous.stop,
            name=previous.name,
            revision=previous.revision + 1,
            previous_id=previous.id,
            reason=reason,
        )
        revision._send()
        return revision.sudo(False)
