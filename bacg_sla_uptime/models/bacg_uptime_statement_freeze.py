# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import date_utils

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from ..tools.availability import to_datetime
from .bacg_uptime_statement_measured import sha256

BATCH = 200
# Statements whose mail failed are tried again for so long.
SENDING_DAYS = 7


@dataclass
class Known:
    """What is known of an instance's month."""

    #: The measurement: ``tools.availability.Availability``.
    measured: object
    #: Its outages, rejected ones, too.
    outages: object
    #: What the customer alone saw: observations without an outage.
    claims: object
    #: Windows of maintenance.
    windows: object
    #: The contract whose method it is judged by.
    contract: object


class BacgUptimeStatement(models.Model):
    """From the facts of a month to its frozen statement."""

    _inherit = "bacg.uptime.statement"

    @api.model
    def _cron_statements(self):
        """Freeze last month's statements that are due, mail them, see what changed.

        Idempotent: it runs each hour, and on several servers.
        """
        self.env["bacg.hosted.instance"]._uptime_follow_renewals()
        self._freeze_due()
        self._send_new()
        self._flag_revisions()

    @api.model
    def _freeze_due(self):
        """Make last month's statements from the 3rd in each contract's zone."""
        batches = self._get_batches()
        left = sum(len(batch) for batch, _month in batches)
        for batch, month in batches:
            with isolated(batch):
                self._freeze_batch(batch, month)
            left -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                return

    @api.model
    def _freeze_now(self):
        """Make what is due in this transaction."""
        for batch, month in self._get_batches():
            self._freeze_batch(batch, month)

    @api.model
    def _get_batches(self):
        """Return what is due as pairs of instances and month."""
        return [
            (instances[offset : offset + BATCH], month)
            for month, instances in self._get_due().items()
            for offset in range(0, len(instances), BATCH)
        ]

    @api.model
    def _freeze_batch(self, instances, month):
        """Make the statements that no other server is making, or has made."""
        locked = instances.try_lock_for_update(allow_referencing=True)
        made = self._freeze(locked - self._get_made(locked, month[0]), *month)
        # Rendered now, with the names of now, whenever it is read.
        for statement in made:
            statement._get_body()

    @api.model
    def _get_due(self):
        """Return the instances that owe a statement, by ``(first day, start, stop)``.

        Archived ones too, and those that moved elsewhere, if they were watched in that
        month: neither hides anything. No month is left out, however late it is.
        """
        instances = self.env["bacg.hosted.instance"].with_context(active_test=False)
        now = fields.Datetime.now()
        instances = instances.search([("measured_from", "<=", now.date())])
        contracts = instances._uptime_get_contracts()
        made = {
            instance: (first, stop)
            for instance, first, stop in self._read_group(
                [], ["instance_id"], ["date_from:max", "stop:max"]
            )
        }
        due = {}
        for instance in instances:
            for bounds in instance._uptime_statement_months(
                now, contracts[instance.id], made.get(instance)
            ):
                due.setdefault(bounds, []).append(instance.id)
        found = {}
        for (first, start, stop), ids in sorted(due.items()):
            owing = instances.browse(ids)
            owing -= self._get_made(owing, first)
            owing = owing._uptime_filter_owing(start, stop, now)
            if owing:
                found[first, start, stop] = owing
        return found

    @api.model
    def _get_made(self, instances, first):
        """Return those of these instances that have a statement of the month."""
        made = self.search_fetch(
            [("instance_id", "in", instances.ids), ("date_from", "=", first)],
            ["instance_id"],
        )
        return made.with_context(active_test=False).instance_id

    # -------------------------------------------------------------------------
    # The freeze
    # -------------------------------------------------------------------------

    @api.model
    def _freeze(self, instances, first, start, stop, **revision):
        """Make the statements of a month, in sudo.

        :param first: first day of the month, in the contracts' zone
        :param start, stop: naive UTC, what of it the contracts cover
        :param revision: values of a revision, of one instance alone
        """
        # sudo: only the scheduled action and the button make statements
        statements = self.sudo()
        known = statements._get_known(instances.sudo(), start, stop)
        sequence = statements.env["ir.sequence"].search(
            [("code", "=", "bacg.uptime.statement")], limit=1
        )
        made = statements.with_context(tracking_disable=True).create(
            [
                statements._prepare_statement(
                    instance, of_instance, sequence, {"date_from": first, **revision}
                )
                for instance, of_instance in known.items()
            ]
        )
        return made.with_env(statements.env)

    @api.model
    def _get_known(self, instances, start, stop):
        """Return what is :class:`Known` of each instance, in few queries."""
        measured = instances._uptime_measure(start, stop)
        domain = self._month_domain(start, stop)
        of_these = Domain("instance_id", "in", instances.ids)
        outages = self.env["bacg.uptime.outage"].search(
            domain & of_these & Domain("joined_into_id", "=", False),
            order="start, id",
        )
        claims = self.env["bacg.uptime.observation"].search(
            domain & of_these & Domain("outage_id", "=", False), order="start, id"
        )
        windows = instances._uptime_search_windows(domain)
        judging = instances._uptime_get_judging(start, stop)
        outages_of = outages.grouped("instance_id")
        claims_of = claims.grouped("instance_id")
        return {
            instance: Known(
                measured[instance],
                outages_of.get(instance, outages.browse()),
                claims_of.get(instance, claims.browse()),
                instance._uptime_filter_windows(windows),
                judging[instance.id],
            )
            for instance in instances
        }

    @api.model
    def _prepare_statement(self, instance, known, sequence, revision):
        """Return the values of a statement: frozen, and nothing in them is computed.

        :param sequence: that numbers it
        :param revision: its first day, and what a revision has from the one before
        """
        contract = known.contract
        last_second = to_datetime(known.measured.stop - 1)
        zone = contract._uptime_get_zone(last_second)
        lang = contract._statement_language()
        # What is frozen is what the customer read, in his language.
        localized = self.with_context(lang=lang, tz=zone)
        instance = instance.with_env(localized.env)
        content = localized._content(instance, known)
        inputs = self._get_inputs(known)
        values = {
            **self._measured_values(known.measured),
            "instance_id": instance.id,
            "instance_name": instance.name,
            "url": instance.url,
            "contract_id": contract.id,
            "date_to": date_utils.end_of(revision["date_from"], "month"),
            "start": to_datetime(known.measured.start),
            "stop": to_datetime(known.measured.stop),
            "measured_from": instance.measured_from,
            "tz": zone,
            "lang": lang,
            "target": float(known.measured.method.target),
            "issued_at": fields.Datetime.now(),
            "line_ids": [
                Command.create(line)
                for line in localized._prepare_lines(instance, known)
            ],
            "inputs": inputs,
            "inputs_sha256": sha256(inputs),
            **revision,
        }
        if previous := self.browse(revision.get("previous_id")):
            content["changes"] = localized._changes(previous, values)
        else:
            values["name"] = sequence.next_by_id()
        return {**values, "content": content}

    # -------------------------------------------------------------------------
    # The mail
    # -------------------------------------------------------------------------

    @api.model
    def _send_new(self):
        """Mail what was issued lately and has not gone out."""
        since = fields.Datetime.now() - timedelta(days=SENDING_DAYS)
        unsent = self.search(
            [
                ("state", "=", "issued"),
                ("sent_at", "=", False),
                ("issued_at", ">=", since),
                ("contract_id.contact_ids.email_normalized", "!=", False),
            ]
        )
        for done, statement in enumerate(unsent, start=1):
            with isolated(statement):
                if statement.try_lock_for_update(allow_referencing=True):
                    statement._send()
            left = len(unsent) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return
