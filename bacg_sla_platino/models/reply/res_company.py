# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    reply_takes_case = fields.Boolean(
        string="The first answer takes the case",
        default=True,
        help="Who first answers a case that is nobody's becomes its agent, and a new "
        "case is in progress then.",
        groups="base.group_user",
    )
