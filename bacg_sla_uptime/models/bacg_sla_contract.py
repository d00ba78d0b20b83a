# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContract(models.Model):
    _inherit = "bacg.sla.contract"

    hosted_instance_ids = fields.One2many(
        comodel_name="bacg.hosted.instance", inverse_name="contract_id"
    )
    hosted_instance_count = fields.Integer(compute="_compute_hosted_instance_count")

    def _compute_hosted_instance_count(self):
        counts = dict(
            self.env["bacg.hosted.instance"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.hosted_instance_count = counts.get(contract, 0)

    def action_view_hosted_instances(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_uptime.bacg_hosted_instance_action"
        )
        return dict(
            action,
            domain=[("contract_id", "=", self.id)],
            context={"default_contract_id": self.id},
        )

    def _service_collect(self, page):
        """Say which ERPs the 99 % are promised for, and why others not (SLA 2.01)."""
        result = super()._service_collect(page)
        instances = self.hosted_instance_ids
        labels = dict(instances._fields["judgement"]._description_selection(self.env))
        for contract in self:
            for instance in contract.hosted_instance_ids:
                why = labels[instance.judgement]
                page.say(contract, "2.01", f"{instance.name}: {why}")
        return result
