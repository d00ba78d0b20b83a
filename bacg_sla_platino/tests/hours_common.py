# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import freeze_time

from .common import SlaCommon, local

NOW = "2026-05-11T09:00"


class HoursCommon(SlaCommon):
    """A contract with an approver, a case, and grants as the tests need them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls.env["res.partner"].create(
            {"name": "Marta", "email": "marta@cafe.gt", "parent_id": cls.customer.id}
        )
        cls.contract.write(
            {
                "hours_approver_ids": [(6, 0, cls.approver.ids)],
                "contact_ids": [(6, 0, cls.contact.ids)],
                "user_id": cls.manager.id,
            }
        )
        with freeze_time(local("2026-05-04T08:00")):
            cls.ticket = cls._case(local("2026-05-04T08:00"))

    @classmethod
    def _grant(cls, granted, date_from="2026-01-01", date_to="2026-12-31", **values):
        grants = cls.env["bacg.hours.grant"].with_user(cls.manager)
        return grants.create(
            {
                "contract_id": cls.contract.id,
                "hours": granted,
                "date_from": date_from,
                "date_to": date_to,
                **values,
            }
        )

    def _propose(self, offered=2.0, ticket=None, pool="consulting", **values):
        ticket = (ticket or self.ticket).with_user(self.agent)
        return ticket._hours_propose(
            pool, offered, "Capacitar a dos personas", **values
        )

    def _agreed(self, offered=2.0, overdraw=False, **values):
        draw = self._propose(offered, **values)
        draw.sudo()._decide(True, self.approver, overdraw=overdraw)
        return draw

    def _log(self, draw, minutes, day="2026-05-11", **values):
        return draw.with_user(self.agent)._log(
            minutes, date.fromisoformat(day), "Trabajo", **values
        )

    def _figures(self, pool="consulting", contract=None):
        contract = contract or self.contract
        return contract._hours_balances()[contract].get(pool)

    def _available(self, pool="consulting"):
        figures = self._figures(pool)
        return figures and figures["available"]

    def _drawn(self, draw):
        """Return the minutes used of each grant; of False what is overdrawn."""
        rows = draw.sudo().allocation_ids.filtered(lambda row: row.kind == "used")
        sums = {}
        for row in rows:
            key = row.grant_id or False
            sums[key] = sums.get(key, 0) + round(row.hours * 60)
        return {grant: minutes for grant, minutes in sums.items() if minutes}
