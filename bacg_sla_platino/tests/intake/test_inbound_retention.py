# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ...models.intake import bacg_mail_inbound_raw
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
            self.inbound._gc_raw_of_cases()
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

    def test_bytes_of_a_case(self):
        """SLA 1.01: what a case was made of is kept as it came, for its own days."""
        raw = self._mail()
        self.assertEqual(self.env.company.sla_inbound_case_days, 30)
        self.assertEqual(self.case._raw_bytes(), raw)
        self.assertFalse(self.case.raw, "in a file, not in the database")
        file = self.env["ir.attachment"].search(
            [("res_model", "=", self.case._name), ("res_id", "=", self.case.id)]
            + [("res_field", "=", "kept_raw")]
        )
        self.assertEqual(file.raw, raw)
        self.assertFalse(file.index_content)
        self._vacuum(29)
        self.assertEqual(self.case._raw_bytes(), raw)
        self._vacuum(31)
        self.assertFalse(self.case._raw_bytes())
        self.assertFalse(file.exists())
        self.assertTrue(self.discarded._raw_bytes(), "it is in no case")

    def test_bytes_go_in_batches(self):
        """The vacuum says that there are more, and comes again."""
        self._receive(self._mail(subject="Otra"))
        self.patch(bacg_mail_inbound_raw, "GC_LIMIT", 1)
        with freeze_time(RECEIVED + timedelta(days=31)):
            self.assertEqual(self.inbound._gc_raw_of_cases(), (1, True))
            self.assertEqual(self.inbound._gc_raw_of_cases(), (1, True))
            self.assertEqual(self.inbound._gc_raw_of_cases(), (0, False))

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
            {"sla_inbound_case_days": 0},
            {"sla_inbound_case_days": 900, "sla_inbound_log_days": 800},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env.company.write(values)
