# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.mail.mail_text import preview

# States of messages whose words are in a case or another document.
TAKEN_IN = ("case", "reply")
UNFINISHED = ("pending", "quarantined")
PREVIEW_LIMIT = 20_000
# Messages of which the vacuum disposes at a time, each with a file.
GC_LIMIT = 1000


class BacgMailInbound(models.Model):
    """The message as it came: where it is kept, how long, how it is shown."""

    _inherit = "bacg.mail.inbound"

    _gc_idx = models.Index(
        "(received_at) WHERE state NOT IN ('pending', 'quarantined')"
    )

    def _compute_raw_preview(self):
        for row in self:
            row.raw_preview = preview(row._raw_bytes()[:PREVIEW_LIMIT])

    def _raw_bytes(self):
        """Return the message as it came, ``b""`` once it is no longer kept."""
        self.ensure_one()
        row = self.with_context(bin_size=False)
        return base64.b64decode(row.raw or row.kept_raw or b"")

    def _put_away(self):
        """Keep the bytes as a file until their retention is over."""
        row = self.with_context(bin_size=False)
        if not row.raw:
            return
        # sudo: nobody has access to the field's file
        self.env["ir.attachment"].sudo().create(
            {
                "name": "kept_raw",
                "res_model": self._name,
                "res_field": "kept_raw",
                "res_id": self.id,
                "raw": base64.b64decode(row.raw),
                # Written as a field its words would be indexed in the database.
                "mimetype": "message/rfc822",
            }
        )
        row.raw = False
        self.invalidate_recordset(["kept_raw"])

    def _finish(self):
        """Drop what was needed only to process the message."""
        if self.error:
            self.write({"error": False, "error_detail": False})
        self._put_away()

    def action_download(self):
        """Download the message as it came."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/bacg/mail/inbound/{self.id}/raw",
            "target": "download",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unfinished(self):
        if any(row.state in UNFINISHED for row in self):
            raise UserError(
                self.env._("Waiting mail is never deleted: process or discard it.")
            )

    @api.autovacuum
    def _gc_raw(self):
        """Drop the bytes of finished messages that are in no case."""
        return self._gc_bytes("sla_inbound_raw_days", "not in")

    @api.autovacuum
    def _gc_raw_of_cases(self):
        """Drop the bytes of messages whose words are in a case."""
        return self._gc_bytes("sla_inbound_case_days", "in")

    def _gc_bytes(self, setting, operator):
        return self._gc(
            setting,
            [("kept_raw", "!=", False), ("state", operator, TAKEN_IN)],
            lambda rows: rows.write({"kept_raw": False}),
        )

    @api.autovacuum
    def _gc_rows(self):
        """Delete the rows of finished messages whose retention is over."""
        return self._gc("sla_inbound_log_days", [], lambda rows: rows.unlink())

    def _gc(self, setting, domain, dispose):
        """Dispose of finished rows that are older than a company's setting says.

        :return: for the vacuum: how many, whether there are more
        """
        companies = self.env["res.company"].search_fetch([], [setting])
        days = {company.id: company[setting] for company in companies}
        # What belongs to no company is kept as long as the longest setting says.
        days[False] = max(days.values())
        done = 0
        for company_id, limit in days.items():
            rows = self.search(
                [
                    ("company_id", "=", company_id),
                    ("state", "not in", UNFINISHED),
                    ("received_at", "<", fields.Datetime.now() - timedelta(days=limit)),
                    *domain,
                ],
                limit=GC_LIMIT - done,
            )
            dispose(rows)
            done += len(rows)
            if done >= GC_LIMIT:
                return done, True
        return done, False
