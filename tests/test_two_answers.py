"""Two agents answer one customer at once, each in his browser."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.helpers import (
    Person,
    make_agent,
    make_case,
    make_customer,
    make_team,
    sign_in,
)

FIRST, SECOND = "agente_rapido", "agente_lento"
ADDRESS = "ines@dosrespuestas.gt"
SUBJECT = "Dos agentes a la vez"
ROUNDS = 5


def test_the_second_reads_the_first(admin, mail, new_page):
    """SLA 1.02: one mail goes out, the second one's text survives, and may follow."""
    case = _case(admin)
    first, second = (_writing(new_page(), login, case) for login in (FIRST, SECOND))
    first.locator(".o-mail-Composer-input").fill("Ya quedó, pruebe de nuevo.")
    second.locator(".o-mail-Composer-input").fill("Lo reviso hoy por la tarde.")
    first.locator(".o-mail-Composer-send").click()
    first.locator(".o-mail-Message", has_text="Ya quedó").wait_for()

    second.locator(".o-mail-Composer-send").click()
    refusal = second.locator(".modal")
    refusal.get_by_text("Ya quedó, pruebe de nuevo.").wait_for()
    mail.wait(ADDRESS, SUBJECT)
    assert len(_answers(mail)) == 1
    refusal.locator(".btn-secondary").click()
    refusal.wait_for(state="detached")
    text = second.locator(".o-mail-Composer-input").input_value()
    assert text == "Lo reviso hoy por la tarde."

    second.locator(".o-mail-Composer-send").click()
    refusal.locator(".btn-primary").click()
    second.locator(".o-mail-Message", has_text="Lo reviso hoy").wait_for()
    mail.wait(ADDRESS, SUBJECT, count=2)
    assert len(_answers(mail)) == 2


def test_both_press_send(admin, stack):
    """SLA 1.02: of two answers in the same moment one is sent, one refused."""
    case = _case(admin, "2")
    seen = admin.call("mail.message", "search", [], limit=1, order="id desc")[0]
    outcomes, ready = [], threading.Barrier(2)

    def answer(login):
        session = Person(stack, login, login).session
        values = {"body": f"Soy {login}", "subtype_xmlid": "mail.mt_comment"}
        parameters = {
            "thread_model": "helpdesk.ticket",
            "thread_id": case,
            "post_data": values,
            "seen_message_id": seen,
        }
        ready.wait()
        reply = session.post(
            f"{stack.url}/mail/message/post", json={"params": parameters}, timeout=60
        )
        outcomes.append("error" in reply.json())

    threads = [
        threading.Thread(target=answer, args=(f"{login}2",))
        for login in (FIRST, SECOND)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]


def test_both_press_next(admin, stack):
    """SLA 1.05: of two who ask in the same moment each gets another case, each time."""
    logins = ("agente_sigue", "agente_persigue")
    team = make_team(admin, "Siguientes", *logins)
    customer = make_customer(admin, "Siguientes", "siguientes.gt")
    cases = [
        make_case(admin, "Siguiente", customer, team_id=team, user_id=False)
        for _number in range(2 * ROUNDS)
    ]
    ready = threading.Barrier(2, timeout=60)

    def press(agent):
        given = []
        for _round in range(ROUNDS):
            ready.wait()
            given.append(agent.call("helpdesk.ticket", "action_reply_next", given))
        return given

    agents = [Person(stack, login, login) for login in logins]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(press, agents)
    assert sorted(first + second) == cases


def _case(admin, suffix=""):
    company = make_customer(admin, f"Dos {suffix}", f"dosrespuestas{suffix}.gt")
    for login in (FIRST, SECOND):
        make_agent(admin, login + suffix)
    values = {"name": "Inés", "email": ADDRESS, "parent_id": company}
    return make_case(admin, SUBJECT, admin.call("res.partner", "create", [values])[0])


def _writing(page, login, case):
    sign_in(page, login, login)
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator(".o-mail-Composer-input").wait_for()
    page.locator(".o-mail-Message").first.wait_for()
    return page


def _answers(mail):
    return [m for m in mail.received(ADDRESS) if SUBJECT in m["Subject"]]
