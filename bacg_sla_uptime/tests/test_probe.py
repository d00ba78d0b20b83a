# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase

from odoo.addons.bacg_sla_platino.tools import guarded_http

from ..tools import probe
from ..tools.probe import Target
from .uptime_server import UptimeServer, closed_port, self_signed

LOCAL = probe.networks("127.0.0.0/8")
MARK = 'name="login"'


class TestProbe(BaseCase):
    """What is seen of servers of every manner, and of whom nothing is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(UptimeServer())

    def _look(self, url, networks=LOCAL, **values):
        target = Target(url, **{"timeout": 0.5, **values})
        [result] = probe.run({1: target}, networks=networks)[1]
        return result

    def test_manners(self):
        targets, expected = {}, {}
        for path, text, reason in (
            ("login", MARK, ""),
            ("redirect", MARK, ""),
            ("empty", MARK, "text"),
            ("empty", "Apache2", ""),
            ("broken", MARK, "status"),
            ("garbage", MARK, "answer"),
            ("hang", MARK, "timeout"),
            ("drip", MARK, "timeout"),
            ("flood", MARK, "text"),
            ("reset", MARK, "connection"),
            ("loop", MARK, "redirect"),
            ("inside", MARK, "redirect"),
            ("file", MARK, "redirect"),
        ):
            url = f"{self.server.url}/{path}"
            targets[url, text] = Target(url, text=text, timeout=0.5)
            expected[url, text] = reason
        results = probe.run(targets, networks=LOCAL)
        self.assertEqual(
            {key: result.reason for key, [result] in results.items()}, expected
        )
        for [result] in results.values():
            self.assertLess(result.seconds, 5)
            self.assertEqual(result.address, "127.0.0.1")

    def test_status(self):
        url = f"{self.server.url}/broken"
        self.assertTrue(self._look(url, status=502).ok)
        self.assertEqual(self._look(url, status=0).detail, "502")
        self.assertTrue(self._look(f"{self.server.url}/login", status=0).ok)

    def test_port(self):
        self.assertTrue(self._look(f"tcp://127.0.0.1:{self.server.port}").ok)
        self.assertEqual(
            self._look(f"tcp://127.0.0.1:{closed_port()}").reason, "connection"
        )
        self.assertEqual(self._look("tcp://10.0.0.1:80").reason, "refused")

    def test_nobody_inside_is_asked(self):
        served = self.server.served
        port = self.server.port
        for host in (
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "127.1",
            "0.0.0.0",
        ):
            for scheme in ("http", "tcp"):
                result = self._look(f"{scheme}://{host}:{port}", networks=())
                with self.subTest(host, scheme=scheme):
                    self.assertIn(result.reason, ("refused", "lookup"))
        self.assertEqual(self.server.served, served)

    def test_name_that_means_another_address_later(self):
        """A name is judged for each connection: rebinding gets nowhere."""
        told = iter(["127.0.0.1", "10.0.0.1", "127.0.0.1"])

        def ask(_host, port, **_options):
            return [(2, 1, 6, "", (next(told), port))]

        with patch.object(guarded_http.socket, "getaddrinfo", ask):
            result = self._look(f"http://erp.test:{self.server.port}/again")
        self.assertEqual(result.reason, "redirect")
        self.assertIn("private", result.detail)
        self.assertEqual(next(told), "127.0.0.1")

    def test_one_private_address_refuses_the_name(self):
        found = [(2, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
        with patch.object(guarded_http.socket, "getaddrinfo", return_value=found):
            self.assertEqual(self._look("http://erp.test/").reason, "refused")

    def test_name_servers(self):
        error = guarded_http.socket.gaierror(-2, "Name or service not known")
        with patch.object(guarded_http.socket, "getaddrinfo", side_effect=error):
            result = self._look("http://erp.test/")
        self.assertEqual(result.reason, "lookup")
        self.assertEqual(result.detail, "Name or service not known")

    def test_certificate(self):
        """One that browsers refuse is told beside what the page says."""
        with tempfile.TemporaryDirectory() as folder:
            context = self_signed(Path(folder))
            with UptimeServer(context) as server:
                result = self._look(f"{server.url}/login", text=MARK, timeout=5)
        self.assertTrue(result.ok, result)
        self.assertTrue(result.certificate)
        self.assertIn((result.expires - result.at).days, (9, 10))

    def test_looks_again_while_asked_to(self):
        """Fast looks follow each other; none begins that the time is too short for."""
        targets = {
            path: Target(f"{self.server.url}/{path}", text=MARK, timeout=0.3)
            for path in ("login", "reset", "hang")
        }

        def again(_key, results):
            return not results[-1].ok and len(results) < 3

        results = probe.run(targets, again=again, networks=LOCAL, pause=0.2)
        self.assertEqual(
            {key: len(seen) for key, seen in results.items()},
            {"login": 1, "reset": 3, "hang": 3},
        )
        results = probe.run(targets, again=again, networks=LOCAL, until=0.1)
        self.assertEqual({len(seen) for seen in results.values()}, {1})

    def test_sites(self):
        for address, url, site in (
            ("203.0.113.7", "https://a.gt", "203.0.113.0/24"),
            ("2001:db8:1:2::3", "https://a.gt", "2001:db8:1::/48"),
            ("", "https://erp.cafe.gt:8069/web", "cafe.gt"),
        ):
            with self.subTest(url):
                self.assertEqual(probe.site(address, url), site)

    def test_networks(self):
        self.assertEqual(probe.networks(" "), [])
        self.assertEqual(
            list(map(str, probe.networks("10.0.0.0/8, 192.168.1.0/24\nfd00::/8"))),
            ["10.0.0.0/8", "192.168.1.0/24", "fd00::/8"],
        )
        for text in ("10.0.0.1/8", "erp", "10.0.0.0/40"):
            with self.subTest(text), self.assertRaises(ValueError):
                probe.networks(text)
