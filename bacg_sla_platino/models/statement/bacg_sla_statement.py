# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...tools.clock.local_day import day_end, midnight


class BacgSlaStatement(models.Model):
    """How the promises to one customer were kept in a month.

    A draft is computed and shown; an issued statement is numbered and frozen, and only
    a revision with a reason replaces it. Nobody has write access: the buttons and the
    scheduled action write in sudo.
    """

    _name = "bacg.sla.statement"
    _description = "SLA Statement"
    _inherit = ["bacg.sla.statement.mixin"]
    _document_report = "bacg_sla_platino.report_statement"
    _order = "date_from desc, partner_id, revision desc, id desc"

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
    issued_by_id = fields.Many2one(
        comodel_name="res.users", string="Issuer", readonly=True, copy=False
    )
    previous_id = fields.Many2one(
        comodel_name="bacg.sla.statement",
        string="Revises",
        readonly=True,
        index="btree_not_null",
    )
    revision_available = fields.Boolean(
        help="A case of the period changed after the statement was issued.",
    )

    agreement_ids = fields.Many2many(
        comodel_name="bacg.sla.agreement",
        relation="bacg_sla_statement_agreement_rel",
        string="Agreement versions",
        readonly=True,
    )
    # Not sanitized, as ``body_html``.
    preview_html = fields.Html(
        string="Preview",
        compute="_compute_preview_html",
        compute_sudo=True,
        sanitize=False,
        help="The document of a draft, rendered when it is shown.",
    )
    csv_id = fields.Many2one(
        comodel_name="ir.attachment", string="CSV file", readonly=True, copy=False
    )
    csv_sha256 = fields.Char(string="SHA-256 of the CSV", readonly=True, copy=False)

    _issued_uniq = models.UniqueIndex(
        "(contract_id, date_from, date_to) WHERE state = 'issued'",
        "A statement for this period is already in force: revise it instead.",
    )
    _revision_uniq = models.UniqueIndex(
        "(contract_id, date_from, date_to, revision)",
        "This revision of the statement already exists.",
    )

    @api.depends("state", "content")
    def _compute_preview_html(self):
        self.preview_html = False
        for draft in self.filtered(lambda one: one.state == "draft" and one.content):
            draft.preview_html = draft._document_html()

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def action_refresh(self):
        self._check_manager()
        self.filtered(lambda statement: statement.state == "draft")._fill()

    def action_issue(self):
        self._check_manager()
        if any(statement.state != "draft" for statement in self):
            raise UserError(self.env._("Only drafts can be issued."))
        self._issue()

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.document_id.id}?download=true",
            "target": "download",
        }

    # -------------------------------------------------------------------------
    # From the draft to the mail
    # -------------------------------------------------------------------------

    @api.model
    def _make(self, contract, first, last, **values):
        """Return a new draft, in sudo: to be filled if it stays one, else issued.

        :param first, last: local days of the customer's, both included
        :param values: of the statement, as when it revises another
        """
        # sudo: only the buttons and the action make statements
        statements = self.sudo()
        if "name" not in values:
            numbers = statements.env["ir.sequence"]
            values["name"] = numbers.next_by_code("bacg.sla.statement")
        prepared = self._prepare_values(contract, first, last)
        return statements.create({**prepared, **values})

    @api.model
    def _prepare_values(self, contract, first, last):
        """Return whose statement it is, of which days, and how it speaks to him."""
        return {
            "contract_id": contract.id,
            "date_from": first,
            "date_to": last,
            "tz": contract._get_business_calendar().tz or "UTC",
            "lang": contract._statement_language(),
        }

    def _fill(self):
        """Compute the content of drafts from the cases as they are now."""
        for statement in self.with_user(SUPERUSER_ID):
            statement._sync_clocks()
            statement.agreement_ids = statement._agreements()
            statement.content = statement._content()

    def _sync_clocks(self):
        """Note the breaches that the scheduled action has not noticed yet."""
        live = self.env["bacg.sla.status"].search(
            [
                ("ticket_id.contract_id", "=", self.contract_id.id),
                ("state", "in", ("running", "paused")),
            ]
        )
        live.ticket_id._sla_sync()

    def _bounds(self):
        """Return the period as naive UTC moments, the second one excluded."""
        self.ensure_one()
        return midnight(self.date_from, self.tz), day_end(self.date_to, self.tz)

    def _issue(self):
        """Fill drafts and freeze them with their files, in place of what they revise.

        Hook: rooms above mark what the statement holds.
        """
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

    def _send(self):
        template = self.env.ref("bacg_sla_platino.mail_template_statement")
        for statement in self.filtered(lambda one: one._recipients()):
            template._send_automatic(
                statement.ids,
                attachment_ids=[
                    fields.Command.link(file.id)
                    for file in statement.document_id | statement.csv_id
                ],
            )
            statement.sent_at = fields.Datetime.now()
