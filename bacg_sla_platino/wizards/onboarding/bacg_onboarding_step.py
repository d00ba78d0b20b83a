# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgOnboardingStep(models.TransientModel):
    """What became of a test case, one step after the other."""

    _name = "bacg.onboarding.step"
    _description = "Step of a Test Case"

    onboarding_id = fields.Many2one(
        comodel_name="bacg.onboarding", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="Step", required=True)
    done = fields.Boolean()
    text = fields.Char(string="What happened")
