# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .test_inbound import RECEIVED, InboundCommon


@tagged("post_install", "-at_install")
class TestInboundRetention(InboundCommon):
    def setUp(self):
        super().setUp()
        self.case = self._receive(self._mail())
        self.waiting = self._quarantined(subject="Espera")
        self.discarded = self._quarantined(subject="Descartado")
        self.discarded.with_user(self.manager)._discard("Publicidad")
        self.pending = self.inbound._keep(
            self._mail(subject="Pendiente"), "http", received_at=RECEIVED
        )

    def _vacuum(self, days):
        with freeze_time(RECEIVED + timedelta(days=days)):
            self.inbound._gc_raw()
            self.inbound._gc_rows()
        self.env.invalidate_all()

    def test_bytes_go_first_rows_later(self):
        """What nobody has dealt with never goes; the case keeps its own words."""
        self.env.company.write(
            {"sla_inbound_raw_days": 90, "sla_inbound_log_days": 400}
        )
        ticket = self.case.ticket_id
        self._vacuum(89)
        self.assertTrue(self.discarded._raw_bytes())
        self._vacuum(91)
        self.assertFalse(self.discarded._raw_bytes())
        self.assertTrue(self.waiting._raw_bytes())
        self._vacuum(401)
        rows = self.case | self.waiting | self.discarded | self.pending
        self.assertEqual(rows.exists(), self.waiting | self.pending)
        self.assertTrue(self.pending._raw_bytes())
        self.assertTrue(ticket.exists())

    def test_most_careful_company_decides_for_what_belongs_to_none(self):
        other = self.env["res.company"].create({"name": "Otra"})
        other.sla_inbound_raw_days = 200
        self._vacuum(150)
        self.assertTrue(self.discarded._raw_bytes())

    def test_settings_make_sense(self):
        for values in (
            {"sla_inbound_size_limit": 0},
            {"sla_inbound_raw_days": 0},
            {"sla_inbound_raw_days": 900, "sla_inbound_log_days": 800},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env.company.write(values)
