# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LocalizationCommon


@tagged("post_install", "-at_install")
class TestLocalization(LocalizationCommon):
    def _features(self, country):
        localization = self.env.ref(
            f"bacg_localization_registry.localization_{country}"
        )
        self.assertEqual(localization.state, "supported")
        self.assertEqual(localization.country_id, self.env.ref(f"base.{country}"))
        self.assertEqual(localization.regulator_id.country_id, localization.country_id)
        return set(localization.feature_ids.mapped("name"))

    def test_the_eight_of_the_agreement(self):
        """SLA 3.05: the supported localizations, with the features it names."""
        invoice = {"Electronic invoice"}
        expected = {
            "gt": {"Electronic invoice (FEL)"},
            "hn": set(),
            "pa": {"Fiscal printer", *invoice},
            "cr": invoice,
            "ni": set(),
            "bz": set(),
            "mx": invoice,
            "us": set(),
        }
        for country, features in expected.items():
            with self.subTest(country=country):
                self.assertEqual(self._features(country), features)

    def test_one_localization_for_a_country(self):
        """SLA 3.01: one localization for each country."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._localization(country_id=self.env.ref("base.gt").id, name="Otra")

    def test_another_country_is_under_analysis_first(self):
        """Other countries can be analysed."""
        form = Form(self.env["bacg.localization"].with_user(self.manager))
        form.country_id = self.env.ref("base.sv")
        localization = form.save()
        self.assertEqual(localization.name, "El Salvador")
        self.assertEqual(localization.state, "analysis")

    def test_supported_names_its_versions(self):
        """SLA 3.01: supported means: on these versions of Odoo."""
        with self.assertRaisesRegex(ValidationError, "Odoo versions"):
            self.localization.odoo_versions = False
        with self.assertRaisesRegex(ValidationError, "Odoo versions"):
            self.localization.odoo_versions = "19.0, veinte"

    def test_module_names_are_technical(self):
        with self.assertRaisesRegex(ValidationError, "Modules"):
            self.localization.module_names = "Factura Perú"
        self.localization.module_names = "l10n_pe, l10n_pe_edi"

    def test_regulator_is_of_the_country(self):
        guatemala = self.env.ref("bacg_localization_registry.regulator_gt")
        with self.assertRaisesRegex(ValidationError, "Regulator"):
            self.localization.regulator_id = guatemala
        self.assertEqual(
            guatemala.display_name,
            "SAT – Superintendencia de Administración Tributaria",
        )

    def test_what_customers_acquired_stays_supported(self):
        """Adaptations go on for those who acquired a localization."""
        self._acquire(self.localization)
        with self.assertRaisesRegex(ValidationError, "stays supported"):
            self.localization.state = "declined"
