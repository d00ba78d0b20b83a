# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicketStage(models.Model):
    """What teams know of their stages is cached."""

    _name = "helpdesk.ticket.stage"
    _inherit = ["bacg.sla.cached.mixin", "helpdesk.ticket.stage"]
