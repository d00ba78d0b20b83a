# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    migration_warning_days = fields.Integer(
        string="Days before the planned date",
        default=14,
        help="The responsible is warned of a migration that is not approved.",
        groups="base.group_user",
    )

    @api.constrains("migration_warning_days")
    def _check_migration_warning_days(self):
        self._check_at_least(0, "migration_warning_days")
