# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import email_normalize, ormcache


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Let the cases have a say in where their mail goes."""
        tickets = self.env["helpdesk.ticket"]
        try:
            routes = super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        except ValueError:
            # To no mailbox of ours, but the subject may still name a case.
            routes = tickets._sla_routes(
                message_dict, [(tickets._name, 0, {}, 0, None)]
            )
            if not any(route[1] for route in routes):
                raise
            return routes
        return tickets._sla_routes(message_dict, routes)

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        values = super()._message_parse_post_process(message, message_dict, routes)
        if message_dict.pop("sla_unconfirmed", False):
            # Nobody's word, until one of us has read it.
            values["author_id"] = False
        return values

    @api.model
    def _routing_reset_bounce(self, email_message, message_dict):
        """Whoever writes is reached; ask no table which models count bounces."""
        if not self.env.context.get("sla_inbound_id"):
            return super()._routing_reset_bounce(email_message, message_dict)
        address = email_normalize(message_dict["email_from"])
        for model in self._sla_models_with_bounces() if address else ():
            bounced = [("message_bounce", ">", 0), ("email_normalized", "=", address)]
            # sudo: as core does, for whoever wrote
            self.env[model].sudo().search(bounced)._message_reset_bounce(address)
        return None

    @api.model
    @ormcache()
    def _sla_models_with_bounces(self):
        """Return the names of the models that core finds by ``is_mail_blacklist``."""
        blacklist = self.env.registry["mail.thread.blacklist"]
        return tuple(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, blacklist) and not model._abstract
        )

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Core drops the 21st mail of two hours; our intake counted machines only."""
        if self.env.context.get("sla_inbound_id"):
            routes = [route for route in routes if route[0] != "helpdesk.ticket"]
            if not routes:
                return False
        return super()._detect_loop_sender(message, message_dict, routes)

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """What our intake keeps is answered by people: no mail server wants to know."""
        if self.env.context.get("sla_inbound_id"):
            return None
        return super()._routing_create_bounce_email(
            email_from, body_html, message, **mail_values
        )
