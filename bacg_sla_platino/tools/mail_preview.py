# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes of a message as text that is safe to show and to store."""

import re
from contextlib import suppress
from email import message_from_bytes
from email.policy import compat32

# Bytes of which a bad message is read: enough for words, too few for harm.
READ_LIMIT = 64 * 1024
# What a database or a browser refuses: control characters but tab and newline.
_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def preview(raw):
    """Return bytes as text; what is no text in them is marked."""
    return cleaned(raw.decode("utf-8", "replace").replace("\r\n", "\n"))


def cleaned(text):
    """Return ``text`` without the characters that a database refuses."""
    return _UNKEPT.sub("", text)


def readable(raw):
    """Return the best that can be read of a message without risking anything."""
    head = raw[:READ_LIMIT]
    with suppress(Exception):
        message = message_from_bytes(head, policy=compat32)
        for part in message.walk():
            if part.get_content_type() == "text/plain":
                text = part.get_payload(decode=True) or b""
                if text.strip():
                    return preview(text)
    return preview(head.partition(b"\r\n\r\n")[2] or head)
