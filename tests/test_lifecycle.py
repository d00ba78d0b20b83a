"""Installing beside others, updating, uninstalling: no complaint in the log."""

import pytest

from tooling import addons, database, odoo, postgres
from tooling.checks import templates

COMPANIONS = (
    "helpdesk_mgmt_rating",
    "helpdesk_mgmt_merge",
    "helpdesk_ticket_related",
    "helpdesk_type",
    "helpdesk_ticket_close_inactive",
    "helpdesk_ticket_partner_response",
    "helpdesk_portal_priority",
    "queue_job",
)


@pytest.fixture
def copied(request):
    """A new database with our addons, for the test alone."""
    name = f"bacg_{request.node.name.removeprefix('test_')}"
    with postgres.running():
        database.copy(templates.installed(), name)
        yield name
        database.drop(name)


def _ask(name, query):
    return postgres.execute(query, database=name)


def test_beside_companions(copied):
    """The suite installs beside OCA's other helpdesk addons, in either order."""
    database.maintain(copied, "-i", ",".join(COMPANIONS))
    query = (
        "SELECT count(*) FROM ir_module_module WHERE state = 'installed' AND name IN %s"
    )
    rows = postgres.execute(query, COMPANIONS, database=copied)
    assert rows[0][0] == len(COMPANIONS)


def test_update_keeps_published_data(copied):
    """An update never rewrites what is published, nor complains."""
    facts = """
        SELECT 'policy', id, sequence, priority, write_date FROM bacg_sla_policy UNION
        SELECT 'target', id, sequence, metric, write_date FROM bacg_sla_target
        UNION
        SELECT 'step', id, sequence, trigger, write_date FROM bacg_sla_escalation
    """
    before = sorted(_ask(copied, facts))
    database.maintain(copied, "-u", ",".join(addons.names()))
    assert before
    assert sorted(_ask(copied, facts)) == before


def test_update_of_an_older_database(copied):
    """Published before there were escalations: updated without them, or complaint."""
    parts = ("clause", "policy", "target", "escalation")
    models = tuple(f"bacg.sla.{part}" for part in (*parts, "agreement"))
    forget = (
        "DELETE FROM ir_model_data WHERE module = 'bacg_sla_platino' AND model IN %s"
    )
    postgres.execute(forget, models, database=copied)
    _ask(copied, "DELETE FROM bacg_sla_escalation")
    counts = " UNION ".join(
        f"SELECT '{part}', count(*) FROM bacg_sla_{part}"
        for part in (*parts, "agreement")
    )
    before = sorted(_ask(copied, counts))
    database.maintain(copied, "-u", ",".join(addons.names()))
    assert dict(before)["escalation"] == 0
    assert sorted(_ask(copied, counts)) == before
    assert _ask(copied, "SELECT state FROM bacg_sla_agreement") == [("published",)]


def test_uninstall(copied):
    """Uninstalling leaves OCA's helpdesk working, its portal rule included."""
    command = ["module", "uninstall", "-d", copied, *addons.names()]
    log = odoo.run_quietly(command, f"{copied}-uninstall")
    assert not database.complaints(log), "\n".join(map(str, database.complaints(log)))
    active = _ask(
        copied,
        """
        SELECT rule.active FROM ir_rule AS rule JOIN ir_model_data AS data
        ON data.res_id = rule.id AND data.model = 'ir.rule'
        WHERE data.name = 'helpdesk_ticket_rule_portal'
        """,
    )
    assert active == [(True,)]
    dashboard = _ask(
        copied,
        """
        SELECT menu.action FROM ir_ui_menu AS menu JOIN ir_model_data AS data
        ON data.res_id = menu.id AND data.model = 'ir.ui.menu'
        WHERE data.name = 'helpdesk_ticket_dashboard_menu'
        """,
    )
    assert dashboard[0][0].startswith("ir.actions.act_window,")
    left = _ask(copied, "SELECT model FROM ir_model WHERE model LIKE 'bacg.%%'")
    assert not left
    database.maintain(copied, "-u", "helpdesk_mgmt")
