# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Write what was read of a mail as a simple, well-formed message for Odoo."""

import base64
import hashlib
from datetime import timedelta, timezone
from email import policy
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from . import mail_headers
from .mail_headers import MESSAGE_ID_LIMIT, REFERENCES_LIMIT

ADDRESSES_LIMIT = 500
_BOUNDARY = "=_bacg"  # base64 cannot hold it
# Where mail servers note the recipients, besides To and Cc.
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_DATE_AGE = timedelta(days=3650)
_DATE_AHEAD = timedelta(hours=1)


def message_id(reading, digest):
    """Return the Message-ID of a message, one made up if it has none.

    Equal messages of the same moment get the same one, by whichever way they came.

    :param digest: of the raw bytes, for messages without a date
    """
    found = mail_headers.message_ids(reading.message, "Message-ID")
    if found and _is_readable(found[0]):
        return found[0]
    told = mail_headers.text(reading.message, "Message-ID")
    bare = f"<{''.join(told.split()).strip('<>')}>"
    if told and len(bare) < MESSAGE_ID_LIMIT and _is_readable(bare):
        return bare
    date = mail_headers.text(reading.message, "Date")
    if date or told:
        names = ("From", "To", "Subject")
        words = [mail_headers.text(reading.message, name) for name in names]
        content = [item.content for item in reading.attachments]
        same = repr([told, date, *words, reading.text, content])
        digest = hashlib.sha256(same.encode()).hexdigest()
    return f"<{digest}@no-message-id.invalid>"


def _is_readable(identifier):
    """Return whether Python's own parser, which core uses, can read a Message-ID."""
    try:
        policy.SMTP.header_factory("Message-ID", identifier)
    except (IndexError, ValueError, AttributeError):
        return False
    return True


def sender(reading, envelope_from=None):
    """Return (display name, address) of the sender, ``("", "")`` if not given."""
    for name in ("From", "Sender", "Reply-To"):
        if found := mail_headers.mailboxes(reading.message, name):
            return found[0]
    path = mail_headers.mailboxes_in(envelope_from or "")
    return path[0] if path else ("", "")


def sent_at(message):
    """Return the moment (naive UTC) in the Date header, None if there is none."""
    try:
        sent = parsedate_to_datetime(mail_headers.text(message, "Date"))
        return (
            sent.astimezone(timezone.utc).replace(tzinfo=None) if sent.tzinfo else sent
        )
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def canonical(reading, own_id, received_at, envelope=(None, None), plain=False):
    """Return the bytes of a well-formed message with the same content.

    :param own_id: Message-ID to give it
    :param received_at: naive UTC; dates long before or after it are left out
    :param envelope: (from, to) of the transport, None where unknown
    :param plain: only the text, in case Odoo fails on the rest
    """
    message = reading.message
    envelope_from, envelope_to = envelope
    authors = mail_headers.mailboxes(message, "From")[1:]
    delivered = mail_headers.mailboxes_in(envelope_to or "")
    for name in _DELIVERED:
        delivered += mail_headers.mailboxes(message, name)
    references = mail_headers.message_ids(message, "References")
    answered = mail_headers.message_ids(message, "In-Reply-To")
    lines = [
        ("Message-ID", own_id),
        ("Date", _date(message, received_at)),
        ("From", _mailboxes([sender(reading, envelope_from)])),
        ("To", _mailboxes(mail_headers.mailboxes(message, "To"))),
        ("Cc", _mailboxes(mail_headers.mailboxes(message, "Cc") + authors)),
        ("Delivered-To", _mailboxes(delivered)),
        ("Resent-To", _mailboxes(mail_headers.mailboxes(message, "Resent-To"))),
        ("Resent-Cc", _mailboxes(mail_headers.mailboxes(message, "Resent-Cc"))),
        ("References", " ".join(references[-REFERENCES_LIMIT:])),
        ("In-Reply-To", answered[-1] if answered else ""),
        ("Subject", _words(mail_headers.text(message, "Subject"))),
        ("MIME-Version", "1.0"),
    ]
    pieces = [("plain", reading.text)] if plain else reading.pieces
    files = [] if plain else reading.attachments
    head = "".join(f"{name}: {value}\r\n" for name, value in lines if value)
    return head.encode() + _body([*map(_text_part, pieces), *map(_file_part, files)])


def _date(message, received_at):
    sent = sent_at(message)
    earliest, latest = received_at - _DATE_AGE, received_at + _DATE_AHEAD
    if not sent or not earliest <= sent <= latest:
        return ""
    return format_datetime(sent.replace(tzinfo=timezone.utc))


def _mailboxes(pairs):
    return ", ".join(map(_mailbox, dict.fromkeys(pairs[:ADDRESSES_LIMIT])))


def _mailbox(pair):
    name, address = pair
    if not address:
        return ""
    return f"{_words(name, quoted=True)} <{address}>" if name else address


def _words(text, quoted=False):
    if text.isascii() and "=?" not in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if quoted else text
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def _text_part(piece):
    kind, text = piece
    return f"Content-Type: text/{kind}; charset=utf-8\r\n", text.encode()


def _file_part(item):
    # Whatever its declared type, Odoo finds it from name and bytes.
    name = quote(item.name, safe="")
    head = "Content-Type: application/octet-stream\r\n"
    head += f"Content-Disposition: attachment; filename*=utf-8''{name}\r\n"
    if item.cid:
        head += f"Content-ID: <{item.cid}>\r\n"
    return head, item.content


def _body(parts):
    if not parts:
        parts = [_text_part(("plain", ""))]
    if len(parts) == 1 and parts[0][0].startswith("Content-Type: text/"):
        return _encoded(*parts[0])
    head = f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"\r\n\r\n'
    line = f"\r\n--{_BOUNDARY}\r\n".encode()
    body = b"".join(line + _encoded(*part) for part in parts)
    return head.encode() + body + f"\r\n--{_BOUNDARY}--\r\n".encode()


def _encoded(head, content):
    head += "Content-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(content).replace(b"\n", b"\r\n")
