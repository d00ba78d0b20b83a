# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContract(models.Model):
    """Numbers of outage claims of the customer, and of refuted ones."""

    _inherit = "bacg.sla.contract"

    outage_claim_count = fields.Integer(
        compute="_compute_outage_counts", groups="helpdesk_mgmt.group_helpdesk_manager"
    )
    outage_refuted_count = fields.Integer(
        compute="_compute_outage_counts", groups="helpdesk_mgmt.group_helpdesk_manager"
    )

    def _compute_outage_counts(self):
        counts = {
            contract: numbers
            for contract, *numbers in self.env["bacg.sla.outage.report"]._read_group(
                [("contract_id", "in", self.ids)],
                ["contract_id"],
                ["claims:sum", "refuted:sum"],
            )
        }
        for contract in self:
            claims, refuted = counts.get(contract, (0, 0))
            contract.outage_claim_count = claims
            contract.outage_refuted_count = refuted

    def action_view_outage_claims(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "bacg_sla_platino.bacg_sla_outage_report_action"
            ),
            "domain": [("contract_id", "=", self.id)],
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
        }
