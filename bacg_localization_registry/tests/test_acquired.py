# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import LocalizationCommon


@tagged("post_install", "-at_install")
class TestAcquired(LocalizationCommon):
    def test_which_customer_acquired_which(self):
        """SLA 3.01: a contract and a country know of each other."""
        acquired = self._acquire(self.localization, version="19.0.1.2.0")
        self.assertEqual(acquired.partner_id, self.customer)
        self.assertEqual(acquired.company_id, self.contract.company_id)
        contract = self.contract.with_user(self.agent)
        localization = self.localization.with_user(self.agent)
        self.assertEqual(contract.acquired_localization_count, 1)
        self.assertEqual(localization.acquired_count, 1)
        records = self.env["bacg.localization.acquired"].with_user(self.agent)
        for action in (
            contract.action_view_acquired_localizations(),
            localization.action_view_acquired(),
        ):
            self.assertEqual(records.search(action["domain"]), acquired)

    @freeze_time("2026-03-02 03:00:00")
    def test_acquired_today_unless_said(self):
        acquired = (
            self.env["bacg.localization.acquired"]
            .with_user(self.manager)
            .with_context(tz="America/Guatemala")
            .create(
                {
                    "contract_id": self.contract.id,
                    "localization_id": self.localization.id,
                }
            )
        )
        self.assertEqual(acquired.date, date(2026, 3, 1))

    def test_once_for_each_contract(self):
        """SLA 3.01: acquired is acquired."""
        self._acquire(self.localization)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._acquire(self.localization)

    def test_only_what_is_supported(self):
        """What is under analysis cannot be acquired yet."""
        analysed = self._localization(
            country_id=self.env.ref("base.sv").id,
            name="El Salvador",
            state="analysis",
            odoo_versions=False,
        )
        with self.assertRaisesRegex(ValidationError, "not supported"):
            self._acquire(analysed)

    def test_only_on_versions_it_works_on(self):
        """SLA 3.01: adapted to work, so on the versions it works on."""
        acquired = self._acquire(self.localization, version="18.0")
        acquired.version = "19.0.1.0.0"
        for version in ("17.0", "19", "nueva"):
            with (
                self.subTest(version=version),
                self.assertRaisesRegex(ValidationError, "Version"),
            ):
                acquired.version = version

    def test_on_the_page_of_the_agreement(self):
        """SLA 3.01, 3.05: what he acquired, and how many there are, by the clauses."""
        self._acquire(self.localization, version="19.0.1.2.0")
        page = self.contract._service_page(self.manager)
        facts = dict(page.facts[self.contract.id, "3.01"])
        self.assertEqual(facts, {self.localization.name: "19.0.1.2.0"})
        supported = self.env["bacg.localization"].search_count(
            [("state", "=", "supported")]
        )
        facts = dict(page.facts[self.contract.id, "3.05"])
        self.assertEqual(facts, {"Supported localizations": str(supported)})
