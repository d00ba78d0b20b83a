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
        held = self._session_count(page, "held")
        coming = self._session_count(page, "planned")
        # sudo: the catalogue is the same for everybody
        kinds = self.env["helpdesk.ticket.category"].sudo()
        kind = kinds.search([("sla_code", "=", INTERFACE)], limit=1)
        notice = format_minutes(self.env, kind.minimum_notice_minutes)
        for contract in self:
            key = (contract.id,)
            page.add(contract, "1.17", self.env._("Held this month"), held.get(key, 0))
            page.add(contract, "1.17", self.env._("Planned"), coming.get(key, 0))
            page.add(contract, "7.03", self.env._("Notice of a session"), notice)
        return result

    def _session_count(self, page, state):
        """Return how many cases of the month have a session in a state, by contract."""
        domain = page.seen()
        sessions = Domain("state", "=", state)
        if state == "held":
            return self._case_count(
                domain
                & page.this_month(
                    lambda start: Domain(
                        "session_ids", "any", sessions & Domain("start", ">=", start)
                    )
                )
            )
        return self._case_count(domain & Domain("session_ids", "any", sessions))
