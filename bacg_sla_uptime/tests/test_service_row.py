# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from .common import UptimeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-10 12:00:00")
class TestServiceRow(UptimeCommon):
    """The figure beside clause 2.01 on the customer's page of his agreement."""

    def _figure(self):
        page = self.contract._service_page(self.manager)
        facts = page.facts.get((self.contract.id, "2.01"), [])
        return dict(facts).get("Producción")

    def test_the_figure_has_its_window_and_zone(self):
        """SLA 2.01: the month until now, or that nobody measured it."""
        self.instance.measured_from = "2026-06-01"
        self.assertIn("not measured (1 Jul 00:00", self._figure())
        self.env["bacg.uptime.span"].create(
            {
                "instance_id": self.instance.id,
                "state": "up",
                "start": "2026-06-01 06:00:00",
            }
        )
        self.instance.invalidate_recordset()
        figure = self._figure()
        self.assertIn("100.00", figure)
        self.assertIn("Guatemala time", figure)
        self.assertIn("7 h 26 min left this month", figure)

    def test_elsewhere_there_is_no_figure(self):
        """SLA 2.01: only what BACG hosts is measured."""
        self.instance.hosting = "elsewhere"
        self.assertIsNone(self._figure())
