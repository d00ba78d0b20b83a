# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Amazon SES tells of our mail through SNS: JSON as the text of a mail."""

import json

from . import mail_headers

_SENDERS = ("amazonaws.com", "amazonses.com")
_HEADERS = ("X-Amz-Sns-Message-Id", "X-Amz-Sns-Topic-Arn")
# Where an event of its kind names those whom the message was for.
_RECIPIENTS = {
    "bounce": "bouncedRecipients",
    "complaint": "complainedRecipients",
    "deliverydelay": "delayedRecipients",
}
TEXT_LIMIT = 1_000_000


def event(reading):
    """Return the event that a message tells, ``{}`` if it tells none."""
    text = reading.text[:TEXT_LIMIT].lstrip()
    if not text.startswith("{") or not _is_from_amazon(reading.message):
        return {}
    try:
        told, _end = json.JSONDecoder().raw_decode(text)
        if isinstance(told.get("Message"), str):
            told = json.loads(told["Message"])
    except (ValueError, RecursionError):
        return {}
    is_event = isinstance(told, dict) and isinstance(told.get("mail"), dict)
    return told if is_event and kind(told) else {}


def kind(told):
    """Return what happened, as ``bounce``, ``complaint`` or ``delivery``."""
    name = told.get("notificationType") or told.get("eventType")
    return name.lower() if isinstance(name, str) else ""


def message_ids(told):
    """Return the Message-IDs by which the message may be known to us."""
    mail = told.get("mail", {})
    ids = [item.get("messageId") for item in _items([mail.get("commonHeaders")])]
    ids += [
        item.get("value")
        for item in _items(mail.get("headers"))
        if str(item.get("name")).lower() == "message-id"
    ]
    return mail_headers.ids_in(" ".join(str(item) for item in ids if item))


def recipients(told):
    """Return (address, reason) of each recipient whom the event is about."""
    name = kind(told)
    about = next(iter(_items([told.get(name), told.get("deliveryDelay")])), {})
    return [
        (str(item.get("emailAddress") or ""), str(item.get("diagnosticCode") or ""))
        for item in _items(about.get(_RECIPIENTS.get(name)))
    ]


def _items(values):
    """Return those of a list that have names and values."""
    values = values if isinstance(values, list) else []
    return [item for item in values if isinstance(item, dict)]


def _is_from_amazon(message):
    if any(mail_headers.raw_values(message, name) for name in _HEADERS):
        return True
    domains = {a.rpartition("@")[2] for a in mail_headers.addresses(message, "From")}
    return any(f".{domain}".endswith(f".{s}") for domain in domains for s in _SENDERS)
