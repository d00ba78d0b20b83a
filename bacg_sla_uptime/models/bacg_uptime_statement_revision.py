# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from .bacg_uptime_statement_freeze import BATCH
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
        months = self._get_touched().grouped(lambda one: (one.start, one.stop))
        batches = [
            of_month[offset : offset + BATCH]
            for of_month in months.values()
            for offset in range(0, len(of_month), BATCH)
        ]
        left = sum(map(len, batches))
        for batch in batches:
            with isolated(batch):
                batch._flag_changed()
            left -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                return

    def _flag_changed(self):
        """Offer a revision of those of one month whose facts are not as they were."""
        known = self._get_known(self.instance_id, self[:1].start, self[:1].stop)
        changed = self.filtered(
            lambda one: (
                sha256(self._get_inputs(known[one.instance_id])) != one.inputs_sha256
            )
        )
        changed.revision_available = True

    @api.model
    def _get_touched(self):
        """Return the statements in force of months of which a fact was written lately.

        A fact changes no month that ended before it, nor before it was first seen.
        """
        since = fields.Datetime.now() - timedelta(days=LOOK_BACK_DAYS)
        earliest = {}
        for instance, moments in self._get_recent_facts(since):
            known = earliest.get(instance.id, datetime.max)
            earliest[instance.id] = min(known, *moments)
        if not earliest:
            return self.browse()
        statements = self.search(
            [
                ("instance_id", "in", list(earliest)),
                ("state", "=", "issued"),
                ("revision_available", "=", False),
                ("stop", ">", min(earliest.values())),
            ]
        )
        return statements.filtered(lambda one: one.stop > earliest[one.instance_id.id])

    @api.model
    def _get_recent_facts(self, since):
        """Yield instance and moments of each fact that was written since a moment.

        Spans do not say when they were written: they are of the present.
        """
        recent, env = [("write_date", ">=", since)], self.env
        outages = (
            env["bacg.uptime.outage"].search(recent)
            | env["bacg.uptime.outage.slice"].search(recent).outage_id
        )
        for one in outages:
            yield one.instance_id, [one.start, *one.observation_ids.mapped("start")]
        for one in env["bacg.uptime.observation"].search(recent):
            yield one.instance_id, [one.start]
        windows = env["bacg.uptime.maintenance"].search(recent)
        instances = env["bacg.hosted.instance"].with_context(active_test=False)
        customers = Domain("partner_id", "in", windows.partner_id.ids)
        for instance in instances.search(
            customers | Domain("id", "in", windows.instance_ids.ids)
        ):
            for one in instance._uptime_filter_windows(windows):
                yield instance, [one.start, *one.notice_ids.mapped("start")]

    def _revise(self, reason):
        """Issue the next revision of a statement in force; return it."""
        self._check_revisable()
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
        revision._get_body()
        revision._send()
        return revision.sudo(False)
