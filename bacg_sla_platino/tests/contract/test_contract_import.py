# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv

from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from ..common import SlaCommon

OPTIONS = {"has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8"}


@tagged("post_install", "-at_install")
class TestContractImport(SlaCommon):
    """Contracts and their hours by Odoo's own import, from its templates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_partner = cls.env["res.partner"].create(
            {"name": "Cliente", "is_company": True, "email": "info@cliente.com.gt"}
        )
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Gerente",
                "email": "gerente@cliente.com.gt",
                "parent_id": cls.company_partner.id,
            }
        )

    def _template(self, model):
        [template] = self.env[model].get_import_templates()
        path = template["template"].removeprefix("/")
        with file_open(path, "rb") as file:
            return file.read()

    def _import(self, model, raw):
        """Import a file as a manager does on the screen; return its messages."""
        header = next(csv.reader(raw.decode().splitlines()))
        wizard = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": model,
                    "file": raw,
                    "file_name": "datos.csv",
                    "file_type": "text/csv",
                }
            )
        )
        with mute_logger("odoo.sql_db"):
            return wizard.execute_import(header, header, OPTIONS)

    def test_the_templates_are_imported(self):
        result = self._import("bacg.sla.contract", self._template("bacg.sla.contract"))
        self.assertFalse(result["messages"])
        contract = self.env["bacg.sla.contract"].browse(result["ids"])
        self.assertEqual(contract.reference, "C-2026-001")
        self.assertEqual(contract.partner_id, self.company_partner)
        self.assertEqual(contract.agreement_id, self.agreement)
        self.assertEqual(contract.contact_ids, self.person)
        self.assertEqual(contract.hours_approver_ids, self.person)
        self.assertEqual(contract.domain_ids.name, "cliente.com.gt")
        self.assertEqual(contract.extra_ids.kind, "interface")
        self.assertTrue(contract.hosted)
        result = self._import("bacg.hours.grant", self._template("bacg.hours.grant"))
        self.assertFalse(result["messages"])
        grants = self.env["bacg.hours.grant"].browse(result["ids"])
        self.assertEqual(grants.contract_id, contract)
        self.assertEqual(
            set(grants.mapped("hours_pool")), {"consulting", "development"}
        )
        self.assertEqual(sum(grants.mapped("hours")), 34)

    def test_a_wrong_row_is_named_and_nothing_is_imported(self):
        lines = self._template("bacg.hours.grant").decode()
        result = self._import("bacg.hours.grant", lines.encode())
        self.assertEqual(result["messages"][0]["field"], "contract_id")
        self.contract.reference = "C-2026-001"
        wrong = lines.replace(",10,", ",-10,")
        result = self._import("bacg.hours.grant", wrong.encode())
        self.assertEqual(len(result["messages"]), 1)
        self.assertEqual(result["messages"][0]["record"], 1)
        self.assertIn("more than 0", result["messages"][0]["message"])
        self.assertFalse(self.contract.hours_grant_ids)

    def test_an_overlapping_contract_is_named(self):
        raw = self._template("bacg.sla.contract").decode()
        self.assertFalse(self._import("bacg.sla.contract", raw.encode())["messages"])
        again = raw.replace("C-2026-001", "C-2026-002").replace(
            ",cliente.com.gt,", ",,"
        )
        result = self._import("bacg.sla.contract", again.encode())
        self.assertIn("already has the contract", result["messages"][0]["message"])
