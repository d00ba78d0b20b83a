# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Command

# The dates that a law sets, in the order of its life, and how the log calls them.
LAW_DATES = [
    ("signed_date", "Signed on"),
    ("publication_date", "Published on"),
    ("comments_date", "Comments until"),
    ("effective_date", "In force from"),
    ("test_env_date", "Test environment from"),
    ("voluntary_from", "Voluntary from"),
    ("coexistence_until", "Old rule accepted until"),
    ("mandatory_from", "Mandatory from"),
    ("enforcement_from", "Penalties from"),
    ("expiration_date", "Expires on"),
]
# What says when it binds: after the publication only an act with its reason moves it.
TERMS = {
    "date_certainty",
    "first_mandatory_from",
    "relative_anchor_counts",
    "relative_anchor_date",
    "relative_number",
    "relative_unit",
}
SLA_STATES = [
    ("no_deadline", "No deadline"),
    ("on_track", "On track"),
    ("at_risk", "At risk"),
    ("overdue", "Overdue"),
    ("met", "Met"),
    ("met_late", "Met late"),
]


class BacgLegalChange(models.Model):
    """A change of the fiscal rules of a country, with all of its dates (SLA 3.02).

    Dates are days of the regulator's calendar. ``mandatory_from`` is the first day on
    which the new rule binds; ``coexistence_until`` the last on which the old one is
    accepted. A change of forms or records has no regulator's clock: its day is agreed
    with the customers (SLA 3.07).
    """

    _name = "bacg.legal.change"
    _description = "Legal Change"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "mandatory_from desc, id desc"
    _rec_names_search = ["name", "instrument"]

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    localization_id = fields.Many2one(
        comodel_name="bacg.localization",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    country_id = fields.Many2one(related="localization_id.country_id", store=True)
    customer_count = fields.Integer(
        related="localization_id.acquired_count", string="Customers"
    )
    regulator_id = fields.Many2one(
        comodel_name="bacg.localization.regulator",
        compute="_compute_regulator_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('country_id', '=', country_id)]",
        ondelete="restrict",
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        compute="_compute_responsible_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    change_kind = fields.Selection(
        selection=[
            ("legal_change", "Change of the law"),
            ("form_record_change", "Change of a form or a record"),
            ("catalog_update", "Update of a catalogue"),
            ("platform_change", "Change of a platform"),
        ],
        string="Kind",
        required=True,
        default="legal_change",
        tracking=True,
    )
    feature_ids = fields.Many2many(
        comodel_name="bacg.localization.feature", string="Features"
    )
    document_ids = fields.Many2many(
        comodel_name="bacg.legal.document", string="Documents"
    )
    overall_impact = fields.Selection(
        selection=[
            ("none", "None"),
            ("low", "Low"),
            ("medium", "Medium"),
            ("high", "High"),
            ("critical", "Critical"),
        ],
        string="Impact",
        tracking=True,
    )
    authorization_required = fields.Boolean(
        string="Needs the regulator's authorization",
        help="The customer, or his certifier, must be authorized before it is used.",
    )
    supersedes_id = fields.Many2one(comodel_name="bacg.legal.change", string="Replaces")
    description = fields.Html(string="What changes")

    # Where it stands
    instrument = fields.Char(
        string="Legal instrument", help="As in MH-DGT-RES-0027-2024."
    )
    gazette_ref = fields.Char(string="Gazette", help="Its number and date.")
    source_url = fields.Char(string="Source")
    verification_state = fields.Selection(
        selection=[
            ("unverified", "Unverified"),
            ("one_source", "One source"),
            ("official_text", "Official text read"),
        ],
        string="Verification",
        required=True,
        default="unverified",
        tracking=True,
    )
    conflict_note = fields.Text(
        string="Contradictions", help="Where sources say different things."
    )
    legal_status = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("published", "Published"),
            ("suspended", "Suspended"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_legal_status",
        store=True,
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("impact_assessment", "Impact assessment"),
            ("agreed", "Date agreed"),
            ("in_development", "In development"),
            ("ready", "Ready"),
            ("closed", "Closed"),
            ("not_applicable", "Not applicable"),
        ],
        required=True,
        default="new",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    not_applicable_reason = fields.Char(readonly=True, copy=False, tracking=True)

    # Dates
    signed_date = fields.Date(string="Signed on", tracking=True)
    publication_date = fields.Date(string="Published on", tracking=True)
    detected_date = fields.Date(
        string="Detected by us on", default=fields.Date.context_today
    )
    comments_date = fields.Date(string="Comments until", tracking=True)
    effective_date = fields.Date(string="In force from", tracking=True)
    test_env_date = fields.Date(string="Test environment from", tracking=True)
    voluntary_from = fields.Date(tracking=True)
    coexistence_until = fields.Date(
        string="Old rule accepted until",
        tracking=True,
        help="The last day on which the old rule is accepted.",
    )
    first_mandatory_from = fields.Date(
        string="Mandatory from, as first published",
        compute="_compute_first_mandatory_from",
        store=True,
        readonly=False,
        precompute=True,
        help="The first binding day, before any extension.",
    )
    mandatory_from = fields.Date(
        compute="_compute_mandatory_from",
        inverse="_inverse_mandatory_from",
        store=True,
        index=True,
        tracking=True,
        help="The first day on which it binds. Of “until 31 March” this is 1 April.",
    )
    enforcement_from = fields.Date(
        string="Penalties from",
        tracking=True,
        help="A grace moves this day only: the rule binds all the same.",
    )
    expiration_date = fields.Date(string="Expires on", tracking=True)
    date_certainty = fields.Selection(
        selection=[
            ("fixed", "Fixed"),
            ("targeted", "Targeted"),
            ("relative", "Relative"),
            ("unknown", "Unknown"),
        ],
        string="Certainty of the date",
        required=True,
        default="unknown",
        tracking=True,
    )
    relative_number = fields.Integer(string="Term")
    relative_unit = fields.Selection(
        selection=[
            ("calendar", "Calendar days"),
            ("business", "Business days"),
            ("month", "Months"),
        ],
        string="Unit",
        default="calendar",
    )
    relative_anchor = fields.Char(
        string="Counted from", help="As in: publication of the complement."
    )
    relative_anchor_date = fields.Date(
        string="Its date", help="Empty: it has not happened, so the date is unknown."
    )
    relative_anchor_counts = fields.Boolean(
        string="That day counts",
        default=True,
        help="Whether the day of the publication is the first of the term. The rule "
        "binds on the day after its last one.",
    )
    phase_ids = fields.One2many(
        comodel_name="bacg.legal.change.phase", inverse_name="change_id"
    )
    revision_ids = fields.One2many(
        comodel_name="bacg.legal.change.revision",
        inverse_name="change_id",
        readonly=True,
    )
    value_ids = fields.One2many(
        comodel_name="bacg.legal.change.value",
        inverse_name="change_id",
        string="Log of values",
        readonly=True,
    )
    check_ids = fields.One2many(
        comodel_name="bacg.legal.change.check",
        inverse_name="change_id",
        string="Checks",
        readonly=True,
    )

    dates_table = fields.Html(
        string="Dates and their checks", compute="_compute_dates_table", sanitize=False
    )
    binding_checked_on = fields.Date(
        string="Binding day checked on",
        compute="_compute_binding_checked_on",
        store=True,
    )
    check_is_old = fields.Boolean(
        string="To be checked again",
        compute="_compute_check_is_old",
        search="_search_check_is_old",
        help="It binds within 90 days, and nobody looked it up for 30.",
    )
    alarm_ids = fields.One2many(
        comodel_name="bacg.legal.change.alarm",
        inverse_name="change_id",
        string="Alarms",
        readonly=True,
    )

    # BACG's clock
    release_ids = fields.Many2many(
        comodel_name="bacg.compliance.release",
        relation="bacg_compliance_release_change_rel",
        column1="change_id",
        column2="release_id",
        string="Releases",
        context={"active_test": False},
        readonly=True,
        copy=False,
    )
    binding_date = fields.Date(
        string="First binding day",
        compute="_compute_binding_date",
        store=True,
        index=True,
        help="Of the change and all of its phases.",
    )
    ready_date = fields.Date(
        string="Ready on",
        compute="_compute_ready_date",
        store=True,
        help="When the first release that completes it was ready.",
    )
    judged_date = fields.Date(
        string="Judged by",
        compute="_compute_outcome",
        store=True,
        help="The first binding day that was in force when it was ready.",
    )
    outcome = fields.Selection(
        selection=[("met", "Met"), ("met_late", "Met late")],
        compute="_compute_outcome",
        store=True,
    )
    notice_days = fields.Integer(
        string="Notice",
        compute="_compute_notice_days",
        store=True,
        help="Days from the publication to the first binding day.",
    )
    days_left = fields.Integer(compute="_compute_sla_state")
    sla_state = fields.Selection(
        selection=SLA_STATES,
        string="Our clock",
        compute="_compute_sla_state",
        search="_search_sla_state",
    )
    agreed_date = fields.Date(
        string="Agreed for",
        readonly=True,
        copy=False,
        tracking=True,
        help="Of a change of forms or records: the day agreed on (SLA 3.07).",
    )
    due_state = fields.Selection(
        selection=[
            ("no_date", "No date agreed"),
            ("on_track", "On track"),
            ("late", "Late"),
            ("done", "Done in time"),
            ("done_late", "Done late"),
        ],
        string="Agreed day",
        compute="_compute_due_state",
        search="_search_due_state",
    )

    _term_positive = models.Constraint(
        "CHECK (relative_number >= 0 AND relative_number <= 3660)",
        "Term: give a number from 0 to 3660.",
    )

    @api.depends("localization_id")
    def _compute_regulator_id(self):
        for change in self:
            change.regulator_id = change.localization_id.regulator_id

    @api.depends("localization_id")
    def _compute_responsible_id(self):
        for change in self:
            change.responsible_id = (
                change.responsible_id or change.localization_id.responsible_id
            )

    @api.depends("publication_date", "revision_ids.kind", "revision_ids.voided_at")
    def _compute_legal_status(self):
        for change in self:
            status = "published" if change.publication_date else "proposed"
            moves = change._get_revisions().filtered(lambda one: one._moves_date())
            for revision in moves:
                status = revision._get_legal_status()
            change.legal_status = status

    def _today(self):
        """Return today's date by the regulator's calendar."""
        self.ensure_one()
        regulator = self.regulator_id or self.localization_id.regulator_id
        return regulator._today()

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals)
        if "phase_ids" in vals and vals.get("publication_date"):
            # Phases that come with the publication are part of it.
            vals = dict(vals)
            super().write({"phase_ids": vals.pop("phase_ids")})
        result = super().write(vals)
        if {*dict(LAW_DATES), *TERMS, "state"} & set(vals):
            self._sync_alarms()
        return result

    def _put(self, vals):
        """Write what only an act of this model may write."""
        self.check_access("write")
        # sudo: else write() refuses it, as by hand
        self.sudo().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # With the context's defaults, which count like any value.
            vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
            for vals in vals_list:
                self._check_created(vals)
        # Phases that come with a new change are part of it, published or not.
        phases = [vals.pop("phase_ids", None) for vals in vals_list]
        changes = super().create(vals_list)
        changes._create_phases(phases)
        changes._sync_alarms()
        return changes

    def _create_phases(self, commands_list):
        """Create the phases of new changes.

        :param commands_list: the commands of each one's ``phase_ids``, or None
        """
        values = [
            dict(command[2], change_id=change.id)
            for change, commands in zip(self, commands_list, strict=True)
            for command in commands or []
            if command[0] == Command.CREATE
        ]
        phases = self.env["bacg.legal.change.phase"]
        for vals in values:
            phases._check_by_hand(vals)
        if values:
            phases.check_access("create")
            # sudo: else create() refuses what is published
            phases.sudo().create(values)
