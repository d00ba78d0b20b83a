# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_datetime

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels

from .bacg_maintenance_window import ENVIRONMENTS

STATES = [
    ("proposed", "Proposed"),
    ("chosen", "Chosen"),
    ("deferred", "Deferred"),
    ("tested", "Tested"),
    ("installed", "Installed"),
    ("failed", "Failed"),
    ("rolled_back", "Rolled back"),
]
EXPOSURES = [
    ("exposed", "Exposed"),
    ("no_window", "No window left"),
    ("last_window", "Last window"),
    ("window_left", "Windows left"),
    ("protected", "Protected"),
]
OUTCOMES = [
    ("running", "Running"),
    ("kept", "In time"),
    ("late", "Late"),
    ("excused", "Not his to answer for"),
]


class BacgLocalizationRollout(models.Model):
    """A compliance release on its way into a customer's environment (SLA 3.03).

    Nobody writes it: what the customer does in the portal, and what we note of his word
    with its evidence, moves it; see ``bacg.localization.rollout.act``.
    """

    _name = "bacg.localization.rollout"
    _description = "Rollout"
    _inherit = ["mail.thread", "bacg.sla.company.mixin"]
    _mail_post_access = "read"
    _order = "binds_at, partner_id, id"
    _rec_names_search = ["release_id", "partner_id"]

    release_id = fields.Many2one(
        comodel_name="bacg.compliance.release",
        required=True,
        index=True,
        ondelete="restrict",
    )
    localization_id = fields.Many2one(
        related="release_id.localization_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, index=True
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True)
    environment = fields.Selection(
        selection=ENVIRONMENTS, required=True, default="production"
    )
    state = fields.Selection(
        selection=STATES, required=True, default="proposed", index=True
    )
    window_start = fields.Datetime(
        string="Chosen window", help="When the window begins that the customer chose."
    )
    window_stop = fields.Datetime(string="Its end")
    installed_at = fields.Datetime(string="Installed on")
    installed_version = fields.Char(
        help="As the customer declared it: our database knows nothing of his."
    )
    deferral_reason = fields.Char()
    risk_accepted_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Risk accepted by",
        help="The customer's contact who took it on himself to be late.",
    )
    risk_accepted_at = fields.Datetime(string="Risk accepted on")
    act_ids = fields.One2many(
        comodel_name="bacg.localization.rollout.act",
        inverse_name="rollout_id",
        string="What happened",
    )
    alarm = fields.Char(
        export_string_translation=False,
        help="The last alarm of which the customer was told, and for which date.",
    )

    tz = fields.Char(
        compute="_compute_tz",
        compute_sudo=True,
        export_string_translation=False,
        help="The zone in which the customer reads times.",
    )

    # What the customer is judged by: since when he could, by his windows of then.
    proposed_at = fields.Datetime(
        string="Proposed on", compute="_compute_proposed_at", store=True
    )
    first_window_stop = fields.Datetime(
        string="End of his first window",
        readonly=True,
        help="Of his first window after it was proposed, as his windows were then. "
        "If it binds before, he is not late. Empty: he had no windows.",
    )

    # What follows from dates and windows, see ``_compute_exposure``.
    binding_date = fields.Date(
        string="Mandatory from",
        compute="_compute_exposure",
        store=True,
        help="The first day on which it binds this customer.",
    )
    binds_at = fields.Datetime(
        string="Binds at",
        compute="_compute_exposure",
        store=True,
        help="When that day begins where the regulator is.",
    )
    safe_count = fields.Integer(
        string="Safe windows left", compute="_compute_exposure", store=True
    )
    last_safe_start = fields.Datetime(
        string="Last safe window",
        compute="_compute_exposure",
        store=True,
        help="The customer's last window that ends before it binds.",
    )
    last_safe_stop = fields.Datetime(
        string="End of the last safe window", compute="_compute_exposure", store=True
    )
    exposure = fields.Selection(
        selection=EXPOSURES, compute="_compute_exposure", store=True, index=True
    )
    due_at = fields.Datetime(
        compute="_compute_exposure",
        store=True,
        index=True,
        export_string_translation=False,
        help="When time alone moves what stands here: a window begins, or it binds.",
    )
    outcome = fields.Selection(
        selection=OUTCOMES,
        string="Customer's clock",
        compute="_compute_exposure",
        store=True,
    )

    _rollout_uniq = models.Constraint(
        "UNIQUE (release_id, partner_id, company_id, environment)",
        "This release is already proposed to this customer for this environment.",
    )
    _alive_idx = models.Index("(partner_id, company_id) WHERE state != 'installed'")

    @api.depends("release_id.name", "partner_id.name", "environment")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = selection_labels(self, "environment")
        for rollout in self:
            rollout.display_name = (
                f"{rollout.release_id.name} – {rollout.partner_id.name} "
                f"({labels[rollout.environment].lower()})"
            )

    @api.depends("act_ids.kind", "act_ids.noted_at")
    def _compute_proposed_at(self):
        for rollout in self:
            proposals = rollout.act_ids.filtered(lambda one: one.kind == "proposed")
            rollout.proposed_at = min(proposals.mapped("noted_at"), default=False)

    # -------------------------------------------------------------------------
    # Who has to do with it
    # -------------------------------------------------------------------------

    def _get_contracts(self):
        """Return the running contract of each customer by rollout, in sudo."""
        # sudo: whoever sees a rollout need not see contracts
        contracts = self.env["bacg.sla.contract"].sudo()
        now = fields.Datetime.now()
        keys = {one: (one.partner_id, one.company_id, now) for one in self}
        found = contracts._find_for(keys.values())
        return {one: found.get(key, contracts) for one, key in keys.items()}

    def _get_windows_by_key(self):
        """Return the customers' windows by partner, company and environment."""
        # sudo: whoever sees a rollout need not see all windows
        windows = self.env["bacg.maintenance.window"].sudo()
        found = windows.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        found.blackout_ids.mapped("date_from")  # one query for all
        return {(one.partner_id, one.company_id, one.environment): one for one in found}

    def _get_window(self):
        """Return the customer's window for this environment, or none."""
        self.ensure_one()
        found = self._get_windows_by_key()
        return found.get(
            self._get_window_key(), self.env["bacg.maintenance.window"].sudo()
        )

    def _get_window_key(self):
        return (self.partner_id, self.company_id, self.environment)

    def _compute_tz(self):
        windows, contracts = self._get_windows_by_key(), self._get_contracts()
        for rollout in self:
            window = windows.get(rollout._get_window_key())
            # The contract may have ended: what happened is still his to read.
            contract = contracts[rollout]
            calendar = contract and contract._get_business_calendar()
            rollout.tz = (window and window.tz) or (calendar and calendar.tz) or "UTC"

    def _format_time(self, moment):
        return format_datetime(
            self.env, moment, tz=self.tz, dt_format="EEE d MMM y, HH:mm"
        )

    def _get_key(self):
        """Return what is unique of a rollout, as ``_prepare_rollouts`` says it."""
        return (
            self.release_id.id,
            self.partner_id.id,
            self.company_id.id,
            self.environment,
        )
