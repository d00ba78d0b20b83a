# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Distinguish mail of people from mail of machines.

A person's mail moves a case, a machine's answer does not. Other mail of machines may
report a fault. Nothing here decides whether a mail is kept, only how it is treated.
"""

from . import mail_calendar, mail_headers, mail_phrases
from .mail_address import is_robot

#: Written by a person who, or whose program, wants no automatic answer.
QUIET = "quiet"
#: Made by a machine without being asked: alarms, newsletters, mailing lists.
GENERATED = "generated"
#: A machine's answer: out of office, "we received your mail".
REPLY = "reply"
#: Reports that a message did not arrive.
BOUNCE = "bounce"
#: Reports on a message that is not lost: read, delivered, delayed.
REPORT = "report"

_ROBOT_ANSWERS = (
    "X-Autoreply",
    "X-Autoreply-From",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
)
# These are also on forwarded mail, and on mail that only asks for no answer.
_SUPPRESSED = ("all", "autoreply", "oof")
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_DAEMONS = ("mailer-daemon", "mail-daemon", "mailerdaemon", "double-bounce")
# People also write as postmaster: it takes the null path, or a machine's phrases.
_OFFICES = ("postmaster", "mdaemon", "system administrator")
_FAILURES = ("X-Failed-Recipients", "X-MS-Embedded-Report")

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
    null = path is not None and path.strip("<> ").lower().partition("@")[0]
    return "" if null in ("", *_DAEMONS) else path


def _delivery(reading, path):
    """Return BOUNCE or REPORT for what a mail system says about another message."""
    message = reading.message
    if message.get_content_type() == "multipart/report":
        return _report(message)
    local = _local_part(message)
    certain = local in _DAEMONS or mail_phrases.SIGNATURE.match(reading.text.lstrip())
    certain = certain or any(mail_headers.raw_values(message, n) for n in _FAILURES)
    office = local in _OFFICES and (
        path is None or _precedence(message) or _submitted(message) not in ("", "no")
    )
    nobody = path == "" or "<>" in mail_headers.raw_value(message, "From")
    if not (certain or office or nobody):
        return None
    words = mail_headers.text(message, "Subject") + "\n" + reading.text[:_WORDS]
    if mail_phrases.DELAYED.search(words):
        return REPORT
    certain = certain or (nobody and local in _OFFICES)
    return BOUNCE if certain or mail_phrases.LOST.search(words) else None


def _report(message):
    """Return the kind of a report by RFC 3462: only a failed delivery is a bounce."""
    report_type = str(message.get_param("report-type") or "").lower()
    types = {part.get_content_type() for part in _first_parts(message)}
    if report_type == "delivery-status" or any(
        content_type.endswith("delivery-status") for content_type in types
    ):
        actions = delivery_actions(message)
        failed = not actions or any(action.startswith("fail") for action in actions)
        return BOUNCE if failed else REPORT
    read = "message/disposition-notification" in types
    return REPORT if report_type or read else BOUNCE


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
    told = any(
        mail_headers.raw_value(message, name) not in ("", "no", "false")
        for name in _ROBOT_ANSWERS
    )
    if submitted == "auto-replied" or told:
        return REPLY
    if any(mail_calendar.method(text) == "REPLY" for text in reading.calendars):
        return REPLY
    machine = path == "" or submitted not in ("", "no")
    if machine and answers_us:
        return REPLY
    hinted = (
        machine
        or _suppressed(message)
        or _precedence(message)
        or mail_headers.raw_values(message, "X-MS-Exchange-Inbox-Rules-Loop")
    )
    absent = mail_phrases.ABSENT.search(mail_headers.text(message, "Subject"))
    return REPLY if hinted and absent else None


def _generated(message, path):
    lists = any(
        mail_headers.raw_values(message, name)
        for name in ("List-Id", "List-Post", "List-Unsubscribe")
    )
    machine = path == "" or _submitted(message) not in ("", "no")
    return GENERATED if lists or machine else None


def _quiet(message):
    mute = any(map(is_robot, mail_headers.addresses(message, "From")))
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
