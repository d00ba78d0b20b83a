# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import fields, models


class HelpdeskTicket(models.Model):
    """The contact's access to the portal, shown on the case."""

    _inherit = "helpdesk.ticket"

    # A person's name: OCA's Spanish calls it the company's.
    partner_name = fields.Char(string="Name of who wrote")
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

    def _contact_renew_token(self):
        """Let the links to these cases that somebody was sent open nothing more."""
        # sudo: whoever ends the sharing need not write the case
        for ticket in self.sudo().filtered("access_token"):
            ticket._sla_put(access_token=str(uuid.uuid4()))

    def _sla_snapshot(self, kinds):
        return {**super()._sla_snapshot(kinds), "contact": self.partner_id}

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)
        former = {i for i in after if before[i]["contact"] - after[i]["contact"]}
        self.filtered(lambda ticket: ticket.id in former)._contact_renew_token()
        return result
