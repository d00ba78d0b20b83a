# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The files in a mail: their bytes, and a name that every system accepts."""

import mimetypes
import re
from dataclasses import dataclass

from . import mail_headers
from .mail_text import cleaned, header_text

NAME_LIMIT = 150
_NAMES = {
    "text/calendar": "invite.ics",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.txt",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
}


@dataclass
class Attachment:
    """A file; one with a ``cid`` is shown in the body, which refers to it."""

    name: str
    content: bytes
    cid: str = ""


def attachment(part, content, number):
    """Return the part of a message as an :class:`Attachment`.

    :param content: its bytes
    :param number: what distinguishes it if it has no name
    """
    content_type = part.get_content_type()
    name = filename(part) or _NAMES.get(content_type)
    if not name and content_type == "message/rfc822":
        inner = part.get_payload()[0] if part.is_multipart() else part
        name = (mail_headers.text(inner, "Subject")[:NAME_LIMIT] or "message") + ".eml"
    if not name:
        ending = mimetypes.guess_extension(content_type) or ".bin"
        name = f"attachment-{number}{ending}"
    name = re.sub(r"[/\\:\s]+", " ", name).strip(" .") or "attachment"
    cid = cleaned(header_text(str(part.get("Content-ID") or ""))).strip("<> ")
    return Attachment(_shortened(name), content, cid)


def filename(part):
    """Return the file name of a part, ``""`` if it has none."""
    name = part.get_filename()
    return header_text(name) if name else ""


def message_bytes(part):
    """Return the bytes of a message inside a message."""
    if not part.is_multipart():
        return part.get_payload(decode=True) or b""
    inside = part.get_payload()
    try:
        return b"\n".join(inner.as_bytes(unixfrom=False) for inner in inside)
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        words = "\n".join(str(inner.get_payload()) for inner in inside)
        return words.encode("utf-8", "surrogateescape")


def _shortened(name):
    stem, dot, ending = name.rpartition(".")
    if len(name) <= NAME_LIMIT or not stem or len(ending) > 10:
        return name[:NAME_LIMIT]
    return f"{stem[: NAME_LIMIT - len(ending) - 1]}{dot}{ending}"
