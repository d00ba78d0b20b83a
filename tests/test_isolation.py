"""What a portal user reaches of other people's cases: nothing, by any way in."""

import re

import pytest

from tests.helpers import Person, make_case, make_customer, make_user

SECRET = "Descripción secreta"
PORTAL = "base.group_portal"


@pytest.fixture(scope="module")
def world(admin):
    """Customer A with two people, customer B with one, and A's case with a file."""
    ours = make_customer(admin, "Clínica A", "clinica-a.gt")
    others = make_customer(admin, "Bodega B", "bodega-b.gt")
    users = {
        name: make_user(admin, name, PORTAL, email=f"{name}@clinica-a.gt")
        for name in ("titular_caso", "colega_caso", "ajeno_caso")
    }
    partners = {
        user["login"]: user["partner_id"][0]
        for user in admin.call(
            "res.users", "read", [*users.values()], ["login", "partner_id"]
        )
    }
    companies = {"titular_caso": ours, "colega_caso": ours, "ajeno_caso": others}
    for name, company in companies.items():
        admin.call("res.partner", "write", [partners[name]], {"parent_id": company})
    case = make_case(admin, "Caso secreto", partners["titular_caso"])
    message = admin.call(
        "helpdesk.ticket",
        "message_post",
        [case],
        body=SECRET,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    attachment = admin.call(
        "ir.attachment",
        "create",
        [
            {
                "name": "secreto.txt",
                "raw": SECRET,
                "res_model": "helpdesk.ticket",
                "res_id": case,
            }
        ],
    )[0]
    message = message[0] if isinstance(message, list) else message
    return {"case": case, "message": message, "attachment": attachment}


@pytest.fixture(params=["ajeno_caso", "colega_caso"])
def intruder(request, stack, world):
    return Person(stack, request.param, request.param)


def test_owner_sees_his_case(stack, world):
    """SLA 1.03: he sees his own case; otherwise the tests below prove nothing."""
    owner = Person(stack, "titular_caso", "titular_caso")
    page = owner.session.get(f"{stack.url}/my/ticket/{world['case']}", timeout=60)
    assert SECRET in page.text
    assert owner.call("helpdesk.ticket", "search_count", [])


def test_pages(stack, world, intruder):
    """SLA 1.03: pages and guessed addresses show nothing of others' cases."""
    for path in (
        f"/my/ticket/{world['case']}",
        f"/my/ticket/{world['case']}?access_token=x",
        "/my/tickets?search_in=all&search=Caso",
        f"/web/content/{world['attachment']}",
        f"/web/content/ir.attachment/{world['attachment']}/raw",
        f"/web/image/{world['attachment']}",
        f"/mail/view?model=helpdesk.ticket&res_id={world['case']}",
        f"/odoo/helpdesk-tickets/{world['case']}",
    ):
        answer = intruder.session.get(stack.url + path, timeout=60)
        assert SECRET not in answer.text, path
        assert "Caso secreto" not in answer.text, path


@pytest.mark.parametrize(
    ("model", "key", "fields"),
    [
        ("helpdesk.ticket", "case", ["name", "description"]),
        ("mail.message", "message", ["body"]),
        ("ir.attachment", "attachment", ["name", "raw"]),
    ],
)
def test_remote_calls(intruder, world, model, key, fields):
    """SLA 1.03: neither read nor search nor write by RPC."""
    domain = [("id", "=", world[key])]
    assert not _found(intruder, model, domain)
    with pytest.raises(AssertionError, match="AccessError|Forbidden|MissingError"):
        intruder.call(model, "read", [world[key]], fields)
    with pytest.raises(AssertionError, match="AccessError|Forbidden"):
        intruder.call(model, "write", [world[key]], {fields[0]: "x"})


def _found(person, model, domain):
    try:
        return person.call(model, "search_count", domain)
    except AssertionError as refusal:
        assert "AccessError" in str(refusal)
        return 0


def test_thread_routes(stack, world, intruder):
    """SLA 1.03: the routes of the chatter are closed, too."""
    thread = {"thread_model": "helpdesk.ticket", "thread_id": world["case"]}
    for path, extra in (
        ("/mail/chatter_fetch", {}),
        ("/mail/thread/messages", {}),
        ("/mail/thread/data", {"request_list": ["attachments", "followers"]}),
        ("/portal/chatter_init", {}),
        ("/mail/message/post", {"post_data": {"body": "intruso"}}),
    ):
        answer = intruder.session.post(
            stack.url + path, json={"params": {**thread, **extra}}, timeout=60
        )
        assert SECRET not in answer.text, path
        assert "Caso secreto" not in answer.text, path


def test_nothing_was_posted(admin, world, intruder):
    """SLA 1.03: what an intruder sent did not land on the case."""
    domain = [("res_id", "=", world["case"]), ("body", "ilike", "intruso")]
    assert not admin.call("mail.message", "search_count", domain)


def test_closing(stack, admin, world, intruder):
    """SLA 1.03: OCA's route to close any case by its number is closed."""
    before = admin.call("helpdesk.ticket", "read", [world["case"]], ["stage_id"])
    stages = admin.call("helpdesk.ticket.stage", "search", [("closed", "=", True)])
    query = f"ticket_id={world['case']}&stage_id={stages[0]}"
    answer = intruder.session.get(f"{stack.url}/ticket/close?{query}", timeout=60)
    assert answer.status_code == 405
    home = intruder.session.get(f"{stack.url}/my", timeout=60).text
    token = re.search(r'csrf_token:? ?["=]+ ?"?([\w]+)', home)[1]
    answer = intruder.session.post(
        f"{stack.url}/ticket/close",
        data={"ticket_id": world["case"], "stage_id": stages[0], "csrf_token": token},
        timeout=60,
    )
    assert answer.status_code == 404
    assert (
        admin.call("helpdesk.ticket", "read", [world["case"]], ["stage_id"]) == before
    )


def test_owner_cannot_set_the_priority(stack, world):
    """SLA 1.05: not even of his own case, by RPC nor by the classification."""
    owner = Person(stack, "titular_caso", "titular_caso")
    for method, arguments in (
        ("write", [{"priority": "3"}]),
        ("web_save", [{"priority": "3"}, {"priority": {}}]),
        ("action_classify", []),
        ("action_outage_confirmed_total", []),
    ):
        with pytest.raises(AssertionError, match="AccessError"):
            owner.call("helpdesk.ticket", method, [world["case"]], *arguments)
    with pytest.raises(AssertionError, match="AccessError"):
        owner.call("helpdesk.ticket", "create", [{"name": "x", "priority": "3"}])


def test_owner_judges_no_claim(stack, world):
    """SLA 2.03: what a claimed outage is, is not for the customer to say."""
    owner = Person(stack, "titular_caso", "titular_caso")
    case = {"ticket_id": world["case"], "reason": "x"}
    for model, values in (
        ("bacg.sla.outage.claim", {**case, "mode": "now"}),
        ("bacg.sla.outage.outcome", {**case, "scope": "none", "priority": "0"}),
    ):
        with pytest.raises(AssertionError, match="AccessError"):
            owner.call(model, "create", [values])
    with pytest.raises(AssertionError, match="AccessError"):
        owner.call("bacg.sla.outage.report", "search_read", [], ["outcome"])
