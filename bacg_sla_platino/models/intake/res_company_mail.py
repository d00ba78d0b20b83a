# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sla_follow_copied = fields.Boolean(
        string="Everybody in copy follows the case",
        help="Otherwise only the customer's own people do. Who follows a case sees it "
        "in the portal and gets its messages.",
    )
    sla_mail_authority = fields.Char(
        string="Our mail server's name",
        help="As it signs in the header Authentication-Results, for example "
        "mx.example.com. Then a mail in the name of our people counts as theirs only "
        "if the server confirmed the sender. Empty: what answers a mail of ours "
        "counts, unless a mail server found the sender to be false.",
    )
