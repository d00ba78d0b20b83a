# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailAlias(models.Model):
    _inherit = "mail.alias"
    # Answers to a team with one name on two domains go to the older one: core's order
    # leaves that to chance.
    _order = "alias_model_id, alias_name, id"
