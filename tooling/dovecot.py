"""A real IMAP and POP3 server for tests: the distribution's Dovecot, without root."""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tooling.apt import Apt
from tooling.console import Problem, say
from tooling.paths import CACHE
from tooling.process import DYING_WITH_US, free_port, locked, stop
from tooling.system import os_release

HOST = "127.0.0.1"
PASSWORD = "secreto"  # of every user; whoever signs in has a mailbox
START_SECONDS = 20
PACKAGES = ["dovecot-core", "dovecot-imapd", "dovecot-pop3d"]
LIBRARY = "usr/lib/dovecot"
DOVECOT, DOVECONF = "usr/sbin/dovecot", "usr/bin/doveconf"
# The one path that no setting moves; shorter, and from where the processes start.
MODULES, MOVED_MODULES = b"/usr/lib/dovecot/modules\0", b"modules"
CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
libexec_dir = {home}/usr/lib/dovecot
log_path = {home}/log
listen = {host}
protocols = imap pop3
ssl = no
first_valid_uid = 1
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
"""


class Dialect(NamedTuple):
    """What differs between versions."""

    reading: str  # options that let doveconf hand the settings to the server
    settings: str


OLD = Dialect(
    "-f service=master -m master -e",
    """
import_environment = LD_LIBRARY_PATH
disable_plaintext_auth = no
mail_fsync = never
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
""",
)
NEW = Dialect(
    "-C -F",
    """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
import_environment {{
  LD_LIBRARY_PATH = %{{env:LD_LIBRARY_PATH}}
}}
auth_allow_cleartext = yes
mail_fsync = never
mail_driver = maildir
mail_path = {home}/mail/%{{user}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {home}/mail/%{{user}}
  }}
}}
""",
)


def fetch(cache: Path) -> Path:
    """Return the folder below which Dovecot lies, unpacked at the first call."""
    system = os_release()
    final = cache / f"dovecot-{system.get('ID')}-{system.get('VERSION_ID')}"
    with locked(cache / "dovecot.lock"):
        if not final.exists():
            _unpack(cache, final)
    return final


def _unpack(cache: Path, final: Path):
    """Unpack Dovecot and the libraries this machine lacks into `final`."""
    if not shutil.which("apt-get"):
        raise Problem(f"no apt-get to fetch {', '.join(PACKAGES)} with")
    say(f"fetching {', '.join(PACKAGES)} from the distribution's archive …")
    with tempfile.TemporaryDirectory(dir=cache, prefix="dovecot-") as temporary:
        apt = Apt(Path(temporary))
        root = apt.unpack(apt.missing(PACKAGES))
        for library in (root / LIBRARY).glob("libdovecot.so.*"):
            moved = MOVED_MODULES.ljust(len(MODULES), b"\0")
            library.write_bytes(library.read_bytes().replace(MODULES, moved))
        root.rename(final)


@dataclass
class Dovecot:
    """A running server, its files below `home`."""

    home: Path
    imap_port: int = field(default_factory=free_port)
    pop_port: int = field(default_factory=free_port)

    @contextlib.contextmanager
    def mailbox(self, user: str):
        """Yield a connection that has the inbox of `user` open."""
        with imaplib.IMAP4(HOST, self.imap_port, timeout=60) as connection:
            connection.login(user, PASSWORD)
            connection.select()
            yield connection

    def deliver(self, user: str, messages: list[bytes]):
        """Put messages into the inbox of `user`."""
        with self.mailbox(user) as connection:
            for content in messages:
                answer, data = connection.append("INBOX", None, None, content)
                assert answer == "OK", data

    def count(self, user: str, which: str = "ALL") -> int:
        """Return how many messages are in the inbox of `user`, by IMAP's criterion."""
        with self.mailbox(user) as connection:
            _answer, data = connection.search(None, which)
            return len(data[0].split())


@contextlib.contextmanager
def running():
    """Run a server while the context lasts; yields the :class:`Dovecot`."""
    root = fetch(CACHE)
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="dovecot-") as temporary:
        home = Path(temporary)
        # The cache of root is closed to everybody else.
        shutil.copytree(root / "usr", home / "usr", symlinks=True)
        server = Dovecot(home)
        process = _start(server, account)
        try:
            _wait_until_ready(server, process)
            yield server
        finally:
            stop(process)


def _start(server: Dovecot, account: pwd.struct_passwd) -> subprocess.Popen:
    """Start the server; every process is the same nobody, who owns what it writes."""
    home, configuration = server.home, server.home / "dovecot.conf"
    libraries = {path.parent for path in home.rglob("usr/lib/**/*.so*")}
    environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, libraries))}
    version = subprocess.check_output(
        [home / DOVECOT, "--version"], env=environment, text=True
    )
    dialect = OLD if version.startswith("2.3") else NEW
    configuration.write_text(_settings(server, account, dialect))
    run, log = home / "run", home / "log"
    run.mkdir()
    log.touch()
    (run / MOVED_MODULES.decode()).symlink_to(home / LIBRARY / "modules")
    as_account = {}
    if os.geteuid() == 0:
        for path in (home, run, log):
            os.chown(path, account.pw_uid, account.pw_gid)
        as_account = {"user": account.pw_uid, "group": account.pw_gid}
        as_account["extra_groups"] = []
    # The server itself would look for doveconf where it is not installed.
    reading = [home / DOVECONF, "-c", configuration, *dialect.reading.split()]
    return subprocess.Popen(
        [*DYING_WITH_US, *reading, home / DOVECOT, "-F", "-c", configuration],
        env=environment,
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=log.open("ab"),
        **as_account,
    )


def _settings(server: Dovecot, account: pwd.struct_passwd, dialect: Dialect) -> str:
    # The version has to be named first.
    return (dialect.settings + CONFIGURATION).format(
        home=server.home,
        host=HOST,
        user=account.pw_name,
        uid=account.pw_uid,
        group=grp.getgrgid(account.pw_gid).gr_name,
        gid=account.pw_gid,
        password=PASSWORD,
        imap_port=server.imap_port,
        pop_port=server.pop_port,
    )


def _wait_until_ready(server: Dovecot, process: subprocess.Popen):
    """Poll until one can sign in, or tell what the server says."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error), server.mailbox("ready"):
            return
        time.sleep(0.1)
    said = (server.home / "log").read_text()
    raise Problem(f"Dovecot did not start: {said or 'it said nothing'}")
