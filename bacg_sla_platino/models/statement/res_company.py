# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sla_statements = fields.Selection(
        selection=[
            ("off", "Make none"),
            ("draft", "Draft them"),
            ("issue", "Draft and issue them"),
            ("send", "Issue and send them"),
        ],
        string="Monthly SLA statements",
        required=True,
        default="issue",
        help="What is done on the first of each month for every contract. What is "
        "issued is frozen; later changes make a revision.",
        groups="base.group_user",
    )
