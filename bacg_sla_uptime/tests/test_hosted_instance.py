# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import UptimeCommon


@tagged("post_install", "-at_install")
class TestHostedInstance(UptimeCommon):
    @freeze_time("2026-06-15 12:00:00")
    def test_judged_on_our_servers_under_a_contract_with_hosting(self):
        """Hosted by BACG under a contract: measured against the 99 %."""
        self.assertTrue(self.instance.judged)
        self.assertEqual(self.instance.judgement, "judged")

    @freeze_time("2026-06-15 12:00:00")
    def test_not_judged_when_hosted_elsewhere(self):
        """“solo en el caso de cuando este está hospedado” with BACG."""
        self.instance.hosting = "elsewhere"
        self.assertFalse(self.instance.judged)
        self.assertEqual(self.instance.judgement, "elsewhere")

    @freeze_time("2026-06-15 12:00:00")
    def test_not_judged_without_hosting_in_the_contract(self):
        """The contract says whether hosting is part of it."""
        self.contract.hosted = False
        self.assertEqual(self.instance.judgement, "not_hosted")

    def test_judged_on_the_contract_s_days_only(self):
        """From the first to the last day of the contract, in its zone."""
        # Guatemala is six hours behind UTC.
        moments = {
            "2026-01-01 05:59:59": "not_running",
            "2026-01-01 06:00:00": "judged",
            "2027-01-01 05:59:59": "judged",
            "2027-01-01 06:00:00": "not_running",
        }
        for moment, judgement in moments.items():
            with self.subTest(moment=moment), freeze_time(moment):
                self.instance.invalidate_recordset()
                self.assertEqual(self.instance.judgement, judgement)

    @freeze_time("2026-06-15 12:00:00")
    def test_not_judged_when_archived(self):
        """An instance that was taken down is history."""
        self.instance.active = False
        self.assertEqual(self.instance.judgement, "archived")
        self.instance.active = True
        self.contract.active = False
        self.assertEqual(self.instance.judgement, "not_running")

    @freeze_time("2026-06-15 12:00:00")
    def test_search_by_judged(self):
        """Agents find the instances whose availability is promised."""
        other = self._instance("https://other.cafe.gt", hosting="elsewhere")
        instances = self.env["bacg.hosted.instance"].with_user(self.agent)
        own = [("contract_id", "=", self.contract.id)]
        self.assertEqual(instances.search([("judged", "=", True), *own]), self.instance)
        self.assertEqual(instances.search([("judged", "!=", True), *own]), other)
        self.assertEqual(instances.search([("judged", "=", False), *own]), other)
        self.assertEqual(
            instances.search([("judged", "in", [True, False]), *own]),
            self.instance | other,
        )

    def test_address_is_checked(self):
        """Only what can be checked can be promised."""
        for url in ("erp.cafe.gt", "ftp://erp.cafe.gt", "https://"):
            with self.subTest(url=url), self.assertRaisesRegex(ValidationError, "URL"):
                self._instance(url)
        with self.assertRaisesRegex(ValidationError, "URL"):
            self.instance.url = "https://admin:secreto@erp.cafe.gt"

    def test_address_is_normalized(self):
        self.instance.url = " HTTPS://ERP.Cafe.gt/ "
        self.assertEqual(self.instance.url, "https://erp.cafe.gt")

    def test_address_is_unique_in_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._instance("https://ERP.cafe.gt/")

    def test_copy_waits_in_the_archive(self):
        copied = self.instance.copy()
        self.assertFalse(copied.active)
        self.assertEqual(copied.url, self.instance.url)

    def test_instances_of_a_contract(self):
        self.assertEqual(self.contract.hosted_instance_count, 1)
        action = self.contract.with_user(self.agent).action_view_hosted_instances()
        found = self.env["bacg.hosted.instance"].search(action["domain"])
        self.assertEqual(found, self.instance)
        self.assertEqual(action["context"], {"default_contract_id": self.contract.id})

    def test_on_the_page_of_the_agreement(self):
        """Which ERPs are measured, and why others are not, on the customer's page."""
        self._instance("https://otro.cafe.gt", name="Otro", hosting="elsewhere")
        page = self.contract._service_page(self.manager)
        said = " ".join(page.sentences[self.contract.id, "2.01"])
        self.assertIn(f"{self.instance.name}: On BACG's servers", said)
        self.assertIn("Otro: Hosted elsewhere", said)
