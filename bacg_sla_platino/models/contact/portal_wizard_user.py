# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, models


class PortalWizardUser(models.TransientModel):
    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        result = super().action_grant_access()
        self.partner_id._contact_notify_access(self.env.company)
        return result

    def _send_email(self):
        """Let the system send the link, which whoever grants access could read."""
        company = self.env.company
        system = self.with_user(SUPERUSER_ID).with_company(company)
        return super(PortalWizardUser, system)._send_email()
