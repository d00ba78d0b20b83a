"""A change of the law, and one of a form, until the customer reads of it."""

from datetime import date, timedelta

import pytest
import requests

from tests.helpers import Person, make_agent, make_customer, make_user, reference

DOMAIN = "cambios-legales.cr"
CUSTOMER, MANAGER, AGENT = "marta_legal", "gerente_legal", "agente_legal"
CHANGE, FORM = "Comprobantes 9.9 de prueba", "Formulario D-999 de prueba"
MODEL = "bacg.legal.change"
SPANISH = "es_419"


@pytest.fixture(scope="module")
def world(admin, stack):
    """A customer who acquired Costa Rica's localization, and our people."""
    company = make_customer(admin, "Café Legal", DOMAIN)
    make_agent(admin, AGENT)
    make_user(admin, MANAGER, "helpdesk_mgmt.group_helpdesk_manager")
    user = make_user(admin, CUSTOMER, "base.group_portal", email=f"marta@{DOMAIN}")
    [row] = admin.call("res.users", "read", [user], ["partner_id"])
    values = {"parent_id": company, "lang": SPANISH}
    admin.call("res.partner", "write", [row["partner_id"][0]], values)
    domain = [("partner_id", "=", company)]
    [contract] = admin.call("bacg.sla.contract", "search", domain)
    country = reference(admin, "bacg_localization_registry.localization_cr")
    acquired = {"contract_id": contract, "localization_id": country}
    admin.call("bacg.localization.acquired", "create", [acquired])
    return {
        "country": country,
        "agent": Person(stack, AGENT, AGENT),
        "manager": Person(stack, MANAGER, MANAGER),
        "marta": Person(stack, CUSTOMER, CUSTOMER),
    }


def _window(person, model, **values):
    [window] = person.call(model, "create", [values])
    return person.call(model, "action_confirm", [window])


def _make(world, name, **values):
    values = {"name": name, "localization_id": world["country"], **values}
    return world["manager"].call(MODEL, "create", [values])


def _read(world, change, *names):
    [row] = world["manager"].call(MODEL, "read", change, list(names))
    return [row[name] for name in names]


def _day(days):
    return str(date.today() + timedelta(days=days))


def _page(world):
    """Return the words of the customer's page of his localizations."""
    marta = world["marta"]
    answer = marta.session.get(f"{marta.url}/my/localizations")
    assert answer.ok, answer.text
    return answer.text


def test_a_law_changes_in_time(world):
    """SLA 3.02: published, extended, ready before it binds; all read of it."""
    manager = world["manager"]
    change = _make(world, CHANGE, publication_date=_day(-30), mandatory_from=_day(10))
    assert _read(world, change, "sla_state") == ["at_risk"]
    with pytest.raises(AssertionError, match=CHANGE):
        manager.call(MODEL, "write", change, {"mandatory_from": _day(70)})
    revision = {
        "change_id": change[0],
        "kind": "extension",
        "new_date": _day(70),
        "announced_date": _day(-1),
    }
    manager.call(f"{MODEL}.revision", "create", [revision])
    assert _read(world, change, "sla_state", "mandatory_from") == [
        "on_track",
        _day(70),
    ]
    assert CHANGE in _page(world)

    [feed] = world["agent"].call("bacg.legal.feed", "create", [{}])
    [row] = world["agent"].call("bacg.legal.feed", "read", [feed], ["url"])
    path = row["url"][row["url"].index("/bacg/") :]
    answer = requests.get(manager.url + path, timeout=60)
    assert f"VALUE=DATE:{_day(70).replace('-', '')}" in answer.text

    release = {
        "name": "FE 9.9",
        "localization_id": world["country"],
        "change_ids": [[6, 0, change]],
        "release_kind": "document",
        "test_needed": False,
        "test_note": "Nada que probar",
    }
    releases = manager.call("bacg.compliance.release", "create", [release])
    manager.call("bacg.compliance.release", "action_ready", releases)
    assert _read(world, change, "sla_state", "state") == ["met", "ready"]


def test_a_form_has_its_own_time(world):
    """SLA 3.07: no day of a regulator's, but one agreed on, which he reads."""
    form = _make(world, FORM, change_kind="form_record_change")
    with pytest.raises(AssertionError, match=FORM):
        world["manager"].call(MODEL, "action_develop", form)
    assert FORM not in _page(world)
    _window(
        world["manager"],
        f"{MODEL}.move",
        change_id=form[0],
        field_name="agreed_date",
        kind="agreement",
        value=_day(20),
        reason="Con Marta, por teléfono",
    )
    states = _read(world, form, "state", "sla_state", "due_state")
    assert states == ["agreed", "no_deadline", "on_track"]
    assert FORM in _page(world)
    world["manager"].call(MODEL, "action_develop", form)
