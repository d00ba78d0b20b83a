# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

PURGE_BATCH = 500


class ResUsers(models.Model):
    """Users made for senders: not revealed to strangers, deleted if never used."""

    _inherit = "res.users"

    def reset_password(self, login):
        """Send the instructions without revealing whether there is such a user.

        Core raises a different error for each case, which the public page shows.
        """
        users = self.search(self._get_login_domain(login)) or self.search(
            self._get_email_domain(login)
        )
        if len(users) != 1:
            _logger.info("No password reset for %r: %s users", login, len(users))
            return None
        try:
            return super().reset_password(login)
        except UserError as error:  # of the outgoing mail server
            _logger.warning("Password reset for %r not sent: %s", login, error)
            return None

    def _action_reset_password(self, signup_type="reset"):
        """Let the system send the link: who asks for it could read his own mail."""
        self.partner_id.check_access("write")
        company = self.env.company
        system = self.with_user(SUPERUSER_ID).with_company(company)
        return super(ResUsers, system)._action_reset_password(signup_type)

    @api.autovacuum
    def _gc_contact_unused_users(self):
        """Delete portal users made for a sender who never signed in.

        The contact stays with their cases.
        """
        companies = self.env["res.company"].search(
            [("sla_portal_user_purge_days", ">", 0)]
        )
        everybody = self.with_context(active_test=False)
        unused = everybody.search(
            Domain("share", "=", True)
            & Domain("log_ids", "=", False)
            & Domain.OR(
                company._contact_unused_users_domain() for company in companies
            ),
            limit=PURGE_BATCH,
        )
        unused.partner_id.write({"sla_invited_at": False, "sla_user_made_at": False})
        unused.unlink()
        return len(unused), int(len(unused) == PURGE_BATCH)
