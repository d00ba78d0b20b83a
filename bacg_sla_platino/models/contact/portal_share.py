# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class PortalShare(models.TransientModel):
    _inherit = "portal.share"

    def action_send_mail(self):
        """Share the record, but make nobody's account: core posts the link to it."""
        self._send_public_link()
        return {"type": "ir.actions.act_window_close"}
