# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_sla_contracts"


@tagged("post_install", "-at_install")
@freeze_time(local("2026-05-11T09:00"))
class TestContractRenewal(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write({"user_id": cls.manager.id, "date_from": "2026-01-01"})

    def _reminders(self):
        return self.contract.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("bacg_sla_platino.mail_activity_type_contract_renewal")
            )
        )

    def test_states(self):
        states = {
            ("2026-01-01", False): "running",
            ("2026-01-01", "2026-07-11"): "running",
            ("2026-01-01", "2026-07-10"): "expiring",
            ("2026-01-01", "2026-05-11"): "expiring",
            ("2026-01-01", "2026-05-10"): "expired",
            ("2026-05-12", "2027-05-11"): "future",
        }
        for (first, last), state in states.items():
            with self.subTest(state, last=last):
                self.contract.write({"date_from": first, "date_to": last})
                self.assertEqual(self.contract.state, state)
        self.contract.write({"date_from": "2026-01-01", "date_to": "2026-07-11"})
        self.env.company.sla_renewal_days = 90
        self.assertEqual(self.contract.state, "expiring")

    def test_states_follow_the_calendar_in_the_customers_zone(self):
        self.contract.date_to = "2026-08-31"
        self.assertEqual(self.contract.state, "running")
        self._run_cron(CRON, local("2026-08-31T23:59"))
        self.assertEqual(self.contract.state, "expiring")
        self._run_cron(CRON, local("2026-09-01T00:00"))
        self.assertEqual(self.contract.state, "expired")

    def test_all_columns_of_the_kanban(self):
        groups = (
            self.env["bacg.sla.contract"]
            .with_context(read_group_expand=True)
            .formatted_read_group([("id", "=", self.contract.id)], ["state"])
        )
        self.assertEqual(
            [group["state"] for group in groups],
            ["future", "running", "expiring", "expired"],
        )

    def test_reminder_once_for_each_end(self):
        """The account manager is told N days before, once; a new end arms it anew."""
        self.contract.date_to = "2026-07-31"
        self._run_cron(CRON, local("2026-05-31T09:00"))
        self.assertFalse(self._reminders())
        for day in ("2026-06-01", "2026-06-02"):
            self._run_cron(CRON, local(f"{day}T09:00"))
        self.assertEqual(self._reminders().user_id, self.manager)
        self.assertIn("07/31/2026", self._reminders().note)
        self.contract.date_to = "2026-08-31"
        self._run_cron(CRON, local("2026-07-02T09:00"))
        self.assertEqual(len(self._reminders()), 2)

    def test_no_account_manager(self):
        """Somebody of the managers hears of it then."""
        self.contract.write({"date_to": "2026-06-30", "user_id": False})
        self._run_cron(CRON, local("2026-05-11T09:00"))
        self.assertTrue(
            self._reminders().user_id.has_group("helpdesk_mgmt.group_helpdesk_manager")
        )

    def test_renewed_for_as_long(self):
        self.contract.date_to = "2026-06-30"
        self._run_cron(CRON, local("2026-05-11T09:00"))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.agent).action_renew()
        self.env["bacg.sla.contract.extra"].create(
            [
                {"contract_id": self.contract.id, "name": "Odoo con el banco"},
                {
                    "contract_id": self.contract.id,
                    "name": "Terminada",
                    "date_to": "2026-03-31",
                },
            ]
        )
        self.contract.with_user(self.manager).action_renew()
        renewed = self.contract.successor_id
        self.assertEqual(str(renewed.date_from), "2026-07-01")
        self.assertEqual(str(renewed.date_to), "2026-12-31")
        self.assertEqual(renewed.domain_ids.name, "cafe.gt")
        self.assertEqual(renewed.extra_ids.name, "Odoo con el banco")
        self.assertFalse(self._reminders(), "done by renewing")
        with self.assertRaisesRegex(UserError, "renewed already"):
            self.contract.action_renew()
        renewed.date_to = False
        with self.assertRaisesRegex(UserError, "open end"):
            renewed.action_renew()

    def test_renewed_contracts_remind_nobody(self):
        self.contract.date_to = "2026-06-30"
        self.contract.with_user(self.manager).action_renew()
        self._run_cron(CRON, local("2026-05-12T09:00"))
        self.assertFalse(self._reminders())

    def test_number_is_unique(self):
        self.contract.reference = "C-1"
        self.assertEqual(
            self.env["bacg.sla.contract"].name_search("C-1")[0][0], self.contract.id
        )
        customer = self.customer.copy({"name": "Otra"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.contract.copy({"partner_id": customer.id, "reference": "C-1"})

    def test_extras(self):
        """An interface is supported if it was bought as an extra, on its days."""
        moment = local("2026-05-11T09:00")
        self.assertFalse(self.contract._has_extra("interface", moment))
        extra = (
            self.env["bacg.sla.contract.extra"]
            .with_user(self.manager)
            .create(
                {
                    "contract_id": self.contract.id,
                    "name": "Odoo con el banco",
                    "date_from": "2026-05-11",
                }
            )
        )
        self.assertTrue(self.contract._has_extra("interface", moment))
        self.assertFalse(
            self.contract._has_extra("interface", local("2026-05-10T23:59"))
        )
        self.assertFalse(self.contract._has_extra("other", moment))
        with self.assertRaises(AccessError):
            extra.with_user(self.agent).name = "Otra"

    def test_form(self):
        """A manager enters a contract with its hours and extras in one form."""
        customer = self.env["res.partner"].create(
            {"name": "Textiles", "is_company": True}
        )
        form = Form(self.env["bacg.sla.contract"].with_user(self.manager))
        form.partner_id = customer
        form.agreement_id = self.agreement
        form.reference = "C-7"
        with form.hours_grant_ids.new() as grant:
            grant.hours = 12
        with form.extra_ids.new() as extra:
            extra.name = "Odoo con el banco"
        contract = form.save()
        self.assertEqual(contract.hours_grant_ids.hours, 12)
        self.assertEqual(contract.extra_ids.kind, "interface")
        self.assertIn("12 h", contract.hours_card)
