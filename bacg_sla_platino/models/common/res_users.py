# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    def _check_helpdesk_manager(self, message):
        """Refuse with ``message`` whoever does not manage the helpdesk."""
        if not self.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(message)
