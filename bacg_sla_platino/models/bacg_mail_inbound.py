# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import logging
import secrets
from datetime import timedelta
from email import message_from_bytes, policy

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools import mail_headers

_logger = logging.getLogger(__name__)

TOKEN_PARAMETER = "bacg_sla_platino.intake_token"
PENDING_AGE = timedelta(minutes=1)


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
    # In the row while it is pending, a file once somebody has to look at it.
    raw = fields.Binary(attachment=False, readonly=True)
    quarantined_raw = fields.Binary(attachment=True, readonly=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    original_id = fields.Many2one(
        comodel_name="bacg.mail.inbound", readonly=True, index="btree_not_null"
    )
    error = fields.Text(readonly=True)

    # The same bytes again are a row that points to the first one.
    _digest_uniq = models.UniqueIndex(
        "(digest) WHERE state != 'duplicate'", "This very message was received before."
    )

    @api.model
    def _ensure_intake_token(self):
        """Make the secret of the mail intake once; it is shown in the settings."""
        parameters = self.env["ir.config_parameter"].sudo()
        if not parameters.get_param(TOKEN_PARAMETER):
            parameters.set_param(TOKEN_PARAMETER, secrets.token_urlsafe(32))

    @api.model
    def _keep(self, raw, transport, envelope_from=None, envelope_to=None):
        """Store a message before anything looks into it.

        :param bytes raw: the message as it came
        :param envelope_from: return path; ``""`` for the null one, None if unknown
        :return: its row: new and ``pending``, or ``duplicate`` of an earlier one
        """
        digest = hashlib.sha256(raw).hexdigest()
        # Two deliveries of the same bytes at the same moment wait for each other.
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (digest,)
        )
        original = self.search(
            [("digest", "=", digest), ("state", "!=", "duplicate")], limit=1
        )
        # Mail by mail, nobody reads that a row was made and what became of it.
        row = self.with_context(tracking_disable=True).create(
            {
                "digest": digest,
                "transport": transport,
                "envelope_from": envelope_from,
                "envelope_to": envelope_to,
                "state": "duplicate" if original else "pending",
                "original_id": original.id,
                "raw": False if original else base64.b64encode(raw),
                "ticket_id": original.ticket_id.id,
                **mail_headers.summary(raw),
            }
        )
        row = row.with_env(self.env)
        return original if original.state == "pending" else row

    def _process(self):
        """Make a pending message a case or an answer, or quarantine it with its error.

        :raises: concurrency errors only, for the caller to retry
        """
        self.ensure_one()
        if self.state not in ("pending", "quarantined"):
            return
        try:
            with self.env.cr.savepoint():
                raw = self.raw or self.quarantined_raw
                self._process_raw(base64.b64decode(raw))
                self.env.flush_all()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception as error:  # noqa: BLE001 - nothing may swallow a message
            self.env.invalidate_all()
            self._quarantine(error)

    def _process_raw(self, raw):
        message = message_from_bytes(raw, policy=policy.SMTP)
        kind = mail_headers.automatic_kind(message, self.envelope_from)
        gateway = self.env["mail.thread"].with_context(
            sla_inbound_id=self.id,
            sla_at=self.received_at,
            sla_automatic_mail=kind,
            fetchmail_cron_running=True,  # OCA sets its channel "Email" by this
        )
        thread_id = gateway.message_process(False, raw)
        if self.state in ("pending", "quarantined"):
            # The case tells its own result; what is left became none.
            self.state = self._state_without_case(message, thread_id)
        # What is in the case need not be kept twice.
        if self.quarantined_raw:
            self.quarantined_raw = False
        self.write({"error": False, "raw": False})

    def _state_without_case(self, message, thread_id):
        """Return what became of a message that touched no case.

        :raises UserError: if nothing did: it goes to the quarantine
        """
        if mail_headers.is_bounce(message):
            return "bounce"
        if thread_id:
            return "reply"  # of another document of Odoo
        references = f"{message.get('References')} {message.get('In-Reply-To')}"
        if "-loop-detection-bounce-email@" in references:
            return "loop"
        message_id = (message.get("Message-Id") or "").strip()
        known = self.env["mail.message"].search_count(
            [("message_id", "=", message_id)], limit=1
        )
        if message_id and known:
            return "duplicate"
        raise UserError(
            self.env._(
                "No mailbox of ours takes this message: check the aliases, then retry."
            )
        )

    def _set_case(self, ticket, state):
        """Note what became of the message; called by the case in its own creation."""
        self.with_context(tracking_disable=self.state == "pending").write(
            {"ticket_id": ticket.id, "company_id": ticket.company_id, "state": state}
        )

    @api.model
    def _current(self):
        """Return the row of the message that is being processed, if any."""
        return self.browse(self.env.context.get("sla_inbound_id")).sudo()

    @api.model
    def _cron_process_pending(self):
        """Process what was kept but not finished, as after a crash."""
        domain = [
            ("state", "=", "pending"),
            ("create_date", "<", fields.Datetime.now() - PENDING_AGE),
        ]
        for row in self.search(domain, limit=100, order="id"):
            row._process()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _quarantine(self, error):
        _logger.info("Inbound mail %s quarantined: %s", self.id, error)
        if self.raw:
            self.write({"quarantined_raw": self.raw, "raw": False})
        self.write({"state": "quarantined", "error": str(error)[:2000]})
        for user in self.env["helpdesk.ticket"]._sla_managers():
            self.with_context(lang=user.lang).activity_schedule(
                "bacg_sla_platino.mail_activity_type_quarantine", user_id=user.id
            )

    def _check_manager(self):
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(self.env._("Quarantined mail is for helpdesk managers."))

    def action_retry(self):
        """Process quarantined messages again."""
        self._check_manager()
        # sudo: the gateway's own work, asked for by a manager
        for row in self.sudo().filtered(lambda row: row.state == "quarantined"):
            row.with_user(self.env.ref("base.user_root"))._process()
            if row.state != "quarantined":
                row.activity_unlink(["bacg_sla_platino.mail_activity_type_quarantine"])
