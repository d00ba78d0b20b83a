# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import email_normalize, ormcache


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """Do as core does, without asking a table which models count bounces."""
        address = email_normalize(message_dict["email_from"])
        for model in self._get_models_with_bounces() if address else ():
            bounced = [("message_bounce", ">", 0), ("email_normalized", "=", address)]
            # sudo: as core does, for whoever wrote
            self.env[model].sudo().search(bounced)._message_reset_bounce(address)

    @api.model
    @ormcache()
    def _get_models_with_bounces(self):
        """Return the names of the models that core finds by ``is_mail_blacklist``."""
        blacklist = self.env.registry["mail.thread.blacklist"]
        return tuple(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, blacklist) and not model._abstract
        )
