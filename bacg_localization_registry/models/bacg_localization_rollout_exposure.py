# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cache
from itertools import takewhile

from odoo import api, fields, models

from odoo.addons.bacg_sla_platino.tools.clock.local_day import midnight
from odoo.addons.bacg_sla_platino.tools.windows import find_safe

from ..tools.exposure import get_exposure, judge_customer
from .bacg_localization_rollout_notice import ALARMING

EXPOSURE_FIELDS = (
    "binding_date",
    "binds_at",
    "safe_count",
    "last_safe_start",
    "last_safe_stop",
    "exposure",
    "outcome",
    "due_at",
)


class BacgLocalizationRollout(models.Model):
    """How exposed customers are: dates of laws against windows (SLA 3.03)."""

    _inherit = "bacg.localization.rollout"

    @api.depends(
        "state",
        "installed_at",
        "proposed_at",
        "first_window_stop",
        "environment",
        "partner_id.vat",
        "release_id.state",
        "release_id.ready_at",
        "release_id.completes",
        "release_id.change_ids.change_kind",
        "release_id.change_ids.legal_status",
        "release_id.change_ids.state",
        "release_id.change_ids.mandatory_from",
        "release_id.change_ids.phase_ids.mandatory_from",
        "release_id.change_ids.phase_ids.partner_ids",
        "release_id.change_ids.phase_ids.tax_id_last_digits",
        "release_id.change_ids.regulator_id.tz",
    )
    def _compute_exposure(self):
        now = fields.Datetime.now()
        bindings = self._get_bindings()
        windows = self._get_coming_windows(bindings, now)
        for rollout in self:
            day, binds_at = bindings[rollout]
            ready_at = rollout.release_id.ready_at
            installed = rollout.state == "installed"
            safe = find_safe(
                windows.get(rollout, ()),
                max(now, ready_at or now),
                binds_at or now,
            )
            start, stop = safe.last or (False, False)
            rollout.binding_date, rollout.binds_at = day, binds_at
            rollout.safe_count = safe.count
            rollout.last_safe_start, rollout.last_safe_stop = start, stop
            # A safe window passes when it begins.
            still = binds_at and binds_at > now and binds_at
            rollout.due_at = windows[rollout][0][0] if safe.count else still
            # What is installed for a test protects nobody, nor does a part of what
            # the law asks: its release that completes it has a rollout of its own.
            counts = (
                rollout.environment == "production" and rollout.release_id.completes
            )
            rollout.exposure = counts and get_exposure(
                binds_at, installed, safe.count, now
            )
            rollout.outcome = counts and judge_customer(
                binds_at,
                rollout.proposed_at,
                installed and rollout.installed_at,
                now,
                rollout.first_window_stop,
            )

    def _note_first_windows(self):
        """Keep when each customer's first window ends in which he may install it."""
        windows, now = self._get_windows_by_key(), fields.Datetime.now()
        for key, rollouts in self.grouped(lambda one: one._get_window_key()).items():
            first = key in windows and windows[key]._get_windows().next_after(now)
            if first:
                rollouts.first_window_stop = first[1]

    def _get_bindings(self, moment=None):
        """Return the first day that binds each customer, and its moment, by rollout.

        Both are False where there is none, or where the release was withdrawn.

        :param moment: as it stood then, by what had been announced; None: as it stands
        """
        first_moment = cache(midnight)
        bindings = dict.fromkeys(self, (False, False))
        for release, rollouts in self.grouped("release_id").items():
            if not release._stands(moment):
                continue
            for change in release.change_ids:
                zone = change.regulator_id.tz or "UTC"
                days = change._get_days(rollouts.partner_id, moment)
                for rollout in rollouts:
                    if day := days.get(rollout.partner_id):
                        found = (day, first_moment(day, zone))
                        known = bindings[rollout]
                        if not known[1] or found[1] < known[1]:
                            bindings[rollout] = found
        return bindings

    def _get_binding_change(self):
        """Return the change whose day is the first that binds the customer."""
        partner = self.partner_id
        changes = self.release_id.change_ids.filtered(
            lambda one: (
                not one._is_moot()
                and one._get_mandatory_from(partner)[partner] == self.binding_date
            )
        )
        return changes[:1]

    def _get_coming_windows(self, bindings, now):
        """Return the customer's windows before the last of his dates, by rollout."""
        records = self._get_windows_by_key()
        groups = self.grouped(lambda one: one._get_window_key())
        found = {}
        for key, rollouts in groups.items():
            until = max((bindings[one][1] or now for one in rollouts), default=now)
            if key in records and until > now:
                coming = records[key]._get_windows().after(now)
                listed = list(
                    takewhile(lambda one, until=until: one[0] < until, coming)
                )
                found.update(dict.fromkeys(rollouts, listed))
        return found

    def _refresh_exposure(self):
        """Reckon the exposures of these rollouts anew, as of now."""
        # At once: the ORM's own recomputation would expand each customer's windows
        # once for every thousand rollouts.
        computed = [self._fields[name] for name in EXPOSURE_FIELDS]
        with self.env.protecting(computed, self):
            self._compute_exposure()
        self.flush_recordset(EXPOSURE_FIELDS)

    @api.model
    def _cron_refresh_exposure(self):
        """Reckon anew what time moved, and tell customers what it brings."""
        due = self.search([("due_at", "<=", fields.Datetime.now())], order="due_at, id")
        due._refresh_exposure()
        alarming = self.search(
            [("exposure", "in", ALARMING)], order="binds_at desc, id"
        )
        untold = alarming.filtered(
            lambda one: one._get_alarm() not in (None, one.alarm)
        )
        for done, rollout in enumerate(untold, start=1):
            rollout._tell_alarms()
            left = self.env["ir.cron"]._commit_progress(1, remaining=len(untold) - done)
            if not left:
                break
