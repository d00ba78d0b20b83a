# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.bacg_sla_platino.models.messaging.helpdesk_ticket import in_lines

from ..tools import confirmation, probe

PREFIX = "bacg_sla_uptime."
# Settings of the monitor and what they are at first.
SETTINGS = {
    "confirmations": 3,
    "fault_share": 50,
    "failure_days": 30,
    "hour_days": 28,
    "certificate_days": 21,
}
WARNING = "mail.mail_activity_data_warning"


class BacgUptimeCheck(models.Model):
    """Who watches the watcher, and who is told."""

    _inherit = "bacg.uptime.check"

    @api.model
    def _get_setting(self, name):
        """Return a number of SETTINGS."""
        # sudo: a system parameter
        value = self.env["ir.config_parameter"].sudo().get_param(PREFIX + name)
        return int(value) if value else SETTINGS[name]

    @api.model
    def _get_networks(self):
        # sudo: a system parameter
        parameters = self.env["ir.config_parameter"].sudo()
        return probe.networks(parameters.get_param(PREFIX + "networks", ""))

    @api.model
    def _get_controls(self):
        # sudo: a system parameter
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(PREFIX + "controls", "").replace(",", " ").split()

    @api.model
    def _cron_watch(self):
        """Note what nobody looks at any more, and tell the managers of it."""
        self._create_missing()
        self.env.flush_all()
        now = fields.Datetime.now()
        found = self.env.execute_query(
            SQL(
                """
                SELECT id FROM bacg_uptime_check
                 WHERE coalesce(checked_at, create_date)
                       + make_interval(mins => 2 * interval_minutes + 1) < %(now)s
                   AND state IS DISTINCT FROM 'unknown_monitor'
                   AND (claimed_until IS NULL OR claimed_until < %(now)s)
                 ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                """,
                now=now,
            )
        )
        checks = self.browse(id_ for [id_] in found)
        checks._interrupt()
        self._alarm_gap(
            {
                check: check.checked_at or check.create_date
                for check in checks
                if check.active and check.instance_id.active
            }
        )

    def _interrupt(self):
        """From its last look on the state of each check is unknown."""
        spans = {}
        for check in self:
            if check.kind == "login":
                spans[check.instance_id.id] = [
                    confirmation.Change(
                        check.checked_at or check.create_date,
                        confirmation.UNKNOWN_MONITOR,
                    )
                ]
        self.env["bacg.uptime.span"]._change(spans)
        self.write({"state": "unknown_monitor", "pending": 0, "pending_since": False})

    @api.model
    def _alarm_gap(self, gaps):
        """Tell the managers that nobody looks, or looked, for a while.

        :param gaps: dict from check to the moment since when, naive UTC
        """
        checks = self.union(*gaps).filtered(lambda check: check.kind == "login")
        if not checks:
            return
        # sudo: whether the action runs, for who may not see scheduled actions
        action = self.env.ref("bacg_sla_uptime.ir_cron_uptime_checks").sudo()

        def sentences(env, own):
            since = min(gaps[check] for check in own)
            yield env._(
                "The checks of %(count)s instances stood still since %(since)s UTC. "
                "That time counts as unknown: our monitor did not run.",
                count=len(own.instance_id),
                since=fields.Datetime.to_string(since),
            )
            if not action.active:
                yield env._(
                    "The scheduled action “%s” is switched off: an administrator "
                    "switches it on again.",
                    action.with_env(env).name,
                )

        self._notify_managers(
            checks, lambda env: env._("Checks stood still"), sentences
        )

    @api.model
    def _alarm_fault(self, changes):
        """Tell the managers once that our own monitor fails."""
        checks = self.browse(
            check.id
            for check, own in changes.items()
            if own and own[-1].state == confirmation.UNKNOWN_MONITOR
        )

        def sentences(env, own):
            yield env._(
                "%s instances that have nothing to do with each other, or the control "
                "targets, failed at once: rather our own monitor's fault. That time "
                "counts as unknown.",
                len(own.instance_id),
            )
            yield env._("Look at the network and the name servers of this Odoo.")

        self._notify_managers(checks, lambda env: env._("Our monitor fails"), sentences)

    @api.model
    def _notify_managers(self, checks, subject, sentences):
        """Notify the helpdesk managers of each company, in their language.

        :param subject: called with an environment
        :param sentences: called with an environment and the checks of the company
        """
        for company, own in checks.grouped("company_id").items():
            managers = company._get_helpdesk_managers()
            for lang, people in managers.grouped("lang").items():
                env = self.with_context(lang=lang).env
                env["mail.thread"].message_notify(
                    partner_ids=people.partner_id.ids,
                    subject=subject(env),
                    body=in_lines(sentences(env, own)),
                )

    def _warn(self, changes):
        """Warn of what makes nothing unavailable yet: health, pages, certificates."""
        warnings = defaultdict(list)
        for check, own in changes.items():
            last = own and own[-1].state
            # What we may not call is unknown until somebody sets the address right.
            if last == confirmation.UNKNOWN_DATA or (
                check.kind != "login" and last == confirmation.DOWN
            ):
                warnings[check.instance_id].append(check)
        for instance, checks in warnings.items():
            for check in checks:
                instance._schedule_warning(check._prepare_warning)
        self._warn_of_certificates()

    def _prepare_warning(self, env):
        check = self.with_env(env)
        labels = dict(check._fields["reason"]._description_selection(env))
        return env._(
            "%(check)s: %(reason)s %(detail)s",
            check=check.display_name,
            reason=labels.get(check.reason, ""),
            detail=check.detail or "",
        )

    def _warn_of_certificates(self):
        """Warn once of a certificate that ends soon, or that browsers refuse."""
        soon = fields.Datetime.now() + timedelta(
            days=self._get_setting("certificate_days")
        )
        for check in self:
            expires = check.certificate_expires_at
            bad = bool(check.certificate_problem or expires and expires < soon)
            if bad and not check.certificate_warned:
                check.instance_id._schedule_warning(check._prepare_certificate_warning)
            if bad != check.certificate_warned:
                check.certificate_warned = bad

    def _prepare_certificate_warning(self, env):
        if self.certificate_problem:
            return env._(
                "Browsers refuse the certificate: %s", self.certificate_problem
            )
        return env._(
            "The certificate ends on %s.",
            fields.Date.to_string(self.certificate_expires_at),
        )
