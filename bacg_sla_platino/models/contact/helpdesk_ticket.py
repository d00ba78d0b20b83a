# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    """The contact's access to the portal, shown on the case."""

    _inherit = "helpdesk.ticket"

    sla_portal_access = fields.Selection(related="partner_id.sla_portal_access")

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"sla_portal_access"}

    def action_invite_again(self):
        """Send the contact the invitation to the portal again."""
        self.check_access("read")
        self.partner_id.action_sla_invite_again()

    def action_approve_user(self):
        """Make the contact's portal user, which waits for a manager."""
        self.check_access("read")
        self.partner_id.action_sla_approve_user()
