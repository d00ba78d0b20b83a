# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import email_normalize, formataddr


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_support_mailbox(self):
        """Return the address to which customers write and answer."""
        self.ensure_one()
        # sudo: the address is public
        teams = self.env["helpdesk.ticket.team"].sudo()
        team = teams.search(
            [("company_id", "in", [False, self.id]), ("alias_name", "!=", False)],
            limit=1,
        )
        return team.alias_email or self.email_formatted

    def _get_support_address(self):
        """Return that address without a name, as pages show it."""
        return email_normalize(self._get_support_mailbox() or "") or ""

    def _get_support_sender(self):
        """Return from whom our automatic mails come, in the reader's language."""
        address = self._get_support_address()
        name = self.env._("%s Support", self.name)
        return formataddr((name, address)) if address else False

    def _get_helpdesk_managers(self):
        """Return the active helpdesk managers of this company, without one all."""
        # sudo: groups are not readable for agents
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and (not self or self in user.company_ids)
        )
