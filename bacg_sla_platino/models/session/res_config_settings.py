# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_session_proposal_limit = fields.Integer(
        related="company_id.sla_session_proposal_limit", readonly=False
    )
    sla_session_proposal_hours = fields.Integer(
        related="company_id.sla_session_proposal_hours", readonly=False
    )
