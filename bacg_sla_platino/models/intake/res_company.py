# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMITS = (
    "sla_acknowledgement_sender_limit",
    "sla_acknowledgement_domain_limit",
    "sla_acknowledgement_stranger_limit",
    "sla_date_header_hours",
)


class ResCompany(models.Model):
    """How inbound mail is read, how large it may be, and how long it is kept."""

    _inherit = "res.company"

    sla_urgent_prefixes = fields.Char(
        string="Urgent prefixes",
        default="URGENTE",
        help="A subject that starts with one of these words (separated by commas) "
        "claims an outage: priority 1, to be checked.",
        groups="base.group_user",
    )
    sla_date_header_hours = fields.Integer(
        string="Oldest Date header (hours)",
        default=24,
        help="A mail's own date counts as the report if it is at most this old.",
        groups="base.group_user",
    )
    sla_inbound_size_limit = fields.Integer(
        string="Largest message (MB)",
        required=True,
        default=25,
        help="Of the whole message: files grow by a third on their way. A larger one "
        "is a case with its text and the names of its files; they stay in the mail as "
        "it came.",
        groups="base.group_user",
    )
    sla_inbound_raw_days = fields.Integer(
        string="Keep mail without a case (days)",
        required=True,
        default=90,
        help="As it came: discarded mail, bounces, automatic answers. What waits in "
        "the quarantine stays until somebody has looked at it.",
        groups="base.group_user",
    )
    sla_inbound_case_days = fields.Integer(
        string="Keep mail of cases (days)",
        required=True,
        default=30,
        help="As it came, beside its words and files in the case: what was lost in "
        "reading can be had from it. Agents download it from the case.",
        groups="base.group_user",
    )
    sla_inbound_log_days = fields.Integer(
        string="Keep the log of inbound mail (days)",
        required=True,
        default=730,
        help="What came from whom and when, and what became of it.",
        groups="base.group_user",
    )
    sla_follow_copied = fields.Boolean(
        string="Everybody in copy follows the case",
        help="Otherwise only the customer's own people do. Who follows a case sees it "
        "in the portal and gets its messages.",
        groups="base.group_user",
    )
    sla_mail_authority = fields.Char(
        string="Our mail server's name",
        help="As it signs in the header Authentication-Results, for example "
        "mx.example.com. A mail in the name of our people counts as theirs only if "
        "that server confirmed the sender, and a number in a subject leads only "
        "confirmed senders to its case. Empty: no mail in the name of our people "
        "counts, so an agent's mailed answer meets no first response and reaches "
        "nobody until one of us has checked it.",
        groups="base.group_system",
    )
    sla_mail_unproven = fields.Boolean(
        string="Believe our people's mail without proof",
        help="Only while our mail server's name is empty. What it costs: whoever holds "
        "a mail of ours can answer it in an agent's name, and the customer reads that "
        "as our word. A mail that a server found to be false never counts.",
        groups="base.group_system",
    )

    sla_acknowledgement_sender_limit = fields.Integer(
        string="Acknowledgements an hour to one sender",
        default=30,
        help="Beyond it each mail is a case as always, but nobody is told its number.",
        groups="base.group_user",
    )
    sla_acknowledgement_domain_limit = fields.Integer(
        string="Acknowledgements an hour to one mail domain",
        default=100,
        help="Public providers are not counted: their users have nothing in common.",
        groups="base.group_user",
    )
    sla_acknowledgement_stranger_limit = fields.Integer(
        string="Acknowledgements an hour to senders without a contract",
        default=100,
        help="To all of them together: invented senders must not make us send mail to "
        "people who never wrote.",
        groups="base.group_user",
    )

    @api.constrains(
        "sla_inbound_size_limit",
        "sla_inbound_raw_days",
        "sla_inbound_case_days",
        "sla_inbound_log_days",
    )
    def _check_intake_limits(self):
        self._check_at_least(1, "sla_inbound_size_limit")
        for company in self:
            for name in ("sla_inbound_raw_days", "sla_inbound_case_days"):
                if not 1 <= company[name] <= company.sla_inbound_log_days:
                    label = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(setting)s: enter at least 1 day, and no more days than "
                            "the log of inbound mail is kept.",
                            setting=label,
                        )
                    )

    @api.constrains(*LIMITS)
    def _check_numbers(self):
        self._check_at_least(0, *LIMITS)
