# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from ..tools import feed

ON_THE_WAY = timedelta(minutes=10)  # what was sent and not taken is sent again


class BacgUptimeAlert(models.Model):
    """What a monitor told of one failure: only the feed writes it, nobody edits it."""

    _name = "bacg.uptime.alert"
    _description = "Alert of a Monitoring Source"
    _order = "started_at desc, id desc"
    _rec_name = "name"

    source_id = fields.Many2one(
        comodel_name="bacg.uptime.source",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="source_id.company_id", store=True, precompute=True
    )
    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: no target of the source has this value.",
    )
    name = fields.Char()
    target = fields.Char()
    fingerprint = fields.Char(required=True)
    state = fields.Selection(
        selection=[
            ("firing", "Open"),
            ("resolved", "Over"),
            ("unreadable", "Not readable"),
        ],
        required=True,
    )
    started_at = fields.Datetime(
        string="Fired", required=True, help="As the monitor sent it."
    )
    ended_at = fields.Datetime(string="Ended", help="As the monitor sent it.")
    start = fields.Datetime(
        string="Failed since", help="Before it fired, by the time that the rule waits."
    )
    stop = fields.Datetime(string="Failed until")
    is_stop_guessed = fields.Boolean(
        string="End never sent",
        help="It fired again without having ended: it is taken to have failed until "
        "then.",
    )
    first_seen_at = fields.Datetime(required=True)
    last_seen_at = fields.Datetime(required=True)
    is_pending = fields.Boolean(
        help="Still to be noted as an outage, after an error of ours."
    )
    is_stale = fields.Boolean(
        string="Not repeated", help="Open, but the monitor repeats it no more."
    )
    content = fields.Text(string="What was sent")

    _identity_uniq = models.UniqueIndex("(source_id, fingerprint, started_at)")
    _open_idx = models.Index("(source_id, fingerprint) WHERE ended_at IS NULL")
    _target_idx = models.Index("(source_id, target) WHERE instance_id IS NULL")
    _pending_idx = models.Index("(id) WHERE is_pending")

    @api.model
    def _keep_unreadable(self, source, text, now):
        """Keep what cannot be read, once, for somebody to look at."""
        identity = feed.digest(text)
        domain = [("source_id", "=", source.id), ("fingerprint", "=", identity)]
        if known := self.search(domain, limit=1):
            known.last_seen_at = now
            return known
        return self.create(
            {
                "source_id": source.id,
                "name": self.env._("Not readable"),
                "fingerprint": identity,
                "state": "unreadable",
                "started_at": now,
                "first_seen_at": now,
                "last_seen_at": now,
                "content": text,
            }
        )

    @api.model
    def _keep(self, source, alerts, now):
        """Keep the alerts of a message and return their rows.

        :param alerts: list of ``feed.Alert``
        """
        known = self._get_known(source, alerts)
        instances = {one.name: one.instance_id for one in source.target_ids}
        rows = self.browse()
        for alert in alerts:
            alert = self._timed(source, alert, known, now)
            key = (alert.fingerprint, alert.start)
            row = known.get(key)
            if row:
                row._update(alert, now)
            else:
                row = self.create(self._prepare(source, alert, instances, now))
                known[key] = row
            rows |= row
        return rows

    @api.model
    def _get_known(self, source, alerts):
        """Return the rows of these alerts, by fingerprint and begin."""
        rows = self.search(
            Domain("source_id", "=", source.id)
            & Domain("fingerprint", "in", [one.fingerprint for one in alerts])
            & (
                Domain("started_at", "in", [one.start for one in alerts if one.start])
                | Domain("state", "=", "firing")
            )
        )
        return {(row.fingerprint, row.started_at): row for row in rows}

    @api.model
    def _timed(self, source, alert, known, now):
        """Return an alert with begin and end: a plain one may leave them out.

        No clock of others is ahead of ours.
        """
        start, stop = alert.start, alert.stop
        same = self.browse() if start else self._find_same(source, alert, known)
        start = min(start or same.started_at or stop or now, now)
        if alert.state == feed.RESOLVED:
            stop = max(start, min(stop or same.ended_at or now, now))
        return alert._replace(start=start, stop=stop)

    @api.model
    def _find_same(self, source, alert, known):
        """Return the row of what an alert without a begin goes on about, if any."""
        rows = self.browse(
            row.id for (name, _at), row in known.items() if name == alert.fingerprint
        )
        same = rows.filtered(lambda row: row.state == "firing")[:1]
        if not same and alert.state == feed.RESOLVED:
            # Over, and over again: the last one is meant.
            same = self.search(
                [
                    ("source_id", "=", source.id),
                    ("fingerprint", "=", alert.fingerprint),
                    ("state", "=", "resolved"),
                ],
                limit=1,
            )
            known.update({(row.fingerprint, row.started_at): row for row in same})
        return same

    @api.model
    def _prepare(self, source, alert, instances, now):
        # A target's name stands in an index, too; none is as long as that.
        target = feed.identity(alert.labels.get(source.target_label, "")) or False
        instance = instances.get(target)
        delay = alert.delay(source.delay_seconds)
        content = {"labels": alert.labels, "annotations": alert.annotations}
        return {
            "source_id": source.id,
            "instance_id": instance and instance.id,
            "name": alert.name or target or alert.fingerprint,
            "target": target,
            "fingerprint": alert.fingerprint,
            "state": alert.state,
            "started_at": alert.start,
            "ended_at": alert.stop,
            "start": alert.start - timedelta(seconds=delay),
            "stop": alert.stop and alert.true_stop(),
            "first_seen_at": now,
            "last_seen_at": now,
            "is_pending": True,
            "content": json.dumps(content, ensure_ascii=False, indent=1),
        }

    def _update(self, alert, now):
        """Note that an alert came again; its end, once sent, is never taken back."""
        values = {"last_seen_at": now, "is_stale": False}
        if alert.stop and (not self.ended_at or alert.stop > self.ended_at):
            # What was only guessed gives way to it.
            values.update(
                state="resolved",
                ended_at=alert.stop,
                stop=alert.true_stop(),
                is_stop_guessed=False,
                is_pending=True,
            )
        self.write(values)

    def _observe(self):
        """Note these alerts as outages; what fails is tried again by the action."""
        outages = self.filtered(lambda alert: alert._is_outage())
        (self - outages).is_pending = False
        with isolated(outages):
            self.env["bacg.uptime.outage"]._observe(
                [alert._prepare_observation() for alert in outages]
            )
            outages.is_pending = False

    def _is_outage(self):
        """Return whether this says that an instance was down, if only for a second."""
        lasted = not self.stop or self.stop > self.start
        readable = self.state != "unreadable"
        meant = readable and self.source_id._is_outage(self.name)
        return bool(self.instance_id) and meant and lasted

    def _prepare_observation(self):
        return {
            "instance_id": self.instance_id.id,
            "source": "feed",
            "key": f"feed-{self.source_id.id}-{self.fingerprint}-{self.started_at}",
            "start": self.start,
            "stop": self.stop,
            "is_stop_guessed": self.is_stop_guessed,
            "monitor_id": self.source_id.id,
            "evidence": f"{self.source_id.name}: {self.name} ({self.target})",
        }

    @api.model
    def _observe_pending(self, source):
        """Try again what an error of ours kept from being noted."""
        self.search(
            [("source_id", "=", source.id), ("is_pending", "=", True)]
        )._observe()

    @api.model
    def _end_unseen(self, source, now):
        """End each open alert that is followed by another of the same, some time ago.

        Its own end may still be on the way before.
        """
        silent = self.search(
            [
                ("source_id", "=", source.id),
                ("state", "=", "firing"),
                ("last_seen_at", "<", now - ON_THE_WAY),
            ]
        )
        rows = silent | self.search(
            [
                ("source_id", "=", source.id),
                ("fingerprint", "in", silent.mapped("fingerprint")),
                ("started_at", ">=", min(silent.mapped("started_at"), default=now)),
            ]
        )
        ended = self.browse()
        for alerts in rows.grouped("fingerprint").values():
            for failure in feed.failures((a.id, a.start, a.stop) for a in alerts):
                alert = self.browse(failure.key)
                if failure.guessed and alert in silent:
                    alert.write(
                        {
                            "state": "resolved",
                            "stop": failure.stop,
                            "is_stop_guessed": True,
                            "is_pending": True,
                        }
                    )
                    ended |= alert
        ended._observe()
