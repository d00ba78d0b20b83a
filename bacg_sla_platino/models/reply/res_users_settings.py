# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

AFTER_SEND = [
    ("stay", "Stay on the case"),
    ("next", "Open the next case"),
    ("list", "Go back to the list"),
]


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    # The web client reads and sets it here, as all that a user chooses for himself.
    case_after_send = fields.Selection(
        selection=AFTER_SEND,
        string="After sending an answer",
        default="stay",
        required=True,
    )
