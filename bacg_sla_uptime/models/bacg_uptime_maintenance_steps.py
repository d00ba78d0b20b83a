# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from odoo.addons.bacg_sla_platino.models.common.zones import zone_name
from odoo.addons.bacg_sla_platino.tools.concurrency import isolated
from odoo.addons.bacg_sla_platino.tools.windows import Windows

WARNING = "mail.mail_activity_data_warning"
# Recurring windows are made so long before their notice is due.
AHEAD = timedelta(days=7)


class BacgUptimeMaintenance(models.Model):
    """From the plan to the end of a window, and the mails that tell of it."""

    _inherit = "bacg.uptime.maintenance"

    def action_announce(self):
        """Mail the times to the contact points; the notice counts from now."""
        self.check_access("write")
        for one in self.sudo():
            # Who announces it again would move the notice that was given.
            one._check_state("planned")
            if one.start <= fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "“%s” begins in the past: nothing can be announced any more.",
                        one.display_name,
                    )
                )
            one._announce()

    def _announce(self):
        self._check_recipients()
        kind = "moved" if self.notice_ids else "announced"
        self.write({"state": "announced", "announced_at": fields.Datetime.now()})
        self._mail(kind)

    def action_begin(self):
        self.check_access("write")
        for one in self.sudo():
            one._check_state("planned", "announced")
            one.write({"state": "running", "actual_start": fields.Datetime.now()})

    def action_end(self):
        self.check_access("write")
        for one in self.sudo():
            one._check_state("running")
            one.write({"state": "done", "actual_stop": fields.Datetime.now()})

    def action_cancel(self):
        """Cancel what has not begun, and tell those who know of it."""
        self.check_access("write")
        for one in self.sudo():
            one._check_state("planned", "announced")
            one.state = "cancelled"
            if one.notice_ids:
                one._mail("cancelled")

    def _check_state(self, *states):
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(name)s”: not possible any more, it is: %(state)s.",
                    name=self.display_name,
                    state=label[self.state],
                )
            )

    # -------------------------------------------------------------------------
    # Mails
    # -------------------------------------------------------------------------

    def _get_recipients(self):
        """Return whom of the customer we tell: the contact points, else the company."""
        points = self.contract_id.contact_ids.filtered("email_normalized")
        return points or self.partner_id.filtered("email_normalized")

    def _check_recipients(self):
        """Return whom we tell.

        :raises UserError: if there is nobody
        """
        people = self._get_recipients()
        if not people:
            raise UserError(
                self.env._(
                    "%s has no contact point with a mail address: note one on the "
                    "contract.",
                    self.contract_id.display_name,
                )
            )
        return people

    def _mail(self, kind):
        people = self._check_recipients()
        notice = self.env["bacg.uptime.maintenance.notice"].create(
            {
                "maintenance_id": self.id,
                "kind": kind,
                "sent_at": fields.Datetime.now(),
                "start": self.start,
                "stop": self.stop,
                "recipients": ", ".join(people.mapped("email_normalized")),
                "user_id": self.env.uid,
            }
        )
        template = self.env.ref("bacg_sla_uptime.mail_template_maintenance")
        mail = template._send_automatic(self.ids)[:1]
        # sudo: only administrators read mails
        notice.sudo().mail_id = mail

    def _get_lang(self):
        return self._get_recipients()[:1].lang or self.env.lang

    def _portal_state(self):
        """Return the last that the customer was told, in a word."""
        if self.state == "planned":
            return self.env._("Being moved")
        moved = self.state == "announced" and "moved" in self.notice_ids.mapped("kind")
        if moved:
            return self.env._("Moved")
        label = dict(self._fields["state"]._description_selection(self.env))
        return label[self.state]

    def _portal_tone(self):
        tones = {"announced": "primary", "running": "warning", "cancelled": "secondary"}
        tones["planned"] = "warning"
        return tones.get(self.state, "success")

    def _portal_sentence(self):
        """Return from when to when, in the customer's zone."""
        if self.state == "cancelled":
            return self.env._("It does not take place.")
        if self.state == "planned":
            return self.env._("We will tell you the new times.")
        return self.env._(
            "From %(start)s to %(stop)s",
            start=self._format_time(self.start),
            stop=self._format_time(self.stop),
        )

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        instances = self.instance_ids or self.contract_id.hosted_instance_ids
        facts = [
            (self.env._("What"), ", ".join(instances.mapped("name")) or "–"),
        ]
        if self.note:
            facts.append((self.env._("What you notice"), self.note))
        if self.actual_stop:
            ended = self._format_time(self.actual_stop)
            facts.append((self.env._("Ended"), ended))
        return facts

    def _portal_url(self):
        return f"{self.get_base_url()}/my/maintenance"

    def _format_time(self, moment):
        """Return a naive UTC ``moment`` as the customer reads it."""
        zone = self.contract_id._uptime_get_zone()
        return format_datetime(
            self.env, moment, tz=zone, dt_format="EEE d MMM y, HH:mm"
        )

    def _get_zone_name(self):
        return zone_name(self.env, self.contract_id._uptime_get_zone())

    # -------------------------------------------------------------------------
    # Each hour
    # -------------------------------------------------------------------------

    @api.model
    def _cron_maintenance(self):
        """Make and announce the next windows of series; close those that went by."""
        now = fields.Datetime.now()
        self._withdraw_undelivered(now)
        self.search([("state", "=", "announced"), ("stop", "<=", now)]).state = "done"
        series = self.search(
            [
                ("recurrence", "!=", False),
                ("state", "not in", ("planned", "cancelled")),
            ]
        )
        for done, one in enumerate(series, start=1):
            with isolated(one):
                one._make_next(now)
            left = len(series) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    @api.model
    def _withdraw_undelivered(self, now):
        """Take back announcements whose mail failed: what nobody read is no notice."""
        announced = self.search(
            [
                ("announced_at", "!=", False),
                ("notice_ids.mail_id.state", "=", "exception"),
            ]
        )
        for one in announced:
            if one.notice_ids[:1].mail_id.state != "exception":
                continue
            one.announced_at = False
            if one.state == "announced" and one.start > now:
                one.state = "planned"
            one._tell(
                lambda env: env._(
                    "The mail that announces it failed: check the addresses and "
                    "announce it again"
                )
            )

    def _make_next(self, now):
        """Make the windows of this series whose notice will soon be due.

        Those, too, that it is too late for: they are announced, and count.
        """
        notice = timedelta(hours=self.contract_id.uptime_notice_hours)
        wanted = self._get_windows().between(now, now + notice + AHEAD)
        domain = [("series_id", "=", self.id)]
        known = set(self.search(domain).mapped("occurrence_at"))
        for start, stop in wanted:
            if start in known or start <= max(now, self.start):
                continue
            made = self.create(self._prepare_occurrence(start, stop))
            if self._get_recipients():
                made._announce()
            else:
                made._tell(
                    lambda env: env._("Nobody to announce it to: note a contact point")
                )
            if made.is_late:
                made._tell(lambda env: env._("Announced too late by itself: it counts"))

    def _get_windows(self):
        """Return the windows of the rule: at this one's local time, as long as it."""
        zone = self.contract_id._uptime_get_zone()
        local = pytz.utc.localize(self.start).astimezone(pytz.timezone(zone))
        return Windows(
            self.recurrence,
            time(local.hour, local.minute),
            self.stop - self.start,
            zone,
            local.date(),
            last=self.contract_id.date_to or None,
        )

    def _prepare_occurrence(self, start, stop):
        return {
            "name": self.name,
            "note": self.note,
            "contract_id": self.contract_id.id,
            "instance_ids": [(6, 0, self.instance_ids.ids)],
            "series_id": self.id,
            "occurrence_at": start,
            "start": start,
            "stop": stop,
        }

    def _tell(self, summarize):
        """Tell the account manager what is wrong with this window.

        :param summarize: function from the environment to the sentence in its language
        """
        lang = self.company_id.partner_id.lang or self.env.lang
        one = self.with_context(lang=lang, mail_activity_quick_update=True)
        one.activity_schedule(
            WARNING,
            summary=summarize(one.env),
            user_id=self.contract_id._account_manager().id,
        )
