# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    serves_all_companies = fields.Boolean(
        compute="_compute_serves_all_companies",
        compute_sudo=True,
        export_string_translation=False,
    )

    def _compute_serves_all_companies(self):
        companies = self.env["res.company"].search(Domain.TRUE)
        for user in self:
            user.serves_all_companies = companies <= user.company_ids

    def _check_helpdesk_manager(self, message):
        """Refuse with ``message`` whoever does not manage the helpdesk."""
        if not self.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(message)
