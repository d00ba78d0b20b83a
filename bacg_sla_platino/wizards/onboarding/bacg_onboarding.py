# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models


class BacgOnboarding(models.TransientModel):
    """What a database still lacks to be a helpdesk, looked at anew each time."""

    _name = "bacg.onboarding"
    _description = "Setting Up"
    _inherit = ["bacg.sla.window.mixin"]

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    point_ids = fields.One2many(
        comodel_name="bacg.onboarding.point",
        inverse_name="onboarding_id",
        string="Points",
        readonly=True,
    )
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    point_count = fields.Integer(string="All points", compute="_compute_counts")
    address = fields.Char(
        string="Send it to",
        default=lambda self: self.env.user.email,
        help="Who gets the acknowledgement of the test case, as a customer would.",
    )
    step_ids = fields.One2many(
        comodel_name="bacg.onboarding.step",
        inverse_name="onboarding_id",
        string="What happened",
        readonly=True,
    )

    @api.depends("point_ids.done")
    def _compute_counts(self):
        for onboarding in self:
            onboarding.point_count = len(onboarding.point_ids)
            onboarding.done_count = len(onboarding.point_ids.filtered("done"))

    @api.depends("done_count", "point_count")
    def _compute_display_name(self):
        for onboarding in self:
            onboarding.display_name = self.env._(
                "Setting up: %(done)s of %(points)s",
                done=onboarding.done_count,
                points=onboarding.point_count,
            )

    @api.model
    def action_open(self):
        """Open the points of the user's company."""
        onboarding = self.create({})
        onboarding.point_ids = [
            Command.create({"key": key}) for key in onboarding._get_points()
        ]
        return {
            **onboarding._get_records_action(name=self.env._("Setting up")),
            "target": "main",
        }

    def action_refresh(self):
        """Look again; the points are computed whenever they are read."""

    def action_send_trial(self):
        """Run a test case through the whole intake and tell each step."""
        self.ensure_one()
        self.step_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"name": step.name, "done": step.done, "text": step.text}
                )
                for step in self._run_trial()
            ),
        ]
