# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.mail.thanks import PHRASES


class ResCompany(models.Model):
    """Settings of closing cases: with a solution, or without an answer."""

    _inherit = "res.company"

    # Who does not know the kind writes all the same: BACG decides it.
    helpdesk_mgmt_portal_category_id_required = fields.Boolean(default=False)
    sla_solution_required = fields.Boolean(
        string="Require the solution to close",
        default=True,
        help="A sentence that the customer reads in the closing mail; for a late case "
        "also the reason for being late.",
        groups="base.group_user",
    )
    sla_reminder_days = fields.Integer(
        string="Remind customers after (working days)",
        default=3,
        help="For a case that waits for the customer, in the business hours of their "
        "contract. 0: never.",
        groups="base.group_user",
    )
    sla_silent_days = fields.Integer(
        string="Close after (working days)",
        default=5,
        help="After the reminder, which announces the day. 0: never.",
        groups="base.group_user",
    )

    sla_thanks_phrases = fields.Text(
        string="Words of thanks",
        default="\n".join(PHRASES),
        help="One per line, without accents. A message that consists only of these "
        "words and of names does not reopen a resolved case. Empty: every message "
        "does.",
        groups="base.group_user",
    )

    _sla_waiting_days = models.Constraint(
        "CHECK (sla_reminder_days >= 0 AND sla_silent_days >= 0)",
        "Remind and close: give 0 or more working days.",
    )
