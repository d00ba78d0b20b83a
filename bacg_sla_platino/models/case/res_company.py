# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.mail.thanks import PHRASES


class ResCompany(models.Model):
    """How cases end: with a solution, or when the customer stays silent."""

    _inherit = "res.company"

    sla_solution_required = fields.Boolean(
        string="Closing asks for the solution",
        default=True,
        help="In a sentence that the customer reads in the mail of the closing; and of "
        "a late case, whose reason it was.",
        groups="base.group_user",
    )
    sla_reminder_days = fields.Integer(
        string="Remind customers after (working days)",
        default=3,
        help="Of a case that waits for the customer, in his contract's business "
        "hours. 0: never.",
        groups="base.group_user",
    )
    sla_silent_days = fields.Integer(
        string="Close after (working days)",
        default=5,
        help="From the reminder on, which names the day. 0: never.",
        groups="base.group_user",
    )

    sla_thanks_phrases = fields.Text(
        string="Words of thanks",
        default="\n".join(PHRASES),
        help="One a line, without accents. A message to a resolved case that consists "
        "of these and of names opens it not again. Empty: every message does.",
        groups="base.group_user",
    )

    _sla_waiting_days = models.Constraint(
        "CHECK (sla_reminder_days >= 0 AND sla_silent_days >= 0)",
        "Remind and close: give 0 or more working days.",
    )
