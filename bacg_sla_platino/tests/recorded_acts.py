# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What may happen in the recorded days: functions of the day and of what it takes.

They go the ways that people and machines go: bytes at the mailbox, pages of the portal,
windows and buttons of the backend, scheduled actions. A case is called by a name that
the first mail or form gives it; a user by his attribute of the day.
"""

from odoo.http import Request

from .common import local

BOUNCE = """--b
Content-Type: text/plain

Su mensaje no llegó.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.cafe.gt

Final-Recipient: rfc822; lucia@cafe.gt
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no existe
--b
Content-Type: message/rfc822

From: soporte@bacg.cloud
Message-ID: {about}

x
--b--
"""
REPORT_TYPE = 'multipart/report; report-type=delivery-status; boundary="b"'

# -----------------------------------------------------------------------------
# By mail
# -----------------------------------------------------------------------------


def mail(day, name, sender, subject, text, **headers):
    """Let a mail come to the mailbox; a new case of it is called ``name``."""
    lines = {
        "From": sender,
        "To": "soporte@bacg.cloud",
        "Subject": subject.format(**day.numbers()),
        "Message-ID": f"<recorded-{len(day.letters)}@mx.example>",
        "Content-Type": "text/plain; charset=utf-8",
        **{header.replace("_", "-"): value for header, value in headers.items()},
    }
    envelope_from = lines.pop("Return-Path", None)
    head = "".join(f"{header}: {value}\r\n" for header, value in lines.items())
    _deliver(day, name, f"{head}\r\n{text}\r\n".encode(), envelope_from)


def mail_again(day, number):
    """Let the same bytes of an earlier mail come once more."""
    _deliver(day, None, *day.letters[number])


def reply(day, case, sender, text, **headers):
    """Let a mail come that answers the last mail that the case sent."""
    about = day.last_message_id(case)
    subject = f"Re: [{{{case}}}]"
    mail(day, None, sender, subject, text, References=about, **headers)


def bounce(day, case):
    """Let the mail server say that the case's last mail did not arrive."""
    about = day.last_message_id(case)
    daemon = "MAILER-DAEMON@mx.cafe.gt"
    text = BOUNCE.format(about=about)
    headers = {"Content_Type": REPORT_TYPE, "Return_Path": ""}
    mail(day, None, daemon, "Undelivered Mail", text, **headers)


def _deliver(day, name, raw, envelope_from=None):
    day.letters.append((raw, envelope_from))
    inbound = day.env["bacg.mail.inbound"].with_user(day.env.ref("base.user_root"))
    row = inbound._keep(raw, "http", envelope_from=envelope_from)
    row._process()
    if name:
        day.cases[name] = row.ticket_id.id


# -----------------------------------------------------------------------------
# In the portal
# -----------------------------------------------------------------------------


def _post(day, user, path, **data):
    day.authenticate(user, user)
    data["csrf_token"] = Request.csrf_token(day)
    response = day.url_open(path, data=data)
    day.assertEqual(response.status_code, 200, path)


def portal_case(day, name, user, subject, description):
    """Let a customer open a case with the form."""
    data = {"subject": subject, "description": description}
    _post(day, user, "/submitted/ticket", **data)
    newest = day.env["helpdesk.ticket"].search([], limit=1, order="id desc")
    day.cases[name] = newest.id


def portal_answer(day, case, user, text):
    """Let a customer write in the case's chatter."""
    day.authenticate(user, user)
    content = {
        "body": text,
        "message_type": "comment",
        "subtype_xmlid": "mail.mt_comment",
    }
    day.make_jsonrpc_request(
        "/mail/message/post",
        {
            "thread_model": "helpdesk.ticket",
            "thread_id": day.cases[case],
            "post_data": content,
        },
    )


def portal_close(day, case, user):
    """Let a customer close his case."""
    ids = {"ticket_id": day.cases[case], "stage_id": day.stage_done.id}
    _post(day, user, "/ticket/close", **ids)


def portal_unresolved(day, case, user, text):
    """Let a customer say that his closed case is not solved."""
    _post(day, user, f"/my/ticket/{day.cases[case]}/unresolved", text=text)


def portal_times(day, case, user, *starts):
    """Let a customer propose times for a session."""
    stamps = [f"{local(start):%Y-%m-%dT%H:%M}" for start in starts]
    page = f"/my/ticket/{day.cases[case]}/sessions/propose"
    _post(day, user, page, start=stamps, minutes="60", medium="phone", agenda="Ver")


def portal_hours(day, case, user, decision, note):
    """Let a customer decide about the hours that were offered last."""
    draw = day.case(case).sudo().hours_draw_ids.sorted("id")[-1:]
    data = {"decision": decision, "confirmed": "1", "note": note}
    _post(day, user, f"/my/hours/{draw.id}/decide", **data)


# -----------------------------------------------------------------------------
# In the backend
# -----------------------------------------------------------------------------


def answer(day, case, text, user="agent", subtype="mail.mt_comment"):
    """Write in the case's chatter: to the customer, or a note."""
    day.case(case, user).message_post(
        body=text, message_type="comment", subtype_xmlid=subtype
    )


def press(day, case, button, *arguments, user="agent"):
    """Press a button of the case."""
    getattr(day.case(case, user), button)(*arguments)


def classify(day, case, priority):
    press(day, case, "action_classify", priority)


def enter(day, case, user="agent", **values):
    """Save fields of the case's form; a text with a dot is an external id."""
    records = {
        name: day.env.ref(value).id
        for name, value in values.items()
        if name.endswith("_id") and value
    }
    day.case(case, user).write({**values, **records})


def take(day, case, user="agent"):
    """Assign the case to oneself."""
    day.case(case, user).user_id = getattr(day, user)


def window(day, model, case, user="agent", button="action_confirm", **values):
    """Fill in a window of the case and press its button; see ``enter``."""
    records = {
        name: day.env.ref(value).id if isinstance(value, str) else value
        for name, value in values.items()
        if name.endswith("_id")
    }
    wizards = day.env[model].with_user(getattr(day, user))
    wizard = wizards.create({"ticket_id": day.cases[case], **values, **records})
    getattr(wizard, button)()


def move(day, case, stage, reason, user="agent", **values):
    """Change the stage in the window that asks for a reason."""
    stage_id = getattr(day, f"stage_{stage}").id
    model = "bacg.sla.stage.change"
    window(day, model, case, user, stage_id=stage_id, reason=reason, **values)


def resolve(day, case, solution, user="agent"):
    values = {"solution": solution, "late_reason": "own"}
    move(day, case, "done", False, user, **values)


def drag(day, case, stage, user="agent"):
    """Drag the case to another column."""
    day.case(case, user).stage_id = getattr(day, f"stage_{stage}")


def ask_vendor(day, case, asked, **values):
    """Escalate the case to the manufacturer."""
    values = {"vendor_id": day.vendor.id, "asked": asked, **values}
    window(day, "bacg.sla.vendor.ask", case, **values)


def link_contract(day, case):
    """Say that the case's sender belongs to the day's contract, with his domain."""
    values = {"contract_id": day.contract.id, "add_domain": True}
    window(day, "bacg.sla.contract.link", case, "manager", **values)


def correct_wait(day, case, why, start=None, stop=None):
    """Let the manager void the case's last wait, and say the right one if any."""
    pause = day.case(case).sudo().sla_pause_ids.sorted("id")[-1:]
    values = {"pause_id": pause.id, "void_reason": why, "replace": bool(start)}
    if start:
        values.update(start=local(start), stop=stop and local(stop))
    wizards = day.env["bacg.sla.pause.replace"].with_user(day.manager)
    wizards.create(values).action_confirm()


def end_wait(day, case):
    """End the last wait that was added by hand."""
    pauses = day.case(case).sudo().sla_pause_ids.sorted("id")
    pauses[-1:].with_user(day.agent).action_end()


def archive(day, *cases):
    for case in cases:
        day.case(case, "manager").action_archive()


def unarchive(day, case):
    day.case(case, "manager").action_unarchive()


def merge(day, target, *sources):
    """Merge cases as OCA's wizard does, which need not be installed."""
    sources = day.env["helpdesk.ticket"].browse(day.cases[name] for name in sources)
    sources = sources.with_user(day.manager)
    sources._sla_with(cancel_reason="merged").write({"active": False})
    day.case(target, "manager")._case_take_over(sources)


# -----------------------------------------------------------------------------
# Sessions and hours
# -----------------------------------------------------------------------------


def confirm_session(day, case):
    """Take the first time that the customer proposed."""
    sessions = day.case(case, "agent").session_ids.sorted("start")
    sessions.filtered(lambda row: row.state == "proposed")[:1].action_confirm()


def hold_session(day, case, notes, **values):
    """Say how the planned session went."""
    sessions = day.case(case).sudo().session_ids
    session = sessions.filtered(lambda row: row.state == "planned")[:1]
    model = "bacg.sla.session.outcome"
    values = {"began_at": session.start, "notes": notes, **values}
    button = "action_held"
    window(day, model, case, button=button, session_id=session.id, **values)


def grant_hours(day, hours):
    grants = day.env["bacg.hours.grant"].with_user(day.manager)
    dates = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
    grants.create({"contract_id": day.contract.id, "hours": hours, **dates})


def offer_hours(day, case, hours, text):
    window(day, "bacg.hours.propose", case, hours=hours, text=text)


def log_hours(day, case, hours, text):
    """Note time on the hours that the customer agreed to."""
    draw = day.case(case).sudo().hours_draw_ids.sorted("id")[-1:]
    wizards = day.env["bacg.hours.log"].with_user(day.agent)
    wizards.create({"draw_id": draw.id, "hours": hours, "name": text}).action_confirm()


def finish_hours(day, case):
    draw = day.case(case).sudo().hours_draw_ids.sorted("id")[-1:]
    draw.with_user(day.agent).action_done()


# -----------------------------------------------------------------------------
# By themselves
# -----------------------------------------------------------------------------


def run(day, *actions):
    """Run scheduled actions, as the server does."""
    for action in actions:
        day.env.ref(f"bacg_sla_platino.ir_cron_{action}").method_direct_trigger()
        day.env.invalidate_all()


def issue_statement(day, user="manager"):
    """Issue the statements that the action drafted, and send them."""
    statements = day.env["bacg.sla.statement"].with_user(getattr(day, user))
    for statement in statements.search([("contract_id", "=", day.contract.id)]):
        if statement.state == "draft":
            statement.action_issue()
        statement.action_send()
