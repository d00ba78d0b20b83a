# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgLegalFeed(models.TransientModel):
    """The address of the user's own feed of the compliance calendar."""

    _name = "bacg.legal.feed"
    _description = "Feed of the Compliance Calendar"

    url = fields.Char(
        string="Address", readonly=True, default=lambda self: self._default_url()
    )

    def _default_url(self):
        return self.env.user._get_legal_feed_url()

    def action_renew(self):
        """Give the feed another address; the old one shows nothing any more."""
        self.ensure_one()
        self.env.user._renew_legal_feed_token()
        self.url = self._default_url()
        return self._get_records_action(name=self.env._("Calendar feed"), target="new")
