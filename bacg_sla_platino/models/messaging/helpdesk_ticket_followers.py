# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    """Followers of a new case: its creator and its contact, in one call."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _without_autofollow(self):
        """Return the model so that core subscribes nobody while it creates a case.

        It would subscribe the creator alone, before it is known who the contact is.
        """
        if not self._get_creator():
            return self
        return self.with_context(
            mail_create_nosubscribe=True,
            mail_post_autofollow_author_skip=self.env.context.get(
                "mail_post_autofollow_author_skip", False
            ),
        )

    @api.model
    def _get_creator(self):
        """Return this user's contact if core makes them follow what they create."""
        context, user = self.env.context, self.env.user
        if context.get("tracking_disable") or context.get("mail_create_nosubscribe"):
            return self.env["res.partner"]
        if not user.active or user.share:
            return self.env["res.partner"]
        return user.partner_id

    def _subscribe_contacts(self, creator=None):
        """Subscribe each case's contact, which core does not do after a mail.

        :param creator: contact of the user who opened these cases, if to follow
        """
        # sudo: a user who may open a case need not see its contact's users
        for partner, tickets in self.sudo().grouped("partner_id").items():
            following = partner.filtered("active")
            if creator:
                following |= creator.sudo()
            # What message_subscribe would look up for each case is known here.
            self.env["mail.followers"]._insert_followers(
                self._name,
                tickets.ids,
                following.ids,
                customer_ids=following.filtered("partner_share").ids,
                check_existing=not tickets._has_no_followers(),
                existing_policy="update" if creator else "skip",
            )

    def _has_no_followers(self):
        """Return, without a query, whether nobody can follow these new cases yet."""
        followers = self._fields["message_follower_ids"]
        return all(
            self.env.cache.contains(ticket, followers)
            and not ticket.message_follower_ids
            for ticket in self
        )
