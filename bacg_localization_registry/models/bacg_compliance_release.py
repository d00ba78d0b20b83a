# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What is fixed once it is ready: the clocks of the changes are judged by it.
FIXED = {
    "change_ids",
    "completes",
    "line_ids",
    "localization_id",
    "release_kind",
    "test_needed",
    "test_note",
}
# What only a button may set.
BY_ACT = {
    "ready_at",
    "ready_by_id",
    "ready_date",
    "replaced_by_id",
    "state",
    "tested_by_id",
    "tested_on",
    "withdrawal_reason",
    "withdrawn_at",
}


class BacgComplianceRelease(models.Model):
    """What BACG delivers to comply with changes of the law (SLA 3.02).

    Its ready date is set once, by the button. A withdrawn release takes it along: the
    clock follows the one that replaces it.
    """

    _name = "bacg.compliance.release"
    _description = "Compliance Release"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "ready_date desc, id desc"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    localization_id = fields.Many2one(
        comodel_name="bacg.localization",
        required=True,
        index=True,
        ondelete="restrict",
    )
    change_ids = fields.Many2many(
        comodel_name="bacg.legal.change",
        relation="bacg_compliance_release_change_rel",
        column1="release_id",
        column2="change_id",
        string="Legal changes",
        domain="[('localization_id', '=', localization_id)]",
        context={"active_test": False},
    )
    line_ids = fields.One2many(
        comodel_name="bacg.compliance.release.line", inverse_name="release_id"
    )
    release_kind = fields.Selection(
        selection=[
            ("code", "Code"),
            ("data", "Data"),
            ("config", "Configuration"),
            ("document", "Document"),
        ],
        string="Kind",
        required=True,
        default="code",
    )
    completes = fields.Boolean(
        string="Completes the changes",
        default=True,
        help="Off for a part of what they ask for, that another release completes.",
    )
    test_needed = fields.Boolean(
        string="The regulator has a test environment", default=True
    )
    tested_on = fields.Date(
        string="Tested there on", readonly=True, copy=False, tracking=True
    )
    tested_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    test_note = fields.Char(
        string="Evidence",
        copy=False,
        help="The number of the test document, or why there is nothing to test.",
    )
    requires_downtime = fields.Boolean()
    estimated_minutes = fields.Integer(string="Minutes it takes")
    note = fields.Html(string="Notes for the customer")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("testing", "Testing"),
            ("ready", "Ready"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    ready_at = fields.Datetime(string="Ready at", readonly=True, copy=False)
    ready_date = fields.Date(
        string="Ready on",
        readonly=True,
        copy=False,
        tracking=True,
        help="By the regulator's calendar.",
    )
    ready_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    withdrawn_at = fields.Datetime(readonly=True, copy=False)
    withdrawal_reason = fields.Char(readonly=True, copy=False, tracking=True)
    replaced_by_id = fields.Many2one(
        comodel_name="bacg.compliance.release",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    _minutes_positive = models.Constraint(
        "CHECK (estimated_minutes >= 0)", "Minutes it takes: no less than 0."
    )

    @api.constrains("change_ids", "localization_id")
    def _check_changes(self):
        for release in self:
            others = release.change_ids.filtered(
                lambda one, release=release: (
                    one.localization_id != release.localization_id
                )
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "Legal changes: “%(change)s” is of %(country)s.",
                        change=others[0].name,
                        country=others[0].localization_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # With the context's defaults, which count like any value.
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("state") == "draft":
                del vals["state"]
            self._check_by_act(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_act(vals)
        fixed = FIXED & set(vals) and not self.env.su
        done = self.filtered(lambda one: one.state in ("ready", "withdrawn"))
        if fixed and done:
            self._raise_fixed(done[0])
        result = super().write(vals)
        if "change_ids" in vals:
            self._forget_test()
        return result

    def _put(self, vals):
        """Write what only an act of this model may write."""
        self.check_access("write")
        # sudo: else write() refuses it, as by hand
        self.sudo().write(vals)

    def _check_by_act(self, vals):
        if self.env.su:
            return
        for name in BY_ACT & set(vals):
            raise UserError(
                self.env._(
                    "%s: it is set by the release's buttons, not by hand.",
                    self._fields[name]._description_string(self.env),
                )
            )

    def _raise_fixed(self, release):
        raise UserError(
            self.env._(
                "“%s” was ready: what it holds stays as it was. Make another release.",
                release.name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        for release in self.filtered("ready_at"):
            self._raise_fixed(release)

    # -------------------------------------------------------------------------
    # Its way
    # -------------------------------------------------------------------------

    def action_test(self):
        """Begin to test it, before it is ready."""
        for release in self:
            release._check_state("draft")
            release._put({"state": "testing"})

    def action_tested(self):
        """Note that it passed in the regulator's test environment, by whom and when."""
        for release in self:
            release._check_state("testing")
            if not (release.test_note or "").strip():
                raise UserError(
                    self.env._(
                        "Evidence: note the number of the test document, or what the "
                        "regulator's environment answered."
                    )
                )
            release._put({"tested_on": release._today(), "tested_by_id": self.env.uid})

    def _forget_test(self):
        """What was tested is not what it holds now: it is to be tested again."""
        tested = self.filtered(lambda one: one.tested_on and not one.ready_at)
        if tested:
            tested._put({"tested_on": False, "tested_by_id": False})

    def action_ready(self):
        """Declare it ready, now and once; the clocks of its changes are judged."""
        for release in self:
            release._check_state("draft", "testing")
            release._check_complete()
            release._put(
                {
                    "state": "ready",
                    "ready_at": fields.Datetime.now(),
                    "ready_date": release._today(),
                    "ready_by_id": self.env.uid,
                }
            )
            release.change_ids._follow_releases()
            release._on_ready()

    def _on_ready(self):
        """Hook: what follows from a release being ready."""

    def _check_complete(self):
        """Refuse what nobody could install or nobody tested."""
        env = self.env
        if not self.change_ids:
            raise UserError(env._("Legal changes: name those that it complies with."))
        if self.release_kind != "document" and not self.line_ids:
            raise UserError(env._("Modules: name what is installed, and its version."))
        if self.test_needed and not self.tested_on:
            raise UserError(
                env._(
                    "Tested there on: test it in the regulator's environment first "
                    "(“Test”, then “Tested”), or say that there is none."
                )
            )
        if not self.test_needed and not (self.test_note or "").strip():
            raise UserError(
                env._("Evidence: say why there is nothing to test with the regulator.")
            )

    def _check_state(self, *states):
        if self.state not in states:
            raise UserError(
                self.env._(
                    "“%(name)s” is “%(state)s”: this step is not the next one.",
                    name=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )

    def _withdraw(self, reason, replacement=None):
        """Take it back: its ready date counts no more.

        :param reason: text
        :param replacement: the release that replaces it, if there is one already
        """
        self.ensure_one()
        self._check_state("ready")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say why it is withdrawn."))
        self._put(
            {
                "state": "withdrawn",
                "withdrawn_at": fields.Datetime.now(),
                "withdrawal_reason": reason,
                "replaced_by_id": replacement and replacement.id,
            }
        )
        self.change_ids._follow_releases()
        self._on_withdrawn()

    def _on_withdrawn(self):
        """Hook: what follows from a release being withdrawn."""

    def _today(self):
        return self.localization_id.regulator_id._today()
