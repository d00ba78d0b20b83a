# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class PortalShare(models.TransientModel):
    _inherit = "portal.share"

    def _send_signup_link(self, partners=None):
        """Share the record, but make nobody's account: core posts the link to it."""
        if partners is None:
            partners = self.partner_ids.filtered(lambda partner: not partner.user_ids)
        self._send_public_link(partners)
