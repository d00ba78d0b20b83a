# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models

from ...tools.concurrency import isolated
from .bacg_migration import OPEN_STATES

WARNING = "bacg_sla_platino.mail_activity_type_migration"


class BacgMigration(models.Model):
    """Warnings of planned days that near without an approval (SLA 5.02)."""

    _inherit = "bacg.migration"

    @api.model
    def _cron_warn(self):
        """Warn the responsible once of each planned day."""
        due = self.search([("state", "in", OPEN_STATES)]).filtered(
            lambda one: one._is_to_warn()
        )
        for done, migration in enumerate(due, start=1):
            with isolated(migration):
                migration._warn()
            left = len(due) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _is_to_warn(self):
        day = self._get_next_day()
        if not day or self.warned_for == day or self._is_agreed():
            return False
        notice = timedelta(days=self.company_id.migration_warning_days)
        return day - notice <= self._today()

    def _warn(self):
        self.warned_for = self._get_next_day()
        lang = self.company_id.partner_id.lang or self.env.lang
        env = self.with_context(lang=lang).env
        missing = self.line_ids._get_pending_exceptions().mapped("name")
        if not self._approval_is_given():
            missing.insert(0, env._("the plan"))
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            WARNING,
            date_deadline=self.warned_for,
            note=env._("Not approved yet: %s.", ", ".join(missing)),
            user_id=self._get_addressee().id,
        )

    def _get_addressee(self):
        """Return the user who hears of this migration, if there is one."""
        return self.user_id or self.contract_id._account_manager()

    def _end_warnings(self):
        """Take the warnings from the responsible's list when nothing is missing."""
        settled = self.filtered(
            lambda one: one.state not in OPEN_STATES or one._is_agreed()
        )
        # sudo: the customer's answer ends our warning
        settled = settled.sudo()
        settled.activity_feedback([WARNING])
        # Whoever edits it for the same day is warned again.
        settled.filtered("warned_for").warned_for = False
