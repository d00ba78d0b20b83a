# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

LIMITS = (
    "sla_portal_user_limit",
    "sla_portal_user_domain_limit",
    "sla_portal_user_purge_days",
)


class ResCompany(models.Model):
    """For which senders portal users are made, how many, and how long they stay."""

    _inherit = "res.company"

    sla_portal_user_creation = fields.Selection(
        selection=[
            ("always", "Every sender"),
            ("known", "Only senders of a customer with a contract"),
            ("never", "Never"),
        ],
        string="Create portal users for",
        required=True,
        default="always",
        groups="base.group_user",
    )
    sla_portal_user_limit = fields.Integer(
        string="New portal users an hour",
        default=20,
        help="Beyond it the case is made and the user waits for a manager's click.",
        groups="base.group_user",
    )
    sla_portal_user_domain_limit = fields.Integer(
        string="New portal users an hour from one unknown domain",
        default=5,
        help="For senders without a contract; beyond it the user waits, too.",
        groups="base.group_user",
    )
    sla_portal_user_purge_days = fields.Integer(
        string="Delete unused portal users after (days)",
        default=90,
        help="Users made for a sender who never signed in. The contact stays with "
        "their cases and is invited again when they write again. 0: keep them.",
        groups="base.group_user",
    )

    @api.constrains(*LIMITS)
    def _check_contact_limits(self):
        self._check_at_least(0, *LIMITS)

    def _contact_unused_users_domain(self):
        """Return the domain of users who were invited too long ago."""
        days = timedelta(days=self.sla_portal_user_purge_days)
        return Domain("company_id", "=", self.id) & Domain(
            "partner_id.sla_invited_at", "<", fields.Datetime.now() - days
        )
