# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import xmlrpc.client

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from ...tools.mail.incoming import NO_MAIL, Incoming


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _get_incoming(self):
        """Return what is known of the report being processed, ``NO_MAIL`` without one.

        A call from outside cannot bring one along: it can only send JSON.
        """
        incoming = self.env.context.get("bacg_incoming")
        return incoming if isinstance(incoming, Incoming) else NO_MAIL

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """Take what core's own gateway brings into the log, where all mail is checked.

        It returns the id of the case, if it became one. Mail with another model as its
        fallback stays core's.

        :raises AccessError: for anyone but the gateway and administrators: who hands in
            a mail chooses in whose name it speaks
        """
        if self._get_incoming().is_kept:
            return super().message_process(model, message, *args, **kwargs)
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(
                self.env._("Only administrators and the mail gateway hand in mail.")
            )
        if model and model != "helpdesk.ticket":
            return super().message_process(model, message, *args, **kwargs)
        if isinstance(message, xmlrpc.client.Binary):
            message = bytes(message.data)
        elif isinstance(message, str):
            message = message.encode("utf-8", "surrogateescape")
        # sudo: the log is the gateway's; nothing of the call's context goes along
        gateway = self.env(user=SUPERUSER_ID, su=True, context={})
        row = gateway["bacg.mail.inbound"]._keep(message, "other")
        row._process()
        return row.ticket_id.id

    @api.private
    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Let the cases change the routes of their mail."""
        tickets = self.env["helpdesk.ticket"]
        try:
            routes = super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        except ValueError:
            # To no mailbox of ours, but the subject may still name a case.
            routes = tickets._intake_get_routes(
                message_dict, [(tickets._name, 0, {}, 0, None)]
            )
            if not any(route[1] for route in routes):
                raise
            return routes
        return tickets._intake_get_routes(message_dict, routes)

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        values = super()._message_parse_post_process(message, message_dict, routes)
        if message_dict.pop("sla_unconfirmed", False):
            # It has no author until one of our people has checked it.
            values["author_id"] = False
        return values

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Count no mail to cases: core drops the 21st one, our intake counts machines.

        See ``_is_loop`` of the log of inbound mail.
        """
        if self._get_incoming().is_kept:
            routes = [route for route in routes if route[0] != "helpdesk.ticket"]
            if not routes:
                return False
        return super()._detect_loop_sender(message, message_dict, routes)

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """Send no bounce for a message that our intake keeps: people answer it."""
        if self._get_incoming().is_kept:
            return None
        return super()._routing_create_bounce_email(
            email_from, body_html, message, **mail_values
        )
