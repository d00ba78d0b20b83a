# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.concurrency import one_after_the_other, touch
from ...tools.mail import mail_headers

TOKEN_PARAMETER = "bacg_sla_platino.intake_token"

# What the duplicates of a message have in common with it.
SHARED = ("ticket_id", "company_id")


class BacgMailInbound(models.Model):
    """One row per message received: kept first, then processed, never swallowed."""

    _name = "bacg.mail.inbound"
    _description = "Inbound Mail"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "received_at desc, id desc"
    _rec_name = "subject"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    digest = fields.Char(string="SHA-256", required=True, readonly=True)
    transport = fields.Selection(
        selection=[
            ("http", "Intake (SMTP, LMTP, pipe)"),
            ("fetchmail", "Mail server (IMAP, POP)"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
    )
    received_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    envelope_from = fields.Char(readonly=True)
    envelope_to = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    state = fields.Selection(
        selection=[
            ("pending", "Pending"),
            ("case", "New case"),
            ("reply", "Answer on a case"),
            ("duplicate", "Duplicate"),
            ("bounce", "Bounce"),
            ("auto", "Automatic answer"),
            ("loop", "Loop"),
            ("quarantined", "Quarantined"),
            ("discarded", "Discarded"),
        ],
        required=True,
        default="pending",
        readonly=True,
        index=True,
        tracking=True,
    )
    fetchmail_server_id = fields.Many2one(
        comodel_name="fetchmail.server", string="Fetched from", readonly=True
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    kind = fields.Selection(
        selection=[
            ("quiet", "Wants no automatic answer"),
            ("generated", "Made by a machine"),
            ("reply", "A machine's answer"),
            ("bounce", "Not delivered"),
            ("report", "Receipt or report"),
            ("complaint", "Marked as spam"),
        ],
        readonly=True,
        help="Empty: written by a person.",
    )
    sender = fields.Char(string="Sender's address", readonly=True)
    original_id = fields.Many2one(
        comodel_name="bacg.mail.inbound",
        string="Came before",
        readonly=True,
        index="btree_not_null",
    )
    size = fields.Integer(string="Size in bytes", readonly=True)
    # In the row while it is pending; a file when somebody may have to look at it.
    # Nobody reads them as a field: they are shown as text and downloaded, never run.
    raw = fields.Binary(attachment=False, readonly=True, groups=fields.NO_ACCESS)
    kept_raw = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)
    raw_preview = fields.Text(
        string="Raw message", compute="_compute_raw_preview", compute_sudo=True
    )
    # Those that did not end because the message killed the process.
    attempts = fields.Integer(readonly=True, export_string_translation=False)
    error = fields.Text(string="What is wrong", readonly=True)
    error_detail = fields.Text(string="Technical detail", readonly=True)
    discard_reason = fields.Char(readonly=True)

    # When the same bytes come again, their row points to the first one.
    _digest_uniq = models.UniqueIndex(
        "(digest) WHERE state != 'duplicate'", "This very message was received before."
    )

    @api.model
    def _ensure_intake_token(self):
        """Make the secret of the mail intake once; it is shown in the settings."""
        parameters = self.env["ir.config_parameter"].sudo()
        if not parameters.get_param(TOKEN_PARAMETER):
            parameters.set_param(TOKEN_PARAMETER, secrets.token_urlsafe(32))

    def _check_gateway(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Only the mail gateway writes the log of inbound mail.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_gateway()
        return super().create(vals_list)

    def write(self, vals):
        self._check_gateway()
        result = super().write(vals)
        shared = {name: vals[name] for name in SHARED if name in vals}
        if self and shared:
            # sudo: the gateway writes; the duplicates are the same message
            copies = self.sudo().search([("original_id", "in", self.ids)])
            copies.with_context(tracking_disable=True).write(shared)
        return result

    @api.model
    def _keep(
        self, raw, transport, envelope_from=None, envelope_to=None, received_at=None
    ):
        """Store a message before anything looks into it; the caller commits.

        :param bytes raw: the message as it came
        :param envelope_from: return path; ``""`` for the null one, None if unknown
        :param received_at: naive UTC, now if not given
        :return: its row: new and ``pending``, or ``duplicate`` of an earlier one; the
            earlier one itself while that is pending
        :raises AccessError: for anyone but the gateway
        :raises ConcurrencyError: if the same bytes are kept at this very moment
        """
        self._check_gateway()
        digest = hashlib.sha256(raw).hexdigest()
        same = [("digest", "=", digest), ("state", "!=", "duplicate")]
        original = one_after_the_other(self, f"mail {digest}", same)[:1]
        if original.state in ("pending", "quarantined"):
            # Whoever processes it gives its case to the copies that he sees.
            touch(original)
        values = {
            "digest": digest,
            "transport": transport,
            "envelope_from": envelope_from,
            "envelope_to": envelope_to,
            "size": len(raw),
            "state": "duplicate" if original else "pending",
            "original_id": original.id,
            "raw": False if original else base64.b64encode(raw),
            "ticket_id": original.ticket_id.id,
            "company_id": original.company_id.id,
            **({"received_at": received_at} if received_at else {}),
            **mail_headers.summary(raw),
        }
        # Not tracked: nobody reads, mail by mail, that a row was made.
        row = self.with_context(tracking_disable=True).create(values)
        return original if original.state == "pending" else row.with_env(self.env)
