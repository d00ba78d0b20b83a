# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    """How much of our agents' time a customer keeps free by proposals."""

    _inherit = "res.company"

    sla_session_proposal_limit = fields.Integer(
        string="Proposed sessions a customer",
        default=5,
        help="How many proposed times of a customer, on all his cases, are kept free.",
        groups="base.group_user",
    )
    sla_session_proposal_hours = fields.Integer(
        string="Validity of proposed sessions (hours)",
        default=24,
        help="How long a proposed time is kept free for the customer.",
        groups="base.group_user",
    )

    _sla_session_proposals = models.Constraint(
        "CHECK (sla_session_proposal_limit > 0 AND sla_session_proposal_hours > 0)",
        "Proposed sessions: give 1 or more times, and 1 or more hours.",
    )

    def _session_get_oldest_proposal(self):
        """Return since when a proposal of a session is open: naive UTC."""
        hours = timedelta(hours=self.sla_session_proposal_hours)
        return fields.Datetime.now() - hours
