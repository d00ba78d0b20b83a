# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user

from ..common import SlaCommon

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"


class OnboardingCommon(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            login="sla_setup",
            groups=ADMINISTRATOR,
            email="setup@bacg.cloud",
            tz="America/Guatemala",
        )
        cls.company = cls.env.company
        cls.company.sla_agreement_id = cls.agreement

    def _open(self, user=None):
        onboardings = self.env["bacg.onboarding"].with_user(user or self.administrator)
        return onboardings.browse(onboardings.action_open()["res_id"])

    def _is_done(self, key):
        points = self._open().point_ids
        return points.filtered(lambda point: point.key == key).done


class TestOnboarding(OnboardingCommon):
    def test_only_the_administrator_opens_it(self):
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self._open(user)

    def test_nobody_reads_another_ones_list(self):
        other = new_test_user(self.env, login="sla_other", groups=ADMINISTRATOR)
        with self.assertRaises(AccessError):
            self._open().with_user(other).read(["done_count"])

    def test_every_point_opens_where_it_is_mended(self):
        onboarding = self._open()
        self.assertEqual(len(onboarding.point_ids), 10)
        for point in onboarding.point_ids:
            self.assertTrue(point.text, point.key)
            self.assertEqual(point.action_mend()["type"], "ir.actions.act_window")

    def test_what_settings_alone_may_open_has_no_button(self):
        root = new_test_user(
            self.env, login="sla_root", groups=f"{ADMINISTRATOR},base.group_system"
        )
        settings = {"address", "outgoing", "intake", "crons"}
        self.env["ir.config_parameter"].set_param("web.base.url", "http://10.0.0.5")
        for user, closed in ((self.administrator, settings), (root, set())):
            points = self._open(user).point_ids
            found = points.filtered(lambda point: not point.can_open)
            self.assertEqual(set(found.mapped("key")), closed)
            [address] = points.filtered(lambda point: point.key == "address")
            self.assertEqual("(Settings)" in address.text, bool(closed))

    def test_web_address(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url.freeze", "True")
        for url in ("http://localhost:8069", "https://10.0.0.5", "http://erp.gt"):
            parameters.set_param("web.base.url", url)
            self.assertFalse(self._is_done("address"), url)
        parameters.set_param("web.base.url", "https://erp.bacg.cloud")
        self.assertTrue(self._is_done("address"))
        parameters.set_param("web.base.url.freeze", False)
        self.assertFalse(self._is_done("address"))

    def test_outgoing_mail(self):
        self.env["mail.notification"].search([]).unlink()
        self.env["mail.mail"].search([("state", "=", "exception")]).unlink()
        self.company.onboarding_sent_at = False
        self.assertFalse(self._is_done("outgoing"))
        self.company.onboarding_sent_at = fields.Datetime.now()
        self.assertTrue(self._is_done("outgoing"))
        self.company.onboarding_sent_at -= timedelta(days=31)
        self.assertFalse(self._is_done("outgoing"), "a month ago says nothing")
        self.company.onboarding_sent_at = fields.Datetime.now()
        self.env["mail.mail"].create(
            {"state": "exception", "failure_reason": "refused"}
        )
        self.assertFalse(self._is_done("outgoing"))

    def test_support_address(self):
        self.assertTrue(self._is_done("alias"))
        self.team.alias_contact = "partners"
        self.assertFalse(self._is_done("alias"))
        teams = self.env["helpdesk.ticket.team"].search([])
        teams.alias_name = False
        self.assertFalse(self._is_done("alias"))

    def test_intake(self):
        inbound = self.env["bacg.mail.inbound"].sudo()
        self.assertFalse(
            inbound.search_count([("transport", "in", ("http", "fetchmail"))])
        )
        inbound._keep(self._mail(), "other")
        self.assertFalse(self._is_done("intake"))
        inbound._keep(self._mail(subject="Otro"), "http")
        self.assertTrue(self._is_done("intake"))
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.assertFalse(self._is_done("intake"), "nothing arrived for a month")
        self.env["fetchmail.server"].create(
            {"name": "IMAP", "state": "done", "error_message": "no route"}
        )
        self.assertFalse(self._is_done("intake"))

    def test_scheduled_actions(self):
        crons = self.env["ir.cron"].with_context(active_test=False).search([])
        crons.write({"nextcall": fields.Datetime.now(), "active": True})
        self.assertTrue(self._is_done("crons"))
        events = self.env.ref("bacg_sla_platino.ir_cron_sla_events")
        events.nextcall = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(self._is_done("crons"))
        events.write({"nextcall": fields.Datetime.now(), "active": False})
        self.assertFalse(self._is_done("crons"))

    def test_business_hours_and_holidays(self):
        calendar = self.env["resource.calendar"].create({"name": "Honduras"})
        self.contract.resource_calendar_id = calendar
        self.assertTrue(self._is_done("calendar"))
        self.env["resource.calendar.leaves"].search([]).unlink()
        self.assertFalse(self._is_done("holidays"))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Feriado",
                "calendar_id": False,
                "date_from": "2026-12-25 06:00:00",
                "date_to": "2026-12-26 05:59:59",
            }
        )
        with freeze_time("2026-06-30"):
            self.assertTrue(self._is_done("holidays"))
        with freeze_time("2026-11-01"):
            self.assertFalse(self._is_done("holidays"), "2027 is to be entered")
            self.env["bacg.sla.contract"].search([]).write({"date_to": "2024-02-02"})
            self.company.sla_agreement_id = False
            self.assertFalse(self._is_done("holidays"), "of no hours")
        self.company.sla_agreement_id = self.agreement
        self.contract.write({"date_to": False})
        calendar.attendance_ids.unlink()
        self.assertFalse(self._is_done("calendar"))

    def test_agreement(self):
        self.assertTrue(self._is_done("agreement"))
        self.company.sla_agreement_id = False
        self.assertFalse(self._is_done("agreement"))

    def test_team(self):
        self.team.user_ids.email = "agente@bacg.cloud"
        self.assertTrue(self._is_done("team"))
        self.agent.email = False
        self.assertFalse(self._is_done("team"))
        self.env["helpdesk.ticket.team"].search([]).user_ids = False
        self.assertFalse(self._is_done("team"))

    def test_contracts(self):
        self.assertTrue(self._is_done("contracts"))
        self.env["bacg.sla.contract"].search([]).write({"date_to": "2024-02-02"})
        self.assertFalse(self._is_done("contracts"))
