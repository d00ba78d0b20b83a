"""Prometheus, its prober and Alertmanager for tests, without root, at a quick pace."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests
import yaml

from tooling.apt import Apt
from tooling.console import Problem, say
from tooling.paths import CACHE
from tooling.process import DYING_WITH_US, free_port, locked, stop
from tooling.system import os_release

HOST = "127.0.0.1"
START_SECONDS = 20
PACKAGES = ["prometheus", "prometheus-alertmanager", "prometheus-blackbox-exporter"]
ALERTMANAGER = "usr/bin/prometheus-alertmanager"
# The one path that no setting moves; as long, it is where the programs start.
TEMPLATES = "/usr/share/prometheus/alertmanager"
MOVED_TEMPLATES = ".".ljust(len(TEMPLATES), "/")
EVERY = "1s"
FOR = "2s"  # how long a failure lasts before it fires
PROBER = {"modules": {"http": {"prober": "http", "timeout": "900ms"}}}
RULES = [
    {
        "alert": "ServiceDown",
        "expr": "probe_success == 0",
        "for": FOR,
        # Alertmanager is not told it otherwise.
        "annotations": {"for": FOR},
    },
    {"alert": "Watchdog", "expr": "vector(1)"},
]


def fetch(cache: Path) -> Path:
    """Return the folder below which the programs lie, unpacked at the first call."""
    system = os_release()
    final = cache / f"monitoring-{system.get('ID')}-{system.get('VERSION_ID')}"
    with locked(cache / "monitoring.lock"):
        if not final.exists():
            if not shutil.which("apt-get"):
                raise Problem(f"no apt-get to fetch {', '.join(PACKAGES)} with")
            say(f"fetching {', '.join(PACKAGES)} from the distribution's archive …")
            with tempfile.TemporaryDirectory(dir=cache, prefix="mon-") as temporary:
                root = Apt(Path(temporary)).unpack(PACKAGES)
                program = (root / ALERTMANAGER).read_bytes()
                (root / ALERTMANAGER).write_bytes(
                    program.replace(TEMPLATES.encode(), MOVED_TEMPLATES.encode())
                )
                root.rename(final)
    return final


@dataclass
class Monitoring:
    """What watches ``target`` and tells ``receiver``, an address with its token."""

    home: Path
    target: str
    receiver: str
    token: str
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(3)])

    def commands(self, root: Path) -> list[list]:
        """Write the settings and return the command of each program."""
        prober, alertmanager, prometheus = self.ports
        self._write("prober.yml", PROBER)
        self._write("rules.yml", {"groups": [{"name": "all", "rules": RULES}]})
        self._write("alertmanager.yml", self._alertmanager())
        self._write("prometheus.yml", self._prometheus())
        for template in (root / TEMPLATES.strip("/")).glob("*.tmpl"):
            shutil.copy(template, self.home)
        programs = root / "usr/bin"
        return [
            [
                programs / "prometheus-blackbox-exporter",
                f"--config.file={self.home / 'prober.yml'}",
                f"--web.listen-address={HOST}:{prober}",
            ],
            [
                programs / "prometheus-alertmanager",
                f"--config.file={self.home / 'alertmanager.yml'}",
                f"--web.listen-address={HOST}:{alertmanager}",
                f"--storage.path={self.home / 'alertmanager'}",
                "--cluster.listen-address=",
            ],
            [
                programs / "prometheus",
                f"--config.file={self.home / 'prometheus.yml'}",
                f"--web.listen-address={HOST}:{prometheus}",
                f"--storage.tsdb.path={self.home / 'prometheus'}",
                f"--rules.alert.resend-delay={EVERY}",
                "--rules.alert.for-grace-period=0s",
            ],
        ]

    def _write(self, name, content):
        (self.home / name).write_text(yaml.safe_dump(content))

    def _alertmanager(self):
        credentials = {"authorization": {"credentials": self.token}}
        hook = {"url": self.receiver, "send_resolved": True, "http_config": credentials}
        return {
            "route": {
                "receiver": "odoo",
                "group_by": ["alertname"],
                "group_wait": EVERY,
                "group_interval": EVERY,
                "repeat_interval": EVERY,
            },
            "receivers": [{"name": "odoo", "webhook_configs": [hook]}],
        }

    def _prometheus(self):
        prober, alertmanager, _own = self.ports
        relabel = [
            {"source_labels": ["__address__"], "target_label": "__param_target"},
            {"source_labels": ["__param_target"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": f"{HOST}:{prober}"},
        ]
        probe = {
            "job_name": "probe",
            "metrics_path": "/probe",
            "params": {"module": ["http"]},
            "static_configs": [{"targets": [self.target]}],
            "relabel_configs": relabel,
        }
        to_alertmanager = {"static_configs": [{"targets": [f"{HOST}:{alertmanager}"]}]}
        return {
            "global": {"scrape_interval": EVERY, "evaluation_interval": EVERY},
            "rule_files": [str(self.home / "rules.yml")],
            "alerting": {"alertmanagers": [to_alertmanager]},
            "scrape_configs": [probe],
        }

    def wait(self):
        """Wait until each program says that it is ready."""
        paths = ["/-/healthy", "/-/ready", "/-/ready"]
        deadline = time.monotonic() + START_SECONDS
        for port, path in zip(self.ports, paths, strict=True):
            while not _answers(f"http://{HOST}:{port}{path}"):
                if time.monotonic() > deadline:
                    said = (self.home / "log").read_text()
                    raise Problem(f"the monitoring did not start: {said[-3000:]}")
                time.sleep(0.1)


def _answers(url: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, timeout=5).ok
    return False


@contextlib.contextmanager
def running(target: str, receiver: str, token: str):
    """Watch `target` and tell `receiver` while the context lasts.

    :param receiver: the address of a webhook
    :param token: what it asks for
    """
    root = fetch(CACHE)
    with contextlib.ExitStack() as exits:
        temporary = tempfile.TemporaryDirectory(prefix="monitoring-")
        home = Path(exits.enter_context(temporary))
        monitoring = Monitoring(home, target, receiver, token)
        log = exits.enter_context((home / "log").open("w"))
        for command in monitoring.commands(root):
            process = subprocess.Popen(
                [*DYING_WITH_US, *command], stdout=log, stderr=log, cwd=home
            )
            exits.callback(stop, process)
        monitoring.wait()
        yield monitoring
