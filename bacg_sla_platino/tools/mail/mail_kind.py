# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Distinguish mail of people from mail of machines.

A person's mail moves a case, a machine's answer does not. Other mail of machines may
report a fault. Nothing here decides whether a mail is kept, only how it is treated.
"""

from . import mail_calendar, mail_headers, mail_phrases, mail_ses
from .mail_address import is_robot

#: Written by a person who, or whose program or list, wants no automatic answer.
QUIET = "quiet"
#: Made by a machine without being asked: alarms, newsletters, mailing lists.
GENERATED = "generated"
#: A machine's answer: out of office, "we received your mail".
REPLY = "reply"
#: Reports that a message did not arrive.
BOUNCE = "bounce"
#: Reports on a message that is not lost: read, delivered, delayed.
REPORT = "report"
#: Reports that its recipient marked a message as spam.
COMPLAINT = "complaint"
#: What mail systems say about a message of ours.
REPORTS = (BOUNCE, REPORT, COMPLAINT)

# These are also on forwarded mail, and on mail that only asks for no answer.
_SUPPRESSED = ("all", "autoreply", "oof")
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe")
# Tables of phrases.
_ABSENT = ("absent", "absent alone")
_FAILURES = ("X-Failed-Recipients", "X-MS-Embedded-Report")

# Of Auto-Submitted, where a person wrote.
_PEOPLE = ("", "no")
_FEEDBACK = {"message/feedback-report"}

_WORDS = 4000  # characters of the text in which a daemon's phrase stands


def kind_of(reading, envelope_from=None, answers_us=False):
    """Return the kind of a message, None for a person's.

    :param reading: of ``mail_reader``
    :param envelope_from: return path, ``""`` for the null one, None if unknown
    :param answers_us: whether it answers a message of ours; alarms have threads as well
    """
    message = reading.message
    path = _path(message, envelope_from)
    return (
        _delivery(reading, path)
        or _answer(reading, path, answers_us)
        or _generated(message, path)
        or _quiet(message)
    )


def _path(message, envelope_from):
    """Return the return path, ``""`` for the null one, None if unknown."""
    path = envelope_from
    if path is None and mail_headers.raw_values(message, "Return-Path"):
        path = mail_headers.raw_value(message, "Return-Path")
    # How some mail servers write the null path.
    null = path is not None and path.strip("<> ").partition("@")[0]
    return "" if null == "" or null and mail_phrases.says("daemon", null) else path


def _delivery(reading, path):
    """Return one of REPORTS for what a mail system says about another message."""
    message = reading.message
    types = {part.get_content_type() for part in _first_parts(message)}
    if event := mail_ses.event(reading):
        return {"bounce": BOUNCE, "complaint": COMPLAINT}.get(
            mail_ses.kind(event), REPORT
        )
    if message.get_content_type() == "multipart/report":
        return _report(message, types)
    subject, local = mail_headers.text(message, "Subject"), _local_part(message)
    certain = mail_phrases.says("daemon", local)
    certain = certain or mail_phrases.says("signature", reading.text)
    certain = certain or any(mail_headers.raw_values(message, n) for n in _FAILURES)
    # People also write as postmaster: it takes the null path, or a machine's phrases.
    office = mail_phrases.says("office", local)
    nobody = path == "" or "<>" in mail_headers.raw_value(message, "From")
    named = any(
        mail_phrases.says("system name", name)
        for name, _address in mail_headers.mailboxes(message, "From")
    )
    system = certain or office or nobody or named
    if system and types & _FEEDBACK:
        return COMPLAINT
    # A person writes RE: before it; an ERP may write so of goods.
    told = (system or delivery_blocks(message)) and mail_phrases.says(
        "report subject", subject
    )
    marked = path is None or _precedence(message) or _submitted(message) not in _PEOPLE
    if not (certain or told or nobody or office and marked):
        return None
    words = subject + "\n" + reading.text[:_WORDS]
    if mail_phrases.says("delayed", words):
        return REPORT
    if delivery_blocks(message):
        return _delivery_kind(message)
    certain = certain or (nobody and office)
    return BOUNCE if certain or mail_phrases.says("lost", words) else None


def _report(message, types):
    """Return the kind of a report by RFC 3462: only a failed delivery is a bounce."""
    report_type = str(message.get_param("report-type") or "").lower()
    if report_type == "feedback-report" or types & _FEEDBACK:
        return COMPLAINT
    if report_type == "delivery-status" or any(
        content_type.endswith("delivery-status") for content_type in types
    ):
        return _delivery_kind(message)
    read = "message/disposition-notification" in types
    return REPORT if report_type or read else BOUNCE


def _delivery_kind(message):
    """Return the kind of a report by RFC 3464."""
    actions = delivery_actions(message)
    failed = not actions or any(action.startswith("fail") for action in actions)
    return BOUNCE if failed else REPORT


def _first_parts(message):
    return message.get_payload() if message.is_multipart() else []


def delivery_actions(message):
    """Return what a report by RFC 3464 says of its recipients, as ``failed``."""
    return {
        mail_headers.raw_value(block, "Action").partition(" ")[0]
        for block in delivery_blocks(message)
    } - {""}


def delivery_blocks(message):
    """Return the blocks of fields in a report by RFC 3464."""
    return [
        block
        for part in _first_parts(message)
        if part.get_content_type().endswith("delivery-status") and part.is_multipart()
        for block in part.get_payload()
    ]


def _answer(reading, path, answers_us):
    """Return REPLY for a machine's answer; a subject alone is no proof."""
    message = reading.message
    submitted = _submitted(message)
    if submitted == "auto-replied" or _is_marked_as_answer(message):
        return REPLY
    if any(mail_calendar.method(text) == "REPLY" for text in reading.calendars):
        return REPLY
    machine = path == "" or submitted not in _PEOPLE
    if machine and answers_us:
        return REPLY
    hinted = (
        machine
        or _suppressed(message)
        # A list puts it on everybody's mail.
        or (_precedence(message) and not _is_list(message))
        or mail_headers.raw_values(message, "X-MS-Exchange-Inbox-Rules-Loop")
    )
    subject = mail_headers.text(message, "Subject")
    absent = any(mail_phrases.says(name, subject) for name in _ABSENT)
    return REPLY if hinted and absent else None


def _is_marked_as_answer(message):
    """Return whether a header says that a machine answers."""
    return any(
        mail_phrases.says("answer header", f"{name}: {' '.join(value.split())}")
        for name, value in message.raw_items()
        if value.strip().lower() not in ("", "no", "false")
    )


def _generated(message, path):
    if path == "" or _submitted(message) not in _PEOPLE:
        return GENERATED
    return GENERATED if _is_list(message) and not _is_discussion(message) else None


def _is_list(message):
    return any(mail_headers.raw_values(message, name) for name in _LISTS)


def _is_discussion(message):
    """Return whether people write to a list, and not its owner alone."""
    posted = "mailto:" in mail_headers.raw_value(message, "List-Post")
    discussed = posted or mail_headers.raw_value(message, "Precedence") == "list"
    return discussed and not any(map(is_robot, mail_headers.addresses(message, "From")))


def _quiet(message):
    mute = any(map(is_robot, mail_headers.addresses(message, "From")))
    mute = mute or _is_list(message)
    return QUIET if mute or _suppressed(message) or _precedence(message) else None


def _submitted(message):
    value = mail_headers.raw_value(message, "Auto-Submitted")
    return value.partition(";")[0].partition(" ")[0]


def _suppressed(message):
    value = mail_headers.raw_value(message, "X-Auto-Response-Suppress")
    return any(word.strip() in _SUPPRESSED for word in value.split(","))


def _precedence(message):
    return mail_headers.raw_value(message, "Precedence") in _BULK


def _local_part(message):
    found = mail_headers.addresses(message, "From")
    if found:
        return found[0].partition("@")[0]
    # Old mail systems sign with a name alone, or without a host.
    name, _bracket, inside = mail_headers.raw_value(message, "From").partition("<")
    return inside.strip("<> ").partition("@")[0] or name.strip('" ')
