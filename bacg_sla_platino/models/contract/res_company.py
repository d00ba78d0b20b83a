# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..common.selections import HOURS_OVERDRAW


class ResCompany(models.Model):
    _inherit = "res.company"

    sla_agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        string="Agreement",
        domain="[('state', '=', 'published'), ('company_id', 'in', [False, id])]",
        help="Proposed for new contracts.",
    )
    sla_without_contract = fields.Boolean(
        string="Measure senders without a contract",
        help="Their cases run on the agreement above. Otherwise they have no clock "
        "until their contract is identified; then it counts from the report.",
    )
    sla_urgent_prefixes = fields.Char(
        string="Urgent prefixes",
        default="URGENTE",
        help="A subject that starts with one of these words (separated by commas) "
        "claims an outage: priority 1, to be checked.",
    )
    sla_follow_up_days = fields.Integer(
        string="Days between words",
        default=7,
        help="Days after the last word to a customer whose case waits for the "
        "manufacturer. The agreement says weekly: at most 7.",
    )
    sla_date_header_hours = fields.Integer(
        string="Oldest Date header (hours)",
        default=24,
        help="A mail's own date counts as the report if it is at most this old.",
    )

    sla_statements = fields.Selection(
        selection=[
            ("off", "Make none"),
            ("draft", "Draft them"),
            ("issue", "Draft and issue them"),
            ("send", "Issue and send them"),
        ],
        string="Monthly SLA statements",
        required=True,
        default="issue",
        help="What is done on the first of each month for every contract. What is "
        "issued is frozen; later changes make a revision.",
    )
    sla_renewal_days = fields.Integer(
        string="Days before the end",
        default=60,
        help="The account manager is told to renew a contract.",
    )
    hours_unit_minutes = fields.Integer(
        string="Unit of contracted hours (minutes)",
        default=15,
        help="What is worked on a case in a day is rounded up to it.",
    )
    hours_proposal_days = fields.Integer(
        string="Days to agree",
        default=14,
        help="How long a proposal of hours is open to the customer.",
    )
    hours_overdraw = fields.Selection(
        selection=HOURS_OVERDRAW,
        string="More hours than available",
        required=True,
        default="ask",
        help="A contract may say otherwise. Answers are never blocked.",
    )

    @api.constrains("sla_follow_up_days", "sla_date_header_hours")
    def _check_sla_numbers(self):
        for company in self:
            if not 1 <= company.sla_follow_up_days <= 7:
                raise ValidationError(
                    self.env._("Days between words: the agreement allows 1 to 7.")
                )
            if company.sla_date_header_hours < 0:
                raise ValidationError(
                    self.env._("Oldest Date header: give 0 hours or more.")
                )

    @api.constrains("sla_renewal_days", "hours_unit_minutes", "hours_proposal_days")
    def _check_contract_numbers(self):
        for company in self:
            if company.sla_renewal_days < 0:
                raise ValidationError(
                    self.env._("Days before the end of a contract: give 0 or more.")
                )
            if not 1 <= company.hours_unit_minutes <= 60:
                raise ValidationError(
                    self.env._("Unit of contracted hours: give 1 to 60 minutes.")
                )
            if company.hours_proposal_days < 1:
                raise ValidationError(
                    self.env._("Days to agree to hours: give 1 or more.")
                )

    def _sla_managers(self):
        """Return the active helpdesk managers of this company."""
        # sudo: groups are not readable for agents
        group = self.env.ref("helpdesk_mgmt.group_helpdesk_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and self in user.company_ids
        )
