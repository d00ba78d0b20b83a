# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """A message that our intake keeps never bounces nor spoils the alias.

        It is quarantined and told to the managers instead.
        """
        if self.env.context.get("sla_inbound_id"):
            return
        super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
