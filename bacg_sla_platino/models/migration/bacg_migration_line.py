# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.concurrency import touch

WORK_STATES = ("port", "test", "accepted")
REPLACED_STATES = ("replaced_core", "replaced_app")
MOVED_STATES = ("accepted", "nothing_to_do")
DONE_STATES = (*MOVED_STATES, *REPLACED_STATES)


class BacgMigrationLine(models.Model):
    """One thing that a customer uses, on its way to the new series (SLA 5.01)."""

    _name = "bacg.migration.line"
    _description = "Line of a Migration"
    _inherit = ["bacg.approval.mixin", "bacg.sla.company.mixin"]
    _order = "migration_id, sequence, id"
    _check_company_auto = True

    migration_id = fields.Many2one(
        comodel_name="bacg.migration", required=True, ondelete="cascade", index=True
    )
    contract_id = fields.Many2one(related="migration_id.contract_id")
    partner_id = fields.Many2one(
        related="migration_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(related="migration_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("development", "Development"),
            ("vitt_app", "VITT app"),
            ("other", "Other adaptation"),
        ],
        required=True,
        default="development",
    )
    development_id = fields.Many2one(
        comodel_name="bacg.development",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id)]",
    )
    installation_id = fields.Many2one(
        comodel_name="bacg.vitt.app.installation",
        string="VITT app in use",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id)]",
    )
    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    state = fields.Selection(
        selection=[
            ("analyse", "To analyse"),
            ("port", "Being ported"),
            ("test", "In test"),
            ("accepted", "Accepted"),
            ("nothing_to_do", "Nothing to do"),
            ("replaced_core", "Replaced by Odoo"),
            ("replaced_app", "Replaced by an app"),
            ("exception", "Exception"),
        ],
        required=True,
        default="analyse",
        tracking=True,
        index=True,
    )
    replaced_by = fields.Char(
        tracking=True, help="Which function of Odoo does the same."
    )
    app_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        string="Replaced by the app",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Which VITT app does the same.",
    )
    exception_reason = fields.Text(
        tracking=True,
        help="Why it is not migrated without cost. Both sides approve it.",
    )
    price = fields.Monetary(
        tracking=True, help="Of the exception, if it has one. Nothing else has a price."
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    new_version = fields.Char(
        help="Of what the customer uses in the new version of Odoo: 19.0.1.0.0."
    )
    accepted_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Accepted by",
        domain="[('commercial_partner_id', '=', partner_id)]",
        tracking=True,
        help="The customer's contact who tried it in the new version of Odoo.",
    )
    accepted_on = fields.Date(tracking=True)

    _development_uniq = models.UniqueIndex(
        "(migration_id, development_id) WHERE development_id IS NOT NULL",
        "A development stands on a migration once.",
    )
    _installation_uniq = models.UniqueIndex(
        "(migration_id, installation_id) WHERE installation_id IS NOT NULL",
        "An app stands on a migration once.",
    )
    _price_positive = models.Constraint(
        "CHECK (price >= 0)", "Price: enter zero or more."
    )

    @api.model
    def _get_item_fields(self):
        """Return the field in which each kind of line keeps what it is about."""
        return {"development": "development_id", "vitt_app": "installation_id"}

    def _get_item(self):
        """Return the record that this line is about, if it is about one."""
        name = self._get_item_fields().get(self.kind)
        return name and self[name]

    @api.depends("development_id", "installation_id")
    def _compute_name(self):
        for line in self:
            # It does not follow the record's later names: both sides approve it.
            item = line._get_item()
            line.name = item._migration_propose()["name"] if item else line.name

    @api.depends("migration_id")
    def _compute_currency_id(self):
        for line in self:
            company = line.company_id or line.env.company
            line.currency_id = line.currency_id or company.currency_id

    @api.depends("name", "exception_reason", "migration_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or ""
            if line.exception_reason:
                line.display_name = line.env._(
                    "Exception %(line)s – %(migration)s",
                    line=line.name,
                    migration=line.migration_id.display_name,
                )

    def _is_done(self):
        if self.state == "exception":
            # What is edited in a form is judged as it is stored.
            return self._origin._approval_is_given()
        return self.state in DONE_STATES

    # -------------------------------------------------------------------------
    # Checks
    # -------------------------------------------------------------------------

    @api.constrains("kind", "development_id", "installation_id")
    def _check_item(self):
        for line in self:
            item = line._get_item()
            if line.kind not in self._get_item_fields():
                continue
            if not item:
                raise ValidationError(
                    self.env._("Lines: name what %s is about.", line.name or "")
                )
            if item.partner_id != line.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(item)s is not of %(customer)s, whose migration this is.",
                        item=item.display_name,
                        customer=line.partner_id.name,
                    )
                )

    @api.constrains("state", "replaced_by", "app_id", "accepted_by_id", "accepted_on")
    def _check_state(self):
        for line in self:
            if line.state in WORK_STATES and line.migration_id.state == "planned":
                raise ValidationError(
                    self.env._(
                        "%s: the work begins when both sides have approved the plan.",
                        line.name,
                    )
                )
            if line.state in REPLACED_STATES and not line._get_replacement():
                raise ValidationError(
                    self.env._("Replaced by: say by what %s is replaced.", line.name)
                )
            if line.state == "accepted":
                line._check_acceptance()

    def _check_acceptance(self):
        if self.accepted_by_id.commercial_partner_id != self.partner_id:
            raise ValidationError(
                self.env._(
                    "Accepted by: name the contact of %(customer)s who accepted "
                    "%(line)s.",
                    customer=self.partner_id.name,
                    line=self.name,
                )
            )
        migration, day = self.migration_id, self.accepted_on
        if not (day and migration.started_on <= day <= migration._today()):
            raise ValidationError(
                self.env._(
                    "Accepted on: choose a day between the begin of the work and today."
                )
            )

    # -------------------------------------------------------------------------
    # Writing
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        lines.migration_id._approval_follow_changes()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_open()
        if "migration_id" in vals:
            raise UserError(self.env._("A line stays with its migration."))
        self._check_may_port(vals)
        result = super().write(self._prepare_state_values(vals))
        if self._get_plan_fields() & vals.keys():
            self.migration_id._approval_follow_changes()
        return result

    def unlink(self):
        self._check_open()
        migrations = self.migration_id
        result = super().unlink()
        migrations._approval_follow_changes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if self.approval_ids:
            raise UserError(
                self.env._(
                    "An exception that was asked about is kept: change its state."
                )
            )

    def _check_open(self):
        # Whoever finishes the migration meanwhile sees this change, or we that.
        touch(self.migration_id)
        self.migration_id._check_open()

    def _prepare_state_values(self, vals):
        """Return values with who accepted and when, which go with the state."""
        if vals.get("state", "accepted") != "accepted":
            return {**vals, "accepted_by_id": False, "accepted_on": False}
        if vals.get("state") and not vals.get("accepted_on"):
            return {**vals, "accepted_on": self.migration_id[:1]._today()}
        return vals
