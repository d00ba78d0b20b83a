# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
