# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files of a mail without the keys of our links: agents open them, too.

Whoever has such a link is the customer. Mail systems enclose our own mail in what they
report, customers in what they forward; the mail as it came stays with the managers.
"""

import base64
import binascii
import re

from . import mail_files, mail_headers
from .link_keys import opens, with_hidden_keys

# Messages in messages, and parts in parts.
DEPTH_LIMIT = 50
_WORDS = ("token", "hash")
_MARKS = [word.encode(code) for word in _WORDS for code in ("ascii", "utf-16-le")]
_SOFT_BREAK = re.compile(rb"=\r?\n")
# From the begin of a run only: elsewhere, long runs would take quadratic time.
_BASE64 = re.compile(
    rb"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{40,}\r?\n)+[A-Za-z0-9+/]*={0,2}"
)
_FAILURES = (
    UnicodeError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
)


class HiddenKey(Exception):
    """A key is in a file in a way that leaves it no other bytes to be."""


def without_keys(name, data):
    """Return the bytes of a file, the same unless there is a key in them.

    :raises HiddenKey: if there is one that cannot be taken out
    """
    return _file(name, data, 0)


def _file(name, data, depth):
    if name.lower().endswith(".eml"):
        return _message(data, depth)
    clean = _hidden(data)
    _check(clean.replace(b"\0", b""))
    return clean


def _message(data, depth):
    try:
        message = mail_headers.parsed(data)
        if _clean(message, depth):
            data = message.as_bytes()
    except _FAILURES as error:
        raise HiddenKey from error
    # What is in none of its parts: in its headers, or behind a broken boundary.
    data = _hidden(data)
    _check(_SOFT_BREAK.sub(b"", data))
    return data


def _hidden(data):
    return with_hidden_keys(data) if any(mark in data for mark in _MARKS) else data


def _clean(part, depth):
    """Take the keys out of a part of a message; return whether there were any."""
    if depth > DEPTH_LIMIT:
        raise ValueError("too deep")
    if part.get_content_type() == "message/rfc822":
        data = mail_files.message_bytes(part)
        clean = _message(data, depth + 1)
        if clean == data:
            return False
        del part["Content-Transfer-Encoding"]
        part.set_payload([mail_headers.parsed(clean)])
        return True
    if part.is_multipart():
        for stray in filter(None, (part.preamble, part.epilogue)):
            _check_base64(stray.encode("utf-8", "surrogateescape"))
        cleaned = [_clean(inner, depth + 1) for inner in part.get_payload()]
        return any(cleaned)
    data = mail_files.content(part)
    if part.defects or not part.get("Content-Transfer-Encoding"):
        _check_base64(data)
    clean = _file(mail_files.filename(part), data, depth + 1)
    if clean == data:
        return False
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(clean).decode())
    return True


def _check_base64(data):
    for run in _BASE64.findall(data):
        _check(_decoded(run))


def _check(data):
    if any(mark in data for mark in _MARKS) and opens(data):
        raise HiddenKey


def _decoded(run):
    try:
        return base64.b64decode(run)
    except binascii.Error:
        return b""
