# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated, touch

from ..tools import feed


class BacgUptimeSource(models.Model):
    """Taking what a source sends, and knowing when it sends nothing."""

    _inherit = "bacg.uptime.source"

    def _receive(self, body):
        """Take one message: keep what it says, then note outages.

        :param body: bytes
        :raises: only what is nobody's fault, for the sender to try again
        """
        self.ensure_one()
        # One message after the other: each sees what the one before has left.
        touch(self)
        now = fields.Datetime.now()
        alerts = self.env["bacg.uptime.alert"]
        try:
            message = feed.read(body, self.kind)
        except feed.Unreadable:
            alerts._keep_unreadable(self, feed.clean(body.decode("latin-1")), now)
            self._tell_of_unreadable()
            return
        for text in message.unreadable:
            alerts._keep_unreadable(self, text, now)
        if message.unreadable:
            self._tell_of_unreadable()
        if message.truncated:
            self._note_truncated(message.truncated, now)
        if not self.max_delay_seconds:
            self.silent_since = False  # it speaks, and no proof of life is expected
        self._note_life(message, now)
        rows = alerts._keep(self, message.alerts, now)
        self.target_ids._hear(set(rows.mapped("target")))
        rows._observe()

    def _tell_of_unreadable(self):
        self._tell_managers(
            self.env._(
                "“%s” sent something that cannot be read: see its alerts", self.name
            )
        )

    def _note_truncated(self, count, now):
        self.truncated_at = now
        self._tell_managers(
            self.env._(
                "“%(name)s” left out %(count)s alerts: raise its max_alerts",
                name=self.name,
                count=count,
            )
        )

    # -------------------------------------------------------------------------
    # Proof of life
    # -------------------------------------------------------------------------

    def _note_life(self, message, now):
        """Note a proof of life in a message, or that its sender's monitor died."""
        watchdogs = [one for one in message.alerts if one.name == self.watchdog_name]
        if message.alive or any(one.state == feed.FIRING for one in watchdogs):
            self._wake(now)
        elif watchdogs and self.alive_at and not self.silent_since:
            # It ended: the monitor was not heard of by its own Alertmanager.
            died = max(one.stop or now for one in watchdogs)
            if died >= self.alive_at:
                self._fall_silent()

    def _wake(self, now):
        if feed.is_stale(self.alive_at, now, self.max_delay_seconds or 10**9):
            self._fall_silent()
        if self.silent_since or not self.alive_at:
            self._note_state("up", now)
            self.activity_unlink(["mail.mail_activity_data_warning"])
        self.write({"alive_at": now, "silent_since": False})

    def _fall_silent(self):
        """Note that nothing is known since the last proof of life, and tell it."""
        if self.silent_since:
            return
        self.silent_since = self.alive_at
        self._note_state("unknown_data", self.alive_at)
        self._tell_managers(
            self.env._(
                "“%s” is silent: its customers' availability is not known", self.name
            )
        )

    def _forget_life(self, silent_since):
        """End what this source knows; it knows again from its next proof of life on.

        :param silent_since: naive UTC, or False
        """
        now = fields.Datetime.now()
        self._check_life(now)
        self.env["bacg.uptime.span"]._note(
            self.target_ids.instance_id, self, False, now
        )
        self.write({"alive_at": False, "silent_since": silent_since})

    def _note_state(self, state, moment, instances=None):
        """Begin a span: what the source can say of its targets from a moment on.

        :param instances: only of these; by default of all its targets that it has
            named once: a mistyped label would look like 100 %
        """
        if not self.max_delay_seconds:
            return
        if instances is None:
            instances = self.target_ids.filtered("heard_at").instance_id
        self.env["bacg.uptime.span"]._note(instances, self, state, moment)

    # -------------------------------------------------------------------------
    # Each minute
    # -------------------------------------------------------------------------

    @api.model
    def _cron_feed(self):
        """Find the sources that are silent and the alerts that are not repeated."""
        now = fields.Datetime.now()
        sources = self.search([("token_hash", "!=", False)])
        for done, source in enumerate(sources, start=1):
            with isolated(source):
                source._check_life(now)
                source._check_repeats(now)
                alerts = self.env["bacg.uptime.alert"]
                alerts._observe_pending(source)
                alerts._end_unseen(source, now)
            left = len(sources) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _check_life(self, now):
        limit = self.max_delay_seconds
        if limit and feed.is_stale(self.alive_at, now, limit):
            self._fall_silent()

    def _check_repeats(self, now):
        """Tell the managers of open alerts that may be over unseen."""
        if not self.repeat_hours:
            return
        limit = now - timedelta(hours=self.repeat_hours)
        stale = self.env["bacg.uptime.alert"].search(
            Domain("source_id", "=", self.id)
            & Domain("state", "=", "firing")
            & Domain("is_stale", "=", False)
            & Domain("name", "!=", self.watchdog_name)
            & Domain("last_seen_at", "<", limit)
        )
        for alert in stale:
            self._tell_managers(
                self.env._(
                    "“%(name)s” is open, but not repeated: is %(target)s still down?",
                    name=alert.name,
                    target=alert.target or alert.fingerprint,
                )
            )
        stale.is_stale = True
