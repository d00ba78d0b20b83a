# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_portal_user_creation = fields.Selection(
        related="company_id.sla_portal_user_creation", readonly=False, required=True
    )
    sla_portal_user_limit = fields.Integer(
        related="company_id.sla_portal_user_limit", readonly=False
    )
    sla_portal_user_domain_limit = fields.Integer(
        related="company_id.sla_portal_user_domain_limit", readonly=False
    )
    sla_portal_user_purge_days = fields.Integer(
        related="company_id.sla_portal_user_purge_days", readonly=False
    )
