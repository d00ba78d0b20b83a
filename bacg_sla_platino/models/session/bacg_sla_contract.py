# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...tools.clock.duration import format_minutes

INTERFACE = "interface"


class BacgSlaContract(models.Model):
    """Sessions beside the clauses (SLA 1.17, 7.03)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        sessions = self._session_get_planned_and_held(page)
        # sudo: the catalogue is the same for everybody
        kinds = self.env["helpdesk.ticket.category"].sudo()
        kind = kinds.search([("sla_code", "=", INTERFACE)], limit=1)
        notice = format_minutes(self.env, kind.minimum_notice_minutes)
        for contract in self:
            mine = sessions.get(contract, [])
            held = [
                one
                for one in mine
                if one.state == "held" and one.start >= page.starts[contract.id]
            ]
            planned = [one for one in mine if one.state == "planned"]
            page.add(contract, "1.17", self.env._("Held this month"), len(held))
            page.add(contract, "1.17", self.env._("Planned"), len(planned))
            page.add(contract, "7.03", self.env._("Notice of a session"), notice)
        return result

    def _session_get_planned_and_held(self, page):
        """Return the sessions planned, and those held of late, by contract."""
        held = Domain("state", "=", "held")
        of_late = held & Domain("start", ">=", min(page.starts.values()))
        # sudo: the domain says which cases the viewer sees
        sessions = self.env["bacg.sla.session"].sudo()
        return sessions.search(
            (Domain("state", "=", "planned") | of_late)
            & Domain("ticket_id", "any", page.get_case_domain())
        ).grouped(lambda one: one.ticket_id.contract_id)
