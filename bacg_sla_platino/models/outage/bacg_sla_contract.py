# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

from ..agreement.bacg_sla_policy import OUTAGE_SCOPES

OUTCOMES = tuple(dict(OUTAGE_SCOPES))


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

    def _service_collect(self, page):
        result = super()._service_collect(page)
        # sudo: the domain says whose claims are counted
        rows = (
            self.env["bacg.sla.outage.report"]
            .sudo()
            ._read_group(
                page.get_case_domain(ticket_field="ticket_id")
                & page.get_month_domain(
                    lambda start: Domain("claimed_at", ">=", start)
                ),
                ["contract_id", "outcome"],
                ["__count"],
            )
        )
        counts = {(contract.id, outcome): count for contract, outcome, count in rows}
        for contract in self:
            found = {key: counts.get((contract.id, key), 0) for key in OUTCOMES}
            confirmed = found["total"] + found["partial"]
            page.add(contract, "2.02", self.env._("Claims"), sum(found.values()))
            page.add(contract, "2.03", self.env._("Services stopped"), confirmed)
            page.add(contract, "2.03", self.env._("To be checked"), found["claimed"])
            page.add(contract, "2.03", self.env._("No outage"), found["none"])
            page.add(contract, "2.04", self.env._("Your own network"), found["local"])
            page.add(
                contract, "2.05", self.env._("Some users only"), found["some_users"]
            )
        return result
