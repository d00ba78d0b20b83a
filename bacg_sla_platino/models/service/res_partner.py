# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..contract.bacg_sla_contract_find import RUNNING_STATES


class ResPartner(models.Model):
    """From a customer, and from each of his contacts, to his page of the agreement."""

    _inherit = "res.partner"

    sla_running_contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        string="Running contract",
        compute="_compute_sla_running_contract_id",
        groups="helpdesk_mgmt.group_helpdesk_manager",
    )

    @api.depends("commercial_partner_id.sla_contract_ids.state")
    def _compute_sla_running_contract_id(self):
        for partner in self:
            running = partner.commercial_partner_id.sla_contract_ids.filtered(
                lambda contract: contract.state in RUNNING_STATES
            )
            partner.sla_running_contract_id = running[:1]

    def action_view_service(self):
        self.ensure_one()
        return self.sla_running_contract_id.action_view_service()
