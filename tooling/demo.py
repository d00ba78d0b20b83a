"""``bin/demo``: a database that looks like a real day, Odoo on it, mail in and out."""

import argparse
import json
import signal
import sys
import time

from tooling import addons, database, postgres, stack
from tooling.console import Problem, guarded, say
from tooling.paths import DEV
from tooling.process import leave_on_terminate, locked

DATABASE = "bacg_demo"
# Written last: a database without it was left half made.
STAMP = DEV / "demo.json"
LOGINS = {
    "Administrador": "admin / admin",
    "Agente": "agente / agente-demo",
    "Gerente": "gerente / gerente-demo",
    "Cliente": "cliente / cliente-demo",
}
SUPPORT_ADDRESS = "soporte@bacg.cloud"
SENDER = "nueva.persona@cafeantigua.com.gt"


def prepare(fresh: bool):
    """Make the demo database, or bring the one that is there up to date."""
    wanted = {name: addons.fingerprint(name) for name in addons.names()}
    made = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if fresh or not made or not postgres.exists(DATABASE):
        STAMP.unlink(missing_ok=True)
        database.drop(DATABASE)
        _create(list(wanted))
    elif made != wanted:
        _update([name for name in wanted if made.get(name) != wanted[name]], made)
    STAMP.write_text(json.dumps(wanted))


def _create(names: list[str]):
    """Install everything with demo data, in the customers' language."""
    say(f"making database {DATABASE}, about two minutes …")
    database.maintain(DATABASE, "-i", ",".join(["website", *names]))
    # Speed before safety: a demo's mail may be lost with its last second.
    postgres.throw_away(DATABASE)
    database.localize(DATABASE)
    # The demo last: what its cases send is in the customers' language.
    database.add_demo(DATABASE)
    database.localize(DATABASE)


def _update(changed: list[str], made: dict):
    """Bring changed addons up to date, install new ones."""
    say(f"updating {', '.join(changed)} …")
    old = [name for name in changed if name in made]
    new = [name for name in changed if name not in made]
    options = ["-u", ",".join(old)] * bool(old) + ["-i", ",".join(new)] * bool(new)
    try:
        database.maintain(DATABASE, *options, "--with-demo")
    except Problem as problem:
        raise Problem(f"{problem}\nbin/demo --fresh makes the database anew") from None
    database.load_language(DATABASE)


def _describe(running: stack.Stack):
    """Print how to get in, and how to send a mail."""
    say(f"\n  Odoo           {running.url}/odoo   (portal: {running.url}/my)")
    for role, login in LOGINS.items():
        say(f"  {role:<15}{login}")
    ports = f"SMTP port {running.smtp_port}, LMTP port {running.lmtp_port}"
    say(f"  Mail in        {ports} of {stack.HOST}")
    say(f"  Mail out       {running.maildir}/new")
    say(f"  Log            {running.log}\n\n  Send a mail:\n\n{one_liner(running)}\n")
    say("Ctrl-C stops everything.")


def one_liner(running: stack.Stack) -> str:
    """Return a shell command that sends a mail from an address never seen."""
    return (
        "python3 -c 'import smtplib; "
        f'smtplib.SMTP("127.0.0.1", {running.smtp_port}).sendmail('
        f'"{SENDER}", "{SUPPORT_ADDRESS}", '
        f'"From: Nueva Persona <{SENDER}>\\nTo: {SUPPORT_ADDRESS}\\n'
        "Subject: No puedo facturar\\n\\n"
        "Al validar la factura sale un error.\\n\")'"
    )


def main():
    """Prepare the database and serve it until Ctrl-C."""
    parser = argparse.ArgumentParser("bin/demo", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    given = parser.parse_args()
    leave_on_terminate()
    begin = time.monotonic()
    refusal = "another bin/demo runs in this checkout"
    with locked(DEV / "demo.lock", refusal), postgres.running():
        prepare(given.fresh)
        with stack.running(DATABASE) as running:
            say(f"started in {time.monotonic() - begin:.0f} s")
            _describe(running)
            signal.pause()


if __name__ == "__main__":
    sys.exit(guarded(main))
