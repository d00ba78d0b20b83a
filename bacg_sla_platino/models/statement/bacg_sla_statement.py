# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...tools.clock.local_day import day_end, midnight

# What may change of a statement that was issued: its standing, never its content.
LIVE_FIELDS = {
    "state",
    "revision_available",
    "sent_at",
    "message_ids",
    "message_follower_ids",
    "message_main_attachment_id",
}


class BacgSlaStatement(models.Model):
    """The monthly proof for one customer: numbered, frozen when issued, revised.

    Only buttons and the scheduled action write it; what was issued stays as it is and
    a revision with a reason takes its place.
    """

    _name = "bacg.sla.statement"
    _description = "SLA Statement"
    _inherit = ["mail.thread"]
    _order = "date_from desc, partner_id, revision desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    revision = fields.Integer(required=True, default=1, readonly=True)
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(required=True, readonly=True, help="Last day.")
    tz = fields.Char(string="Zone", required=True, readonly=True)
    lang = fields.Char(string="Language", required=True, readonly=True)
    agreement_ids = fields.Many2many(
        comodel_name="bacg.sla.agreement",
        relation="bacg_sla_statement_agreement_rel",
        string="Agreement versions",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    issued_at = fields.Datetime(readonly=True, copy=False)
    issued_by_id = fields.Many2one(
        comodel_name="res.users", string="Issuer", readonly=True, copy=False
    )

    sent_at = fields.Datetime(readonly=True, copy=False)
    content = fields.Json(readonly=True, copy=False)
    csv_id = fields.Many2one(
        comodel_name="ir.attachment", string="CSV file", readonly=True, copy=False
    )
    csv_sha256 = fields.Char(string="SHA-256 of the CSV", readonly=True, copy=False)
    # The document is rendered by us, its words are escaped.
    body_html = fields.Html(
        string="Document", sanitize=False, readonly=True, copy=False
    )
    document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Document file",
        readonly=True,
        copy=False,
        help="PDF, or HTML where wkhtmltopdf is not installed.",
    )
    previous_id = fields.Many2one(
        comodel_name="bacg.sla.statement",
        string="Revises",
        readonly=True,
        index="btree_not_null",
    )
    reason = fields.Char(
        string="Reason of the revision", readonly=True, help="Stands in the document."
    )
    revision_available = fields.Boolean(
        readonly=True,
        copy=False,
        help="A case of the period changed after the statement was issued.",
    )

    _issued_uniq = models.UniqueIndex(
        "(contract_id, date_from, date_to) WHERE state = 'issued'",
        "One statement of a period is in force; revise it instead.",
    )

    _revision_uniq = models.UniqueIndex(
        "(contract_id, date_from, date_to, revision)",
        "This revision of the statement exists already.",
    )

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._(
                "%(number)s rev. %(revision)s",
                number=statement.name,
                revision=statement.revision,
            )

    def write(self, vals):
        frozen = self.filtered(lambda statement: statement.state != "draft")
        if frozen and set(vals) - LIVE_FIELDS:
            raise UserError(
                self.env._(
                    "%(name)s is issued: it stays as it is. Use “Revise” to make the "
                    "next revision.",
                    name=frozen[:1].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(statement.state != "draft" for statement in self):
            raise UserError(self.env._("A statement that was issued is kept."))

    # -------------------------------------------------------------------------
    # Making
    # -------------------------------------------------------------------------

    @api.model
    def _make(self, contract, first, last, **values):
        """Return the new draft of a contract's statement over whole local days."""
        numbers = self.env["ir.sequence"].sudo()
        values = {
            "contract_id": contract.id,
            "date_from": first,
            "date_to": last,
            "tz": contract._sla_calendar().tz or "UTC",
            "lang": contract._statement_language(),
            **values,
        }
        if "name" not in values:
            values["name"] = numbers.next_by_code("bacg.sla.statement")
        # sudo: statements have no other writer than the buttons and the action
        statement = self.sudo().create(values)
        statement._fill()
        return statement

    def _fill(self):
        """Compute content and document of drafts anew."""
        for statement in self.with_user(SUPERUSER_ID):
            statement._sync_clocks()
            statement.agreement_ids = statement._agreements()
            statement.content = statement._content()
            statement.body_html = statement._document_html()

    def _sync_clocks(self):
        """Let no clock be judged late only when the next action runs."""
        live = self.env["bacg.sla.status"].search(
            [
                ("ticket_id.contract_id", "=", self.contract_id.id),
                ("state", "in", ("running", "paused")),
            ]
        )
        live.ticket_id._sla_sync()

    def _issue(self):
        """Freeze drafts, with their files; revisions take the place of what was."""
        issuer = self.env.user
        for statement in self.with_user(SUPERUSER_ID):
            statement.previous_id.state = "superseded"
            statement.write(
                {"issued_at": fields.Datetime.now(), "issued_by_id": issuer.id}
            )
            statement._fill()
            statement._attach_files()
            statement.state = "issued"
        self.env.registry.clear_cache()

    def _bounds(self):
        """Return the period as naive UTC moments: from, and the first one after."""
        self.ensure_one()
        return midnight(self.date_from, self.tz), day_end(self.date_to, self.tz)

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def _check_manager(self):
        self.check_access("read")
        self.env.user._check_helpdesk_manager(
            self.env._("Only a helpdesk manager makes and sends statements.")
        )

    def action_refresh(self):
        """Compute drafts anew."""
        self._check_manager()
        self.filtered(lambda statement: statement.state == "draft")._fill()

    def action_issue(self):
        self._check_manager()
        if any(statement.state != "draft" for statement in self):
            raise UserError(self.env._("Only drafts are issued."))
        self._issue()

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.document_id.id}?download=true",
            "target": "download",
        }

    def action_send(self):
        """Mail issued statements to the contact points of their contracts."""
        self._check_manager()
        for statement in self:
            if statement.state != "issued":
                raise UserError(
                    self.env._(
                        "%(name)s is not in force: only what is issued is sent.",
                        name=statement.display_name,
                    )
                )
            if not statement._recipients():
                raise UserError(
                    self.env._(
                        "The contract “%(contract)s” has no contact point with a mail "
                        "address. Add one to the contract.",
                        contract=statement.contract_id.name,
                    )
                )
        self._send()

    def _recipients(self):
        return self.contract_id.contact_ids.filtered("email_normalized")

    def _sender(self):
        return self.contract_id._support_sender()

    def _send(self):
        """Queue the mails and wake the queue; an answer never is an internal note."""
        template = self.env.ref("bacg_sla_platino.mail_template_statement")
        for statement in self.sudo().filtered(lambda one: one._recipients()):
            template._sla_send_automatic(
                statement.ids,
                attachment_ids=[
                    fields.Command.link(file.id)
                    for file in statement.document_id | statement.csv_id
                ],
            )
            statement.sent_at = fields.Datetime.now()
