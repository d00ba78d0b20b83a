# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class BacgLocalization(models.Model):
    """A country whose fiscal rules BACG's ERP follows, or may follow (SLA 3.01)."""

    _name = "bacg.localization"
    _description = "Localization"
    _inherit = "mail.thread"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        comodel_name="res.country", required=True, index=True, tracking=True
    )
    state = fields.Selection(
        selection=[
            ("analysis", "Under analysis"),
            ("planned", "Planned"),
            ("development", "In development"),
            ("supported", "Supported"),
            ("declined", "Declined"),
            ("retired", "Retired"),
        ],
        required=True,
        default="analysis",
        tracking=True,
    )
    line_ids = fields.One2many(
        comodel_name="bacg.localization.line", inverse_name="localization_id"
    )
    feature_ids = fields.Many2many(
        comodel_name="bacg.localization.feature",
        string="Features",
        compute="_compute_feature_ids",
        store=True,
    )
    regulator_id = fields.Many2one(
        comodel_name="bacg.localization.regulator",
        domain="[('country_id', '=', country_id)]",
        tracking=True,
    )
    module_names = fields.Char(
        string="Modules",
        tracking=True,
        help="Technical names, separated by commas. Empty: Odoo has no base module for "
        "this country.",
    )
    base_module_ids = fields.One2many(
        comodel_name="bacg.localization.base.module",
        inverse_name="localization_id",
        string="Candidate base modules",
    )
    sla_covered = fields.Boolean(
        string="Included in the agreement",
        tracking=True,
        help="The agreement names it: its adaptations are included (SLA 3.05).",
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Hears of what binds next in this country.",
    )
    change_ids = fields.One2many(
        comodel_name="bacg.legal.change",
        inverse_name="localization_id",
        string="Legal changes",
    )
    change_count = fields.Integer(compute="_compute_change_count")
    odoo_versions = fields.Char(
        string="Odoo versions",
        tracking=True,
        help="Those it works on, separated by commas, as in 18.0, 19.0.",
    )
    note = fields.Html(string="Notes")
    acquired_ids = fields.One2many(
        comodel_name="bacg.localization.acquired",
        inverse_name="localization_id",
        string="Customers",
    )
    acquired_count = fields.Integer(compute="_compute_acquired_count")

    _country_uniq = models.Constraint(
        "UNIQUE (country_id)", "This country already has its localization."
    )

    def _compute_acquired_count(self):
        counts = dict(
            self.env["bacg.localization.acquired"]._read_group(
                [("localization_id", "in", self.ids)], ["localization_id"], ["__count"]
            )
        )
        for localization in self:
            localization.acquired_count = counts.get(localization, 0)

    def _compute_change_count(self):
        counts = dict(
            self.env["bacg.legal.change"]._read_group(
                [("localization_id", "in", self.ids)], ["localization_id"], ["__count"]
            )
        )
        for localization in self:
            localization.change_count = counts.get(localization, 0)

    @api.depends("line_ids.feature_id")
    def _compute_feature_ids(self):
        for localization in self:
            localization.feature_ids = localization.line_ids.feature_id

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.country_id and not self.name:
            self.name = self.country_id.name

    @api.constrains("module_names")
    def _check_module_names(self):
        for localization in self:
            for name in localization._split(localization.module_names):
                if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                    raise ValidationError(
                        self.env._(
                            "Modules: “%(name)s” is no technical name. Write them as "
                            "in l10n_gt, l10n_gt_fel.",
                            name=name,
                        )
                    )

    @api.constrains("odoo_versions", "state")
    def _check_odoo_versions(self):
        for localization in self:
            versions = localization._split(localization.odoo_versions)
            for version in versions:
                if not re.fullmatch(r"\d+\.\d", version):
                    raise ValidationError(
                        self.env._(
                            "Odoo versions: “%(version)s” is none. Write them as in "
                            "18.0, 19.0.",
                            version=version,
                        )
                    )
            if localization.state == "supported" and not versions:
                raise ValidationError(
                    self.env._(
                        "Odoo versions: say on which ones “%(name)s” is supported.",
                        name=localization.name,
                    )
                )

    @api.constrains("regulator_id", "country_id")
    def _check_regulator(self):
        for localization in self:
            country = localization.regulator_id.country_id
            if country and country != localization.country_id:
                raise ValidationError(
                    self.env._(
                        "Regulator: %(regulator)s is of %(country)s.",
                        regulator=localization.regulator_id.display_name,
                        country=country.name,
                    )
                )

    @api.constrains("state")
    def _check_state(self):
        """What customers acquired stays supported (SLA 3.01, 3.02)."""
        for localization in self.filtered(lambda record: record.state != "supported"):
            # sudo: customers of another company count, too
            count = len(localization.sudo().acquired_ids)
            if count:
                raise ValidationError(
                    self.env._(
                        "Customers acquired “%(name)s” (%(count)s): it stays "
                        "supported.",
                        name=localization.name,
                        count=count,
                    )
                )

    @api.model
    def _split(self, text):
        return [part.strip() for part in (text or "").split(",") if part.strip()]

    def _supports_version(self, version):
        """Return whether ``version``, as in 19.0.1.2.0, is of a supported series."""
        self.ensure_one()
        series = ".".join((version or "").split(".")[:2])
        return series in self._split(self.odoo_versions)

    def action_view_changes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_localization_registry.bacg_legal_change_action"
        )
        return dict(
            action,
            domain=[("localization_id", "=", self.id)],
            context={"default_localization_id": self.id},
        )

    def action_view_acquired(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_localization_registry.bacg_localization_acquired_action"
        )
        return dict(
            action,
            domain=[("localization_id", "=", self.id)],
            context={"default_localization_id": self.id},
        )
