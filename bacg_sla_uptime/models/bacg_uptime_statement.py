# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError

# What may change once a statement is issued: whether it is still in force and who has
# it, never what it says.
LIVE_FIELDS = {
    "state",
    "revision_available",
    "sent_at",
    "body_html",
    "document_id",
    "message_ids",
    "message_follower_ids",
    "message_main_attachment_id",
}
# What is written once, when the document is first rendered.
WRITTEN_ONCE = {"body_html", "document_id"}
VERDICTS = [
    ("met", "Met"),
    ("breached", "Breached"),
    ("undetermined", "Undetermined"),
]


class BacgUptimeStatement(models.Model):
    """The availability of one hosted instance in one month, proven (SLA clause 2).

    Frozen when it is made and numbered: a later fact makes a revision with a reason.
    Nobody has write access; the scheduled action and the buttons write in sudo. Exact
    percentages are texts as ``25/2``, read by ``Fraction``; moments are naive UTC.
    """

    _name = "bacg.uptime.statement"
    _description = "Availability Statement"
    _inherit = ["mail.thread", "bacg.sla.document.mixin"]
    _order = "date_from desc, partner_id, instance_id, revision desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    revision = fields.Integer(required=True, default=1, readonly=True)
    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    instance_name = fields.Char(required=True, readonly=True)
    url = fields.Char(string="URL", required=True, readonly=True)
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(required=True, readonly=True, help="Last day.")
    start = fields.Datetime(
        required=True,
        readonly=True,
        help="From when it is measured: a new instance from its first day.",
    )
    stop = fields.Datetime(required=True, readonly=True)
    measured_from = fields.Date(
        string="First day of the instance", required=True, readonly=True
    )
    tz = fields.Char(string="Zone", required=True, readonly=True)
    lang = fields.Char(string="Language", required=True, readonly=True)

    state = fields.Selection(
        selection=[("issued", "In force"), ("superseded", "Superseded")],
        required=True,
        default="issued",
        readonly=True,
        copy=False,
        tracking=True,
    )
    issued_at = fields.Datetime(required=True, readonly=True, copy=False)
    sent_at = fields.Datetime(readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="bacg.uptime.statement",
        string="Revises",
        readonly=True,
        index="btree_not_null",
    )
    reason = fields.Char(
        string="Reason for the revision", readonly=True, help="Printed in the document."
    )
    revision_available = fields.Boolean(
        readonly=True,
        copy=False,
        help="What is known of the month changed after the statement was issued.",
    )

    target = fields.Float(string="Promised (%)", digits=(6, 3), readonly=True)
    verdict = fields.Selection(selection=VERDICTS, required=True, readonly=True)
    total_s = fields.Integer(string="Total (s)", readonly=True)
    # A weight of partial outages may leave fractions of a second.
    up_s = fields.Float(string="Up (s)", digits=(14, 4), readonly=True)
    down_s = fields.Float(string="Down that counts (s)", digits=(14, 4), readonly=True)
    excused_s = fields.Integer(string="Excused (s)", readonly=True)
    no_data_s = fields.Integer(string="Unknown: no data (s)", readonly=True)
    not_running_s = fields.Integer(
        string="Unknown: our monitor did not run (s)", readonly=True
    )
    removed_s = fields.Integer(
        string="Maintenance that leaves the total (s)", readonly=True
    )
    outside_s = fields.Integer(string="Outside service hours (s)", readonly=True)
    some_users_s = fields.Integer(
        string="Down for some users (s)",
        readonly=True,
        help="In a figure of its own: the promise is about the whole service.",
    )
    raw_exact = fields.Char(string="Raw availability, exact (%)", readonly=True)
    adjusted_exact = fields.Char(string="Availability, exact (%)", readonly=True)
    best_exact = fields.Char(string="Best case, exact (%)", readonly=True)
    worst_exact = fields.Char(string="Worst case, exact (%)", readonly=True)
    coverage_exact = fields.Char(string="Coverage, exact (%)", readonly=True)
    raw = fields.Char(string="Raw availability", compute="_compute_percentages")
    adjusted = fields.Char(string="Availability", compute="_compute_percentages")
    window = fields.Char(
        compute="_compute_percentages", help="What the percentages are of, and where."
    )

    line_ids = fields.One2many(
        comodel_name="bacg.uptime.statement.line",
        inverse_name="statement_id",
        string="What was not up",
        readonly=True,
    )
    content = fields.Json(readonly=True, copy=False)
    inputs = fields.Json(readonly=True, copy=False)
    inputs_sha256 = fields.Char(string="SHA-256 of the facts", readonly=True)
    # Not sanitized: we render it, and the template escapes all data.
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

    _issued_uniq = models.UniqueIndex(
        "(instance_id, date_from) WHERE state = 'issued'",
        "A statement for this month is already in force: revise it instead.",
    )
    _revision_uniq = models.UniqueIndex(
        "(instance_id, date_from, revision)",
        "This revision of the statement already exists.",
    )

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._(
                "%(number)s rev. %(revision)s",
                number=statement.name,
                revision=statement.revision,
            )

    @api.depends("raw_exact", "adjusted_exact", "start", "stop", "tz")
    @api.depends_context("lang")
    def _compute_percentages(self):
        for statement in self:
            statement.raw = statement._text_exact("raw_exact")
            statement.adjusted = statement._text_exact("adjusted_exact")
            statement.window = statement._text_window()

    def _get_exact(self, name):
        """Return a percentage as a ``Fraction``, or None without evidence."""
        self.ensure_one()
        return Fraction(self[name]) if self[name] else None

    def write(self, vals):
        changed = set(vals)
        for statement in self:
            once = {name for name in WRITTEN_ONCE & changed if statement[name]}
            if changed - LIVE_FIELDS or once:
                raise UserError(
                    self.env._(
                        "%(name)s is issued and cannot be changed. Use “Revise” to "
                        "issue the next revision.",
                        name=statement.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if self:
            raise UserError(self.env._("An issued statement cannot be deleted."))

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def _check_manager(self):
        self.check_access("read")
        self.env.user._check_helpdesk_manager(
            self.env._("Only helpdesk managers can make and send statements.")
        )

    def action_download(self):
        self.ensure_one()
        self._check_manager()
        # sudo: the file is rendered when somebody first asks for it
        document = self.sudo()._get_document()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{document.id}?download=true",
            "target": "download",
        }

    def action_send(self):
        """Mail statements in force to the contact points of their contracts."""
        self._check_manager()
        for statement in self:
            if statement.state != "issued":
                raise UserError(
                    self.env._(
                        "%(name)s is not in force: only statements in force can be "
                        "sent.",
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
        # sudo: as in ``write``
        self.sudo()._send()
