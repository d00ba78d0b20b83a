# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The files in a mail: their bytes, and a name that every system accepts."""

import mimetypes
import re
from dataclasses import dataclass
from email.utils import unquote

from . import mail_headers
from .mail_text import cleaned, decoded, header_text

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
# Blanks, comments and quotation marks stand before the word.
_ENCODING = re.compile(r"(?:[\s\"';]|\([^()]*\))*([\w-]+)")
_ENCODINGS = {"base-64": "base64", "quotedprintable": "quoted-printable"}


@dataclass
class Attachment:
    """A file; one with a ``cid`` is shown in the body, which refers to it."""

    name: str
    content: bytes
    cid: str = ""


def attachment(part, data, number):
    """Return the part of a message as an :class:`Attachment`.

    :param data: its bytes
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
    cid = cleaned(header_text(str(part.get("Content-ID") or ""))).strip("<> ")
    return named(name, data, cid)


def named(name, data, cid=""):
    """Return a file under a name that every system accepts."""
    name = re.sub(r"[/\\:\s]+", " ", cleaned(name)).strip(" .") or "attachment"
    return Attachment(_shortened(name), data, cid)


def filename(part):
    """Return the file name of a part, ``""`` if it has none."""
    name = part.get_param("filename", None, "content-disposition")
    name = name or part.get_param("name", None, "content-type")
    if isinstance(name, tuple):
        # By RFC 2231; Python would lose what is not in the named set.
        charset, _language, value = name
        return header_text(
            decoded(value.encode("latin-1", "surrogateescape"), charset)[0]
        )
    return header_text(unquote(name)).strip() if name else ""


def content(part):
    """Return the bytes of a part, however its encoding is written."""
    if encoding := _encoding(part):
        part.replace_header("Content-Transfer-Encoding", encoding)
    return part.get_payload(decode=True) or b""


def _encoding(part):
    found = _ENCODING.match(str(part.get("Content-Transfer-Encoding") or ""))
    name = found[1].lower() if found else ""
    return _ENCODINGS.get(name, name)


def message_bytes(part):
    """Return the bytes of a message inside a message."""
    if not part.is_multipart():
        return content(part)
    inside = part.get_payload()
    if not inside[0].keys() and _encoding(part) in ("base64", "quoted-printable"):
        # No standard lets a message be encoded, but some programs do.
        inside[0]["Content-Transfer-Encoding"] = _encoding(part)
        return inside[0].get_payload(decode=True) or b""
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
