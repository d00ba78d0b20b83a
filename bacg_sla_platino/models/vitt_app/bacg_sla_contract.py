# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class BacgSlaContract(models.Model):
    """The customer's VITT apps beside the clauses (SLA 6)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        # sudo: all people of a customer see the catalogue, and what they use
        apps = self.env["bacg.vitt.app"].sudo()
        offered = apps.search([("state", "!=", "retired")])
        used = apps.installation_ids.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        ).grouped(lambda one: (one.partner_id, one.company_id))
        answered = self._case_count(
            page.get_case_domain()
            & page.get_month_domain(
                lambda start: Domain(
                    "sla_event_ids",
                    "any",
                    [("kind", "=", "vitt_app_answer"), ("at", ">=", start)],
                )
            )
        )
        none = self.env["res.company"]
        for contract in self:
            key = (contract.partner_id, contract.company_id)
            mine = used.get(key, apps.installation_ids)
            catalogue = offered.filtered(
                lambda app, own=contract.company_id: app.company_id in (own, none)
            )
            page.add(contract, "6.01", self.env._("In the catalogue"), len(catalogue))
            page.add(contract, "6.01", self.env._("You use"), len(mine))
            for installation in mine:
                version = installation.version or installation.series
                page.add(contract, "6.01", installation.app_id.name, version)
            page.link(contract, "6.01", "/my/apps")
        label = self.env._("Cases answered with an app this month")
        page.add_counts(self, "6.02", label, answered)
        return result
