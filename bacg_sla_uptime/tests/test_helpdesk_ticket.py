# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.bacg_sla_platino.tools.clock.change import NO_CHANGE

from .common import UptimeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 12:00:00")
class TestHelpdeskTicket(UptimeCommon):
    def _case(self, partner, **values):
        return (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .create(
                {
                    "name": "No carga",
                    "description": "<p>No carga la página</p>",
                    "partner_id": partner.id,
                    **values,
                }
            )
        )

    def test_the_only_instance_is_proposed(self):
        """SLA 2.02: an outage claim stands beside the instance it is about."""
        ticket = self._case(self.contact)
        self.assertEqual(ticket.hosted_instance_id, self.instance)
        self.assertEqual(self.instance.ticket_count, 1)
        self.assertEqual(
            self.instance.with_user(self.agent).action_view_tickets()["res_id"],
            ticket.id,
        )

    def test_of_several_the_agent_chooses(self):
        other = self._instance("https://pruebas.cafe.gt")
        ticket = self._case(self.contact)
        self.assertFalse(ticket.hosted_instance_id)
        ticket.hosted_instance_id = other
        ticket.partner_id = self.customer
        self.assertEqual(ticket.hosted_instance_id, other)

    def test_people_work_in_production(self):
        self._instance("https://pruebas.cafe.gt", environment="test")
        self.assertEqual(self._case(self.contact).hosted_instance_id, self.instance)

    def test_another_customer_has_other_instances(self):
        ticket = self._case(self.contact)
        stranger = self.env["res.partner"].create({"name": "Agroulúa"})
        ticket.partner_id = stranger
        self.assertFalse(ticket.hosted_instance_id)

    def test_customers_do_not_assign_instances(self):
        """SLA 1.05: what BACG assigns is dropped from a customer's own values."""
        portal = new_test_user(self.env, "uptime_case", groups="base.group_portal")
        ticket = self._case(portal.partner_id)
        values = ticket.with_user(portal)._sla_prepare_values(
            {"hosted_instance_id": self.instance.id, "name": "No carga"}, NO_CHANGE
        )
        self.assertEqual(values, {"name": "No carga"})

    def test_an_instance_with_cases_stays(self):
        self._case(self.contact)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.instance.with_user(self.manager).unlink()
