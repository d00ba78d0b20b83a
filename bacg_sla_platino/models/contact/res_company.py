# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

LIMITS = (
    "sla_portal_user_limit",
    "sla_portal_user_domain_limit",
    "sla_acknowledgement_sender_limit",
    "sla_acknowledgement_domain_limit",
    "sla_acknowledgement_stranger_limit",
)


class ResCompany(models.Model):
    """What a sender may cause: portal users and mails of ours."""

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
    )
    sla_portal_user_limit = fields.Integer(
        string="New portal users an hour",
        default=20,
        help="Beyond it the case is made and the user waits for a manager's click.",
    )
    sla_portal_user_domain_limit = fields.Integer(
        string="New portal users an hour from one unknown domain",
        default=5,
        help="For senders without a contract; beyond it the user waits, too.",
    )
    sla_portal_user_purge_days = fields.Integer(
        string="Delete unused portal users after (days)",
        default=90,
        help="Users made for a sender who never signed in. The contact stays with his "
        "cases and is invited again when he writes again. 0: keep them.",
    )
    sla_acknowledgement_sender_limit = fields.Integer(
        string="Acknowledgements an hour to one sender",
        default=30,
        help="Beyond it each mail is a case as always, but nobody is told its number.",
    )
    sla_acknowledgement_domain_limit = fields.Integer(
        string="Acknowledgements an hour to one mail domain",
        default=100,
        help="Public providers are not counted: their users have nothing in common.",
    )
    sla_acknowledgement_stranger_limit = fields.Integer(
        string="Acknowledgements an hour to senders without a contract",
        default=100,
        help="To all of them together: invented senders must not make us send mail to "
        "people who never wrote.",
    )

    @api.constrains(*LIMITS, "sla_portal_user_purge_days")
    def _check_sla_people_numbers(self):
        for company in self:
            for name in (*LIMITS, "sla_portal_user_purge_days"):
                if company[name] < 0:
                    label = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._("%(setting)s: give 0 or more.", setting=label)
                    )

    def _sla_unused_users(self):
        """Return the domain of users who were invited long ago and never came."""
        days = timedelta(days=self.sla_portal_user_purge_days)
        return Domain("company_id", "=", self.id) & Domain(
            "partner_id.sla_invited_at", "<", fields.Datetime.now() - days
        )
