# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    # A key without Ctrl or Alt needs an off switch (WCAG 2.1.4).
    single_keys = fields.Boolean(
        default=True,
        help="One key decides on a row of “To classify”.",
    )
