# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    legal_feed_token = fields.Char(
        groups=fields.NO_ACCESS, copy=False, index="btree_not_null"
    )

    def _get_legal_feed_url(self):
        """Return the address of the user's feed of the compliance calendar."""
        self.ensure_one()
        user_sudo = self.sudo()  # sudo: nobody reads the token elsewhere
        if not user_sudo.legal_feed_token:
            self._renew_legal_feed_token()
        path = f"/bacg/legal-changes/{user_sudo.legal_feed_token}.ics"
        return self.get_base_url() + path

    def _renew_legal_feed_token(self):
        # sudo: his own, which he may not write by hand
        self.env.user.sudo().legal_feed_token = secrets.token_urlsafe(32)
