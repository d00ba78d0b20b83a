# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from fractions import Fraction

from odoo import api, fields, models

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
    _inherit = ["bacg.sla.statement.mixin"]
    _order = "date_from desc, partner_id, instance_id, revision desc, id desc"

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    instance_name = fields.Char(required=True, readonly=True)
    url = fields.Char(string="URL", required=True, readonly=True)
    partner_id = fields.Many2one(index=True)
    start = fields.Datetime(
        required=True,
        readonly=True,
        help="From when it is measured: a new instance from its first day.",
    )
    stop = fields.Datetime(required=True, readonly=True)
    measured_from = fields.Date(
        string="First day of the instance", required=True, readonly=True
    )

    state = fields.Selection(
        selection=[("issued", "In force"), ("superseded", "Superseded")],
        required=True,
        default="issued",
        readonly=True,
        copy=False,
        tracking=True,
    )
    issued_at = fields.Datetime(required=True)
    previous_id = fields.Many2one(
        comodel_name="bacg.uptime.statement",
        string="Revises",
        readonly=True,
        index="btree_not_null",
    )
    revision_available = fields.Boolean(
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
    inputs = fields.Json(readonly=True, copy=False)
    inputs_sha256 = fields.Char(string="SHA-256 of the facts", readonly=True)

    _issued_uniq = models.UniqueIndex(
        "(instance_id, date_from) WHERE state = 'issued'",
        "A statement for this month is already in force: revise it instead.",
    )
    _revision_uniq = models.UniqueIndex(
        "(instance_id, date_from, revision)",
        "This revision of the statement already exists.",
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

    def _get_live_fields(self):
        return super()._get_live_fields() | {
            name for name in WRITTEN_ONCE if not self[name]
        }

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
