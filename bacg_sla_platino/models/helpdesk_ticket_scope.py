# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    """What the agreement covers (SLA 1.11 …)."""

    _inherit = "helpdesk.ticket"

    scope_state = fields.Selection(
        selection=[
            ("in_scope", "Covered"),
            ("excluded", "Not covered"),
            ("routed", "For another area"),
            ("vendor", "Under the manufacturer's terms"),
        ],
        string="Coverage",
        required=True,
        default="in_scope",
        readonly=True,
        copy=False,
    )
