# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date

from odoo.tests import freeze_time

from .common import SlaCommon, local

REPORTED = "2026-05-11T09:00"  # a Monday


class DevelopmentCommon(SlaCommon):
    """A customer's development and a case about a bug of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.development = cls.env["bacg.development"].create(
            {
                "name": "Descuentos por ruta",
                "technical_name": "sale_route_discount",
                "partner_id": cls.customer.id,
                "series": "17.0",
                "version": "17.0.1.2.0",
                "delivered_on": date(2025, 3, 3),
                "state": "accepted",
                "user_id": cls.agent.id,
            }
        )

    @classmethod
    def _bug(cls, criticality="3", bug_type="function", at=REPORTED, **values):
        """Create a case about a bug as the agent, judged when it is reported."""
        with freeze_time(local(at)):
            values.setdefault("development_id", cls.development.id)
            ticket = cls._case(local(at), **values)
            if criticality:
                ticket.bug_criticality = criticality
                ticket.bug_type = bug_type
        return ticket

    def _at(self, moment, method, *args):
        with freeze_time(local(moment)):
            result = method(*args)
            self.env.flush_all()
        return result
