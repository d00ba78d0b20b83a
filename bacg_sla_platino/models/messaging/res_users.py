# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _prepare_automatic_mail_values(self, subject, body, company):
        """Return the values of an automatic mail to this user.

        :param body: HTML
        :param company: the company that sends it
        """
        self.ensure_one()
        return {
            "subject": subject,
            "body_html": body,
            "email_from": company.email_formatted or self.company_id.email_formatted,
            "recipient_ids": [(6, 0, self.partner_id.ids)],
            "headers": repr(
                {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
            ),
            "auto_delete": True,
        }
