# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _support_sender(self):
        """Return the support mailbox: answers to its mails reach the support team."""
        self.ensure_one()
        # sudo: the address is public
        teams = self.env["helpdesk.ticket.team"].sudo()
        team = teams.search(
            [("company_id", "in", [False, self.id]), ("alias_name", "!=", False)],
            limit=1,
        )
        return team.alias_email or self.email_formatted
