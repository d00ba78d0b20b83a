# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class HelpdeskTicket(models.Model):
    """What waits for a customer."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _case_waiting_domain(self):
        """Return the domain of the cases that wait for the user, a customer.

        Hook: a room of services adds what it asks him on a case.
        """
        return Domain("stage_id.sla_mode", "=", "wait_customer")
