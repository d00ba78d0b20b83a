# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..tools import probe
from ..tools.probe import Result
from .common import UptimeCommon
from .uptime_server import UptimeServer

NOW = datetime(2026, 3, 9, 14)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class CheckCommon(UptimeCommon):
    """An instance with its usual checks, and a world whose servers are told how."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Check = cls.env["bacg.uptime.check"]
        # No test asks the world outside.
        cls.env["ir.config_parameter"].set_param("bacg_sla_uptime.controls", "")
        # Demo data and other instances are none of this story.
        others = cls.env["bacg.hosted.instance"].search([("id", "!=", cls.instance.id)])
        others.active = False
        cls.Check._create_missing()
        cls.login = cls._login(cls.instance)

    @classmethod
    def _login(cls, instance):
        return instance.check_ids.filtered(lambda check: check.kind == "login")

    def _minute(self, number, failing=(), **options):
        """Live one run at minute ``number``; hosts in ``failing`` fail their logins."""
        now = NOW + number * MINUTE
        with (
            freeze_time(now),
            patch.object(probe, "run", _world(now, failing, options)),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "bacg_sla_uptime.ir_cron_uptime_checks"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _spans(self, instance=None):
        instance = instance or self.instance
        spans = self.env["bacg.uptime.span"].search([("instance_id", "=", instance.id)])
        return [
            (
                span.state,
                (span.start - NOW).total_seconds(),
                span.stop and (span.stop - NOW).total_seconds(),
            )
            for span in spans
        ]

    def _notes(self, words):
        """Return the mails to the managers that say so."""
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.manager.partner_id.ids),
                "|",
                ("subject", "ilike", words),
                ("body", "ilike", words),
            ]
        )


def _world(now, failing, options):
    """Return what stands for ``probe.run``: all is fine but hosts in ``failing``."""
    reason = options.get("reason", "timeout")
    addresses = options.get("addresses", {})

    def run(targets, *, again=None, pause=5, **_limits):
        results = {}
        for key, target in targets.items():
            bad = any(part in target.url for part in failing)
            address = next((a for h, a in addresses.items() if h in target.url), "")
            seen = results[key] = []
            while not seen or again and again(key, seen) and len(seen) < 4:
                at = now + len(seen) * pause * SECOND
                seen.append(
                    Result(
                        at,
                        reason if bad else "",
                        "5 s" if bad else "",
                        0.25,
                        address,
                        options.get("expires"),
                        options.get("certificate", ""),
                    )
                )
        return results

    return run


@tagged("post_install", "-at_install")
class TestCheck(CheckCommon):
    """What a run writes: states, outages, hours, failures, alarms."""

    def test_usual_checks(self):
        self.assertEqual(self.instance.check_ids.mapped("kind"), ["login", "health"])
        self.assertEqual(self.login._get_target().url, "https://erp.cafe.gt/web/login")
        elsewhere = self._instance("https://otro.gt", hosting="elsewhere")
        self.Check._create_missing()
        self.assertFalse(elsewhere.check_ids)

    def test_outage(self):
        """Three failures in a row are an outage from the first; so is its end."""
        self._minute(0)
        self._minute(1, ["/web/login"])
        self._minute(2, ["/web/login"])
        outage = self.env["bacg.uptime.outage"].search(
            [("instance_id", "=", self.instance.id)]
        )
        self.assertEqual((outage.start, outage.stop), (NOW + MINUTE, False))
        self.assertEqual(outage.observation_ids.source, "check")
        self.assertIn("erp.cafe.gt/web/login", outage.observation_ids.evidence)
        self._minute(3)
        self.assertEqual(outage.stop, NOW + 3 * MINUTE)
        self.assertEqual(
            self._spans(),
            [("up", 0, 60), ("down", 60, 180), ("up", 180, False)],
        )
        failures = self.env["bacg.uptime.failure"].search(
            [("check_id", "=", self.login.id)]
        )
        # Once it is believed one look a minute is enough.
        self.assertEqual(len(failures), 4)
        self.assertEqual(set(failures.mapped("reason")), {"timeout"})

    def test_one_failure_is_no_outage(self):
        self.env["ir.config_parameter"].set_param("bacg_sla_uptime.confirmations", "9")
        self._minute(0)
        self._minute(1, ["/web/login"])
        self.assertEqual(self.login.state, "up")
        self.assertEqual(self.login.pending, 4)
        self.assertEqual(self.login.pending_since, NOW + MINUTE)
        self._minute(2)
        self.assertEqual((self.login.state, self.login.pending), ("up", 0))
        self.assertEqual(self._spans(), [("up", 0, False)])
        self._minute(3, ["/web/login"])
        self._minute(4, ["/web/login"])
        self._minute(5, ["/web/login"])
        self.assertEqual(self.login.state, "down")
        self.assertEqual(self.login.down_since, NOW + 3 * MINUTE)

    def test_health_only_warns(self):
        self._minute(0)
        self._minute(5, ["/web/health"])
        self._minute(10, ["/web/health"])
        self.assertEqual(self.instance.check_state, "up")
        activity = self.instance.activity_ids.filtered(
            lambda activity: activity.user_id == self.manager
        )
        self.assertEqual(len(activity), 1)
        self.assertIn("5 s", activity.note)
        self.assertFalse(
            self.env["bacg.uptime.outage"].search(
                [("instance_id", "=", self.instance.id)]
            )
        )

    def test_certificate_only_warns(self):
        """It is told once that a certificate ends, and again of the next one."""
        soon = {"expires": NOW + timedelta(days=10)}
        later = {"expires": NOW + timedelta(days=90)}
        for number, options in enumerate((soon, soon, later, later, soon)):
            self._minute(number, **options)
        activities = self.instance.activity_ids.filtered(
            lambda activity: activity.user_id == self.manager
        )
        notes = [activity.note for activity in activities]
        # Of the page and of its health, at minute 0; of the page at minute 4.
        self.assertEqual(len(notes), 3)
        self.assertEqual(self.login.state, "up")
        self._minute(5, certificate="self-signed", **later)
        self.assertEqual(self.login.state, "up")
        self.assertEqual(self.login.certificate_problem, "self-signed")

    def test_gap(self):
        """While the action did not run nothing is known; the managers are told."""
        self._minute(0)
        self._minute(1)
        self._minute(30)
        self.assertEqual(
            self._spans(),
            [("up", 0, 60), ("unknown_monitor", 60, 1800), ("up", 1800, False)],
        )
        self.assertEqual(len(self._notes("14:01")), 1)

    def test_gap_is_seen_while_it_lasts(self):
        self._minute(0)
        cron = self.env.ref("bacg_sla_uptime.ir_cron_uptime_checks")
        cron.active = False
        for number in (2, 10, 12):
            with freeze_time(NOW + number * MINUTE):
                self.Check._cron_watch()
        self.assertEqual(self._spans(), [("up", 0, 0), ("unknown_monitor", 0, False)])
        self.assertEqual(len(self._notes(cron.name)), 1)
        cron.active = True
        self._minute(13)
        self.assertEqual(
            self._spans()[1:], [("unknown_monitor", 0, 780), ("up", 780, False)]
        )
        self.assertFalse(self._notes("14:13"))

    def test_outage_goes_on_over_a_gap(self):
        self._minute(0)
        self._minute(1, ["/web/login"])
        self._minute(20, ["/web/login"])
        self._minute(21)
        outage = self.env["bacg.uptime.outage"].search(
            [("instance_id", "=", self.instance.id)]
        )
        self.assertEqual((outage.start, outage.stop), (NOW + MINUTE, NOW + 21 * MINUTE))
        states = [state for state, _start, _stop in self._spans()]
        self.assertEqual(states, ["up", "down", "unknown_monitor", "down", "up"])

    def test_switched_off(self):
        """Who switches the check off gets unknown time, not a green page."""
        self._minute(0)
        self.login.with_user(self.manager).active = False
        with freeze_time(NOW + 10 * MINUTE):
            self.Check._cron_watch()
        self.assertEqual(self.login.state, "unknown_monitor")
        self.assertFalse(self._notes("14:00"))  # he knows
        self.assertIn("active", self.Check._track_get_fields())

    def test_monitor_fault(self):
        """Unrelated hosts fail at once: it is us, and nobody is down."""
        hosts = [f"erp{number}.example" for number in range(6)]
        instances = [self._instance(f"https://{host}") for host in hosts]
        addresses = {host: f"198.51.{n}.7" for n, host in enumerate(hosts)}
        self._minute(0, addresses=addresses)
        self._minute(1, hosts[:5], addresses=addresses)
        self.assertEqual(
            [self._login(instance).state for instance in instances],
            ["unknown_monitor"] * 5 + ["up"],
        )
        self.assertEqual(self._spans(instances[0])[1][0], "unknown_monitor")
        self.assertFalse(
            self.env["bacg.uptime.outage"].search(
                [("instance_id", "in", [i.id for i in instances])]
            )
        )
        self.assertTrue(
            all(
                self.env["bacg.uptime.failure"]
                .search([("check_id", "=", self._login(instances[0]).id)])
                .mapped("monitor_fault")
            )
        )
        self._minute(2, hosts[:5], addresses=addresses)
        self.assertEqual(len(self._notes("Look at the network")), 1)
        # On one server together they are one site, and really down.
        together = dict.fromkeys(hosts, "198.51.100.7")
        self._minute(3, addresses=together)
        self._minute(4, hosts[:5], addresses=together)
        self.assertEqual(self._login(instances[0]).state, "down")

    def test_control_targets(self):
        self.env["ir.config_parameter"].set_param(
            "bacg_sla_uptime.controls", "tcp://1.1.1.1:443, https://control.example"
        )
        self._minute(0)
        self._minute(1, ["/web/login", "1.1.1.1", "control"])
        self.assertEqual(self.login.state, "unknown_monitor")
        self._minute(2, ["/web/login", "control"])
        self.assertEqual(self.login.state, "down")
        # Our provider's outage: many sites fail, and one control answers.
        hosts = [f"erp{number}.example" for number in range(6)]
        instances = [self._instance(f"https://{host}") for host in hosts]
        addresses = {host: f"198.51.{n}.7" for n, host in enumerate(hosts)}
        self._minute(3, addresses=addresses)
        self._minute(4, [*hosts, "control"], addresses=addresses)
        self.assertEqual(self._login(instances[0]).state, "down")

    def test_refused(self):
        self._minute(0)
        self._minute(1, ["/web/login"], reason="refused")
        self.assertEqual(self.login.state, "unknown_data")
        activity = self.instance.activity_ids.filtered(
            lambda activity: activity.user_id == self.manager
        )
        self.assertIn("may not call", activity.note)

    def test_hosted_elsewhere(self):
        """A check that a manager adds for another's server makes no outage."""
        other = self._instance("https://otro.gt", hosting="elsewhere")
        self.Check.with_user(self.manager).create(
            {"instance_id": other.id, "kind": "login"}
        )
        self._minute(0)
        self._minute(1, ["otro.gt"])
        self.assertEqual(other.check_state, "down")
        self.assertFalse(
            self.env["bacg.uptime.outage"].search([("instance_id", "=", other.id)])
        )

    def test_hours(self):
        self._minute(0)
        self._minute(1, ["/web/login"])
        self._minute(59)
        hours = self.env["bacg.uptime.hour"].search(
            [("instance_id", "=", self.instance.id)]
        )
        self.assertFalse(hours)
        self._minute(60)
        hours = self.env["bacg.uptime.hour"].search(
            [("instance_id", "=", self.instance.id)]
        )
        self.assertEqual(
            (hours.start, hours.looks, hours.failures, hours.response_ms),
            (NOW, 7, 3, 250),
        )

    def test_old_hours_become_days(self):
        Hour = self.env["bacg.uptime.hour"]
        Hour.create(
            [
                {
                    "instance_id": self.instance.id,
                    "start": NOW.replace(hour=0) + timedelta(hours=n),
                    "hours": 1,
                    "looks": 60 if n else 20,
                    "failures": n % 2,
                    "response_ms": 100 + n,
                    "slowest_ms": 1000 + n,
                }
                for n in range(48)
            ]
        )
        with freeze_time(NOW + timedelta(days=29)):
            self.assertEqual(Hour._gc_hours(), (1, False))
            self.assertEqual(Hour._gc_hours(), (0, False))
        rows = Hour.search([("instance_id", "=", self.instance.id)])
        self.assertEqual(len(rows), 25)
        day = rows.filtered(lambda row: row.hours == 24)
        self.assertEqual(
            (day.start, day.looks, day.failures, day.response_ms, day.slowest_ms),
            (NOW.replace(hour=0), 20 + 23 * 60, 12, 112, 1023),
        )

    def test_old_failures_go(self):
        self._minute(0)
        self._minute(1, ["/web/login"])
        Failure = self.env["bacg.uptime.failure"]
        own = [("check_id", "=", self.login.id)]
        with freeze_time(NOW + timedelta(days=29)):
            Failure._gc_failures()
        self.assertEqual(Failure.search_count(own), 3)
        with freeze_time(NOW + timedelta(days=31)):
            Failure._gc_failures()
        self.assertFalse(Failure.search_count(own))

    def test_two_runs_share(self):
        """What one server has taken no other takes; a late result is not written."""
        with freeze_time(NOW):
            jobs = self.Check._claim(limit=1)
            others = self.Check._claim()
            self.assertFalse(jobs.keys() & others.keys())
            self.assertFalse(self.Check._claim())
        with freeze_time(NOW + 4 * MINUTE):
            again = self.Check._claim()
            self.assertEqual(again.keys(), jobs.keys() | others.keys())
        run = _world(NOW, ["/web/login"], {})
        targets = {key: job.target for key, job in jobs.items()}
        self.Check._take(jobs, run(targets), False)
        self.assertFalse(self.Check.browse(jobs).mapped("checked_at")[0])
        run = _world(NOW + 4 * MINUTE, [], {})
        targets = {key: job.target for key, job in again.items()}
        self.Check._take(again, run(targets), False)
        self.assertEqual(self.login.state, "up")
        self.assertFalse(self.login.claimed_until)

    def test_one_statement_writes_all(self):
        """As many queries for twenty instances as for ten."""
        counts = []
        for turn in range(2):
            for n in range(10):
                self._instance(f"https://erp{turn}{n}.example")
            self._minute(turn * 3)
            self._minute(turn * 3 + 1)
            before = self.env.cr.sql_log_count
            self._minute(turn * 3 + 2)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_settings_of_a_check(self):
        check = self.login.with_user(self.manager)
        check.write({"path": "/web/login?debug=0", "timeout_seconds": 10})
        for vals in (
            {"path": "web/login"},
            {"expected_text": " "},
            {"expected_status": 99},
            {"timeout_seconds": 60},
            {"interval_minutes": 0},
            {"expected_text": "<"},
            {"interval_minutes": 6},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                check.write(vals)
        with self.assertRaises(ValidationError):  # no port
            check.create({"instance_id": self.instance.id, "kind": "tcp"})
        with self.assertRaises(UserError):
            check.unlink()

    def test_a_check_stays_what_it_is(self):
        """Else what it saw last would hold for ever, and nobody would watch it."""
        check = self.login.with_user(self.manager)
        other = self._instance("https://otro.gt")
        for vals in ({"kind": "http"}, {"instance_id": other.id}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "stays"):
                check.write(vals)
        check.write({"kind": "login", "instance_id": self.instance.id})
        forged = self.Check.with_user(self.manager).with_context(
            default_state="up", default_checked_at=NOW
        )
        check = forged.create({"instance_id": other.id, "kind": "login"})
        self.assertFalse(check.state or check.checked_at)

    def test_never_looked_at(self):
        """SLA 2.01: a new instance whose checks never ran is told of, too."""
        cron = self.env.ref("bacg_sla_uptime.ir_cron_uptime_checks")
        cron.active = False
        other = self._instance("https://otro.gt")
        with freeze_time(NOW):
            self.Check._cron_watch()
        check = self._login(other)
        self.assertFalse(check.state)
        self.env.cr.execute(
            "UPDATE bacg_uptime_check SET create_date = %s", [NOW - 10 * MINUTE]
        )
        self.env.invalidate_all()
        with freeze_time(NOW):
            self.Check._cron_watch()
        self.assertEqual(self._spans(other), [("unknown_monitor", -600, False)])
        self.assertEqual(len(self._notes(cron.name)), 1)

    def test_one_error_loses_nothing_else(self):
        """Of several outages one cannot be noted: the others are, and all is seen."""
        other = self._instance("https://otro.gt")
        outages, observe = self.env["bacg.uptime.outage"], None

        def fail(model, observations):
            if any(seen["instance_id"] == other.id for seen in observations):
                raise ValueError("broken")
            return observe(model, observations)

        observe = type(outages)._observe
        self._minute(0)
        with (
            patch.object(type(outages), "_observe", fail),
            mute_logger("odoo.addons.bacg_sla_platino.tools.concurrency"),
        ):
            self._minute(1, ["/web/login"])
            self.assertEqual(self._login(other).state, "down")
            self.assertEqual(self._spans(other)[-1][0], "down")
            self.assertTrue(outages.search([("instance_id", "=", self.instance.id)]))
            self._minute(2)
        self.assertFalse(outages.search([("instance_id", "=", other.id)]))
        self._minute(3)  # the error is mended
        late = outages.search([("instance_id", "=", other.id)])
        self.assertEqual((late.start, late.stop), (NOW + MINUTE, NOW + 2 * MINUTE))

    def test_met_by_another_transaction(self):
        """What was seen is written once the other one is through."""
        take, tries = type(self.Check)._take, []

        def meet(model, *args):
            tries.append(args)
            if len(tries) == 1:
                raise ConcurrencyError("met")
            return take(model, *args)

        with (
            patch.object(type(self.Check), "_take", meet),
            patch("odoo.service.model.time.sleep"),
            mute_logger("odoo.service.model"),
        ):
            self._minute(0)
        self.assertEqual(len(tries), 2)
        self.assertEqual(self.login.state, "up")

    def test_nobody_writes_what_is_measured(self):
        for user in (self.manager, self.agent):
            for vals in (
                {"state": "up"},
                {"down_since": False},
                {"checked_at": NOW},
                {"claimed_until": NOW},
                {"hour_looks": 5},
            ):
                with self.subTest(vals), self.assertRaises(UserError):
                    self.login.with_user(user).write(vals)
        boss = self.instance.with_user(self.manager)
        for vals in ({"live_state": "up"}, {"checks_made": True}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "measured"):
                boss.write(vals)
        with self.assertRaises(AccessError):
            self.login.with_user(self.agent).active = False
        for model in ("bacg.uptime.hour", "bacg.uptime.failure", "bacg.uptime.span"):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.manager).create({})

    def test_settings(self):
        Settings = self.env["res.config.settings"]
        Settings.create(
            {
                "uptime_networks": "10.0.0.0/8 192.168.1.0/24",
                "uptime_controls": "tcp://1.1.1.1:443, https://example.com",
            }
        ).execute()
        self.assertEqual(len(self.Check._get_networks()), 2)
        self.assertEqual(len(self.Check._get_controls()), 2)
        for vals in (
            {"uptime_networks": "10.0.0.1/8"},
            {"uptime_controls": "1.1.1.1"},
            {"uptime_confirmations": 0},
            {"uptime_fault_share": 101},
            {"uptime_hour_days": -1},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                Settings.create(vals)


@tagged("post_install", "-at_install")
class TestCheckNow(CheckCommon):
    """An agent presses “Check now” against a real server."""

    def test_check_now(self):
        server = self.enterContext(UptimeServer())
        self.instance.url = server.url
        instance = self.instance.with_user(self.agent)
        refused = instance.action_check_now()["params"]
        self.assertEqual(refused["type"], "danger")
        self.assertIn("may not call", refused["message"])
        self.env["ir.config_parameter"].set_param(
            "bacg_sla_uptime.networks", "127.0.0.0/8"
        )
        self._health(server, "broken")
        params = instance.action_check_now()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn("Login page: OK", params["message"])
        self.assertIn("502", params["message"])
        server.manners["/web/login"] = "empty"
        self.assertEqual(instance.action_check_now()["params"]["type"], "danger")
        self.assertFalse(self.login.checked_at)

    def _health(self, server, manner):
        server.manners["/web/health?db_server_status=1"] = manner

    def test_run(self):
        """A whole run with real sockets: one hangs, the next minute it is back."""
        server = self.enterContext(UptimeServer())
        self.env["ir.config_parameter"].set_param(
            "bacg_sla_uptime.networks", "127.0.0.0/8"
        )
        self.instance.url = server.url
        self.login.timeout_seconds = 1
        server.manners["/web/login"] = "reset"
        with (
            patch(
                "odoo.addons.bacg_sla_uptime.models.bacg_uptime_check_run.PAUSE_SECONDS",
                1,
            ),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "bacg_sla_uptime.ir_cron_uptime_checks"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((self.login.state, self.login.reason), ("down", "connection"))
        self.assertEqual(self.login.address, "127.0.0.1")
