"""Records that call code by name: scheduled actions, templates, views."""

from pathlib import Path

from tests import shells
from tooling import database

WITHOUT_DEMO = {"bacg.hours.alert"}  # models of templates of which demo data make none
SCRIPT = Path(__file__).with_name("data_alive.py")


def test_data_finds_its_code():
    """Every scheduled action runs, every template renders, every view opens."""
    with shells.copied("bacg_data_alive") as name:
        database.add_demo(name)
        (done, faults, unseen), _log = shells.run(name, SCRIPT.read_text())
    assert not faults, "\n".join(faults)
    assert set(unseen) <= WITHOUT_DEMO
    assert set(done) == {"scheduled action", "template", "view"}
