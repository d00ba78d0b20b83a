# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ...tools.concurrency import isolated


class BacgApproval(models.Model):
    """The reminder before the planned date (SLA 5.02)."""

    _inherit = "bacg.approval"

    @api.model
    def _cron_remind(self):
        """Remind once, some hours before the planned date, whoever has not answered."""
        now = fields.Datetime.now()
        due = self.search(
            [
                ("state", "=", "asked"),
                ("reminded_at", "=", False),
                ("planned_at", ">", now),
            ]
        ).filtered(lambda one: one.planned_at <= now + one._reminder_notice())
        for done, approval in enumerate(due, start=1):
            if approval.try_lock_for_update().filtered(lambda a: a.state == "asked"):
                with isolated(approval):
                    approval._remind()
            left = len(due) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _reminder_notice(self):
        return timedelta(hours=self.company_id.approval_reminder_hours)

    def _remind(self):
        self.reminded_at = fields.Datetime.now()
        record = self._get_record()
        if self.party == "customer":
            self._send("mail_template_approval_reminder")
        lang = self.company_id.partner_id.lang or self.env.lang
        sentence = record.with_context(lang=lang).env._(
            "%(what)s is planned for %(when)s and %(whom)s has not answered.",
            what=self.name,
            when=self._format_time(self.planned_at),
            whom=self._party_name(),
        )
        record.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.name,
            note=sentence,
            user_id=record._approval_get_responsible()[:1].id or self.env.uid,
        )
