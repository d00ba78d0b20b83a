# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a message says of itself, read without trusting it."""

from contextlib import suppress
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser

HEADER_LIMIT = 256 * 1024
TEXT_LIMIT = 500
NULL_PATHS = ("<>", "")


def header_of(raw):
    """Return the header of a message, without the rest."""
    return BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:HEADER_LIMIT])


def summary(raw):
    """Return the ``subject`` and ``email_from`` to show for raw bytes; never raises."""
    headers = header_of(raw)
    return {
        "subject": _readable(headers.get("Subject")),
        "email_from": _readable(headers.get("From")),
    }


def _readable(value):
    text = str(value or "")
    # An unknown or broken charset: show the header as it came.
    with suppress(LookupError, ValueError, TypeError):
        text = str(make_header(decode_header(text)))
    cleaned = text.encode("utf-8", "replace").decode().replace("\0", "")
    return " ".join(cleaned.split())[:TEXT_LIMIT]


def _header(message, name):
    return str(message.get(name) or "").strip().lower()


def is_bounce(message):
    """Tell whether a message reports on the delivery of another one."""
    return message.get_content_type() == "multipart/report" or _header(
        message, "From"
    ).split("<")[-1].startswith("mailer-daemon@")


def automatic_kind(message, envelope_from=None):
    """Return ``"reply"`` for a robot's answer, ``"generated"`` for other robots' mail.

    A vacation notice moves nothing; a customer's ERP alarm may be a real case.

    :param envelope_from: return path, ``""`` for the null one, None if unknown
    :return: None for mail of a person
    """
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip()
    path = _header(message, "Return-Path") if envelope_from is None else envelope_from
    absent = any(
        _header(message, name)
        for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
    )
    if submitted == "auto-replied" or absent:
        return "reply"
    if path in NULL_PATHS and (envelope_from is not None or message.get("Return-Path")):
        return "reply"
    if (submitted and submitted != "no") or message.get("List-Id"):
        return "generated"
    return None
