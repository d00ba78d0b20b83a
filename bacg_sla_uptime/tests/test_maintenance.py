# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from odoo.addons.bacg_sla_platino.tests.common import EXAMPLES

from .common import UptimeCommon

NOW = fields.Datetime.to_datetime("2026-06-15 12:00:00")  # Monday, 06:00 there
HOUR = timedelta(hours=1)


def at(hours):
    return NOW + hours * HOUR


class MaintenanceCommon(UptimeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write(
            {
                "contact_ids": [(6, 0, cls.contact.ids)],
                "uptime_maintenance": "excused",
                "uptime_tz": "America/Guatemala",
            }
        )
        cls.instance.measured_from = "2026-06-01"
        cls.env["bacg.uptime.span"].create(
            {"instance_id": cls.instance.id, "state": "up", "start": at(-100)}
        )

    def _window(self, start=48, stop=50, **values):
        window = {
            "name": "Actualización",
            "contract_id": self.contract.id,
            "start": start if isinstance(start, datetime) else at(start),
            "stop": stop if isinstance(stop, datetime) else at(stop),
            **values,
        }
        return (
            self.env["bacg.uptime.maintenance"].with_user(self.manager).create(window)
        )

    def _announce(self, window, hours=0):
        with freeze_time(at(hours)):
            window.action_announce()
        return window

    def _outage(self, start, stop):
        """Note downtime for maintenance, as an agent does by the cause of its part."""
        outage = self.env["bacg.uptime.outage"]._observe(
            [
                {
                    "instance_id": self.instance.id,
                    "source": "hand",
                    "key": f"{start}-{stop}",
                    "start": at(start),
                    "stop": at(stop),
                    "evidence": "",
                }
            ]
        )
        cause = self.env["bacg.uptime.cause"].search([("effect", "=", "planned")])[:1]
        self.env["bacg.uptime.outage.slice"].create(
            {
                "outage_id": outage.id,
                "cause_id": cause.id,
                "start": at(start),
                "stop": at(stop),
                "evidence": "Aviso",
            }
        )
        outage.action_confirm()

    def _kinds(self, window):
        window.invalidate_recordset()
        return window.notice_ids.mapped("kind")

    def _run(self, hours):
        with freeze_time(at(hours)), self.enter_registry_test_mode():
            self.env.ref(
                "bacg_sla_uptime.ir_cron_uptime_maintenance"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _excused(self, until=120):
        with freeze_time(at(until)):
            return self.instance._availability(at(0), at(until)).excused_s / 3600


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMaintenance(MaintenanceCommon):
    """What a window excuses was announced before."""

    def test_announced_by_mail(self):
        window = self._announce(self._window(note="Nadie puede entrar."))
        self.assertEqual(window.state, "announced")
        self.assertEqual(window.announced_at, NOW)
        self.assertEqual(window.notice_ids.recipients, "lucia@cafe.gt")
        mail = self.env["mail.mail"].search(
            [("model", "=", window._name), ("res_id", "=", window.id)]
        )
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("06:00", mail.body_html)  # the customer's wall clock
        self.assertIn("Nadie puede entrar.", mail.body_html)

    def test_excused_until_the_announced_end(self):
        """Announced in time; what lasts longer counts."""
        window = self._announce(self._window())
        self._outage(48, 51)
        self.assertEqual(self._excused(), 2)
        with freeze_time(at(48)):
            window.action_begin()
        with freeze_time(at(51)):
            window.action_end()
            self.assertIn("60 minutes after it count", window.excuse)
        self.assertEqual(window.state, "done")
        self.assertEqual(self._excused(), 2)

    def test_late_notice_counts(self):
        """The contract's hours are elapsed time before the begin."""
        window = self._announce(self._window(start=24), 0.01)
        self._outage(48, 49)
        self.assertTrue(window.is_late)
        self.assertIn("asks for 24", window.excuse)
        self.assertEqual(self._excused(), 0)
        self.assertEqual(self._announce(self._window(stop=49), 24).excuse[:3], "Yes")
        self.assertEqual(self._excused(), 1)

    def test_by_the_contract_it_counts(self):
        self.contract.uptime_maintenance = "counts"
        window = self._announce(self._window())
        self._outage(48, 50)
        self.assertIn("counts as any outage", window.excuse)
        self.assertEqual(self._excused(), 0)

    def test_moved(self):
        """New times excuse from the mail that tells of them; the old ones no more."""
        window = self._announce(self._window())
        with freeze_time(at(40)):
            window.write({"start": at(60), "stop": at(62)})
        self.assertEqual((window.state, window.announced_at), ("planned", False))
        self.assertEqual(window.sudo()._portal_state(), "Being moved")
        self._outage(60, 62)
        self.assertEqual(self._excused(), 0)
        self._announce(window, 41)
        self.assertEqual(self._kinds(window), ["moved", "announced"])
        self.assertEqual(window.notice_ids.mapped("start"), [at(60), at(48)])
        self.assertTrue(window.is_late)
        self.assertEqual(self._excused(), 0)

    def test_another_instance_is_announced_anew(self):
        other = self._instance("https://otro.cafe.gt")
        window = self._announce(self._window(instance_ids=[(6, 0, self.instance.ids)]))
        window.instance_ids |= other
        self.assertFalse(window.announced_at)

    def test_begun_it_stays(self):
        """Nobody widens a window, moves or cancels it once it has begun."""
        window = self._announce(self._window())
        with freeze_time(at(49)):
            for change in ({"stop": at(60)}, {"start": at(60), "stop": at(62)}):
                with self.assertRaisesRegex(UserError, "its times stay"):
                    window.write(change)
            window.action_begin()
            with self.assertRaisesRegex(UserError, "not possible"):
                window.action_cancel()
        late = self._window(start=-3, stop=-1)
        with self.assertRaisesRegex(UserError, "begins in the past"):
            late.action_announce()

    def test_cancelled(self):
        window = self._announce(self._window())
        window.action_cancel()
        self.assertEqual(self._kinds(window), ["cancelled", "announced"])
        self._outage(48, 50)
        self.assertEqual(self._excused(), 0)

    def test_month_s_hours(self):
        """The cap is used up by what is excused, in order of time."""
        self.contract.uptime_maintenance_cap_hours = 3
        for start in (48, 72):
            self._announce(self._window(start, start + 2))
            self._outage(start, start + 2)
        self.assertEqual(self._excused(), 3)

    @given(
        st.lists(
            st.tuples(st.integers(0, 7), st.integers(1, 6), st.integers(-40, 40)),
            max_size=4,
        ),
        st.integers(0, 12),
        st.integers(0, 48),
    )
    @settings(
        max_examples=EXAMPLES // 4 or 1,
        deadline=None,
        suppress_health_check=[
            HealthCheck.differing_executors,
            HealthCheck.too_slow,
        ],
    )
    def test_against_each_hour(self, drawn, cap, notice):
        """Notice, overlap and cap as judged hour by hour, without intervals."""
        with self.env.cr.savepoint() as savepoint:
            self.contract.write(
                {"uptime_maintenance_cap_hours": cap, "uptime_notice_hours": notice}
            )
            windows = []
            for slot, length, announced in drawn:
                start = 48 + 4 * slot
                announced = min(announced, start - 1)
                windows.append((start, start + length, announced))
                self._announce(self._window(start, start + length), announced)
            self._outage(48, 84)
            used = 0
            for hour in range(48, 84):
                good = any(
                    start <= hour < stop and start - announced >= notice
                    for start, stop, announced in windows
                )
                used += good and (not cap or used < cap)
            self.assertEqual(self._excused(), used)
            savepoint.rollback()
        self.env.invalidate_all()

    def test_recurring(self):
        """Each Sunday at the same local time, made and announced in time."""
        window = self._window(recurrence="FREQ=WEEKLY;BYDAY=SU", start=138, stop=140)
        cron = self.env["bacg.uptime.maintenance"]
        self._run(0)
        series = [("series_id", "=", window.id)]
        self.assertFalse(cron.search(series))  # the first is not announced yet
        self._announce(window)
        for hours in (0, 138, 139):
            self._run(hours)
        following = cron.search(series)
        self.assertEqual(following.mapped("start"), [at(138 + 7 * 24)])
        self.assertEqual(following.state, "announced")
        self.assertFalse(following.is_late)
        self.assertEqual(following.notice_ids.start, following.start)
        following.with_user(self.manager).action_cancel()
        self._run(140)
        self.assertEqual(len(cron.search(series)), 1)
        self.assertEqual(window.state, "done")

    def test_a_cancelled_series_ends(self):
        window = self._announce(
            self._window(recurrence="FREQ=DAILY", start=48, stop=50)
        )
        window.action_cancel()
        self._run(1)
        self.assertFalse(window.search([("series_id", "=", window.id)]))

    def test_late_windows_of_a_series_are_told(self):
        """After a pause of the scheduled action none is left out in silence."""
        window = self._announce(
            self._window(recurrence="FREQ=DAILY", start=48, stop=50)
        )
        self._run(60)
        made = window.search([("series_id", "=", window.id)], order="start")
        self.assertEqual(made[0].start, at(72))
        self.assertEqual(made[0].state, "announced")
        self.assertTrue(made[0].is_late)
        self.assertIn("too late", made[0].activity_ids.summary)
        self.assertFalse(made[1].is_late)

    def test_a_failed_mail_gives_no_notice(self):
        """Nobody read it: the window waits for a mail that arrives."""
        window = self._announce(self._window())
        with self.assertRaisesRegex(UserError, "not possible"):
            window.action_announce()  # it would move the notice
        self._outage(48, 50)
        self.assertEqual(self._excused(), 2)
        window.notice_ids.sudo().mail_id.state = "exception"
        self._run(2)
        self.assertEqual((window.state, window.announced_at), ("planned", False))
        self.assertIn("failed", window.activity_ids.summary)
        self.assertEqual(self._excused(), 0)
        self._announce(window, 3)
        self._run(4)
        self.assertEqual(window.state, "announced")

    def test_no_fact_by_context(self):
        """Neither a context nor a saved default says what happened."""
        maintenance = self.env["bacg.uptime.maintenance"].with_user(self.manager)
        window = maintenance.with_context(
            default_state="announced",
            default_announced_at=at(-100),
            default_actual_stop=at(50),
        ).create(
            {
                "name": "Actualización",
                "contract_id": self.contract.id,
                "start": at(48),
                "stop": at(50),
            }
        )
        self.assertEqual(window.state, "planned")
        self.assertFalse(window.announced_at or window.actual_stop)

    def test_refused(self):
        with self.assertRaisesRegex(ValidationError, "no part of a rule"):
            self._window(recurrence="cada domingo")
        with self.assertRaises(AccessError):
            self._window(announced_at=at(-100))
        window = self._window()
        for facts in ({"announced_at": at(-100)}, {"state": "announced"}):
            with self.assertRaises(AccessError):
                window.write(facts)
        with self.assertRaises(AccessError):
            window.with_user(self.agent).action_announce()
        self.contract.contact_ids = False
        with self.assertRaisesRegex(UserError, "no contact point"):
            window.action_announce()
        self.contract.contact_ids = self.contact
        window.action_announce()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            window.unlink()
        with self.assertRaises(AccessError):
            window.notice_ids.unlink()


@tagged("post_install", "-at_install")
class TestMaintenancePage(MaintenanceCommon, HttpCase):
    def test_page(self):
        """Whoever is of the customer sees what was told, and no plans of ours."""
        new_test_user(
            self.env, "lucia_portal", groups="base.group_portal"
        ).partner_id.parent_id = self.customer
        new_test_user(self.env, "otro_portal", groups="base.group_portal")
        tomorrow = fields.Datetime.now() + 48 * HOUR
        times = {"start": tomorrow, "stop": tomorrow + HOUR}
        self._window(name="Anunciada", **times).action_announce()
        self._window(name="Secreta", **times)
        self.env.flush_all()
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open("/my/maintenance").text
        self.assertIn("Anunciada", page)
        self.assertNotIn("Secreta", page)
        self.assertEqual(page.count("Guatemala"), 1)
        other = self._contract(
            self.customer,
            date_from="2040-01-01",
            date_to=False,
            contact_ids=self.contact.ids,
            uptime_tz="Europe/Madrid",
        )
        self._window(contract_id=other.id, **times).action_announce()
        self.env.flush_all()
        page = self.url_open("/my/maintenance").text
        self.assertIn("Guatemala", page)
        self.assertIn("Madrid", page)
        self.authenticate("otro_portal", "otro_portal")
        self.assertNotIn("Anunciada", self.url_open("/my/maintenance").text)
        self.logout()
        self.assertIn("/web/login", self.url_open("/my/maintenance").url)
