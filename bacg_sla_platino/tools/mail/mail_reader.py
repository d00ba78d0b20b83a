# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Read any bytes as a mail: its visible text, its attachments, its flaws.

Odoo's own parser fails on unknown character sets, types and headers, and silently drops
text of a broken structure, or beside a forwarded message.
"""

import re
from dataclasses import dataclass, field
from email import errors
from email.message import Message

from . import (
    html_cost,
    mail_calendar,
    mail_cost,
    mail_headers,
    mail_html,
    smime,
    winmail,
)
from .mail_files import Attachment, attachment, content, filename, message_bytes, named
from .mail_text import decoded

# Beyond it the body is cut; the whole message is attached then.
BODY_LIMIT = 250_000
DEPTH_LIMIT, FILES_LIMIT, PIECES_LIMIT = 100, 300, 50
# Text types that are shown in the body; others are files.
_READ = ("plain", "markdown", "x-markdown", "enriched")
_SMIME = ("pkcs7-mime", "x-pkcs7-mime")
# Any other name is a signed file's; what cannot be unpacked is called what it is.
SMIME_NAME, ENCRYPTED_NAME = "smime.p7m", "encrypted-message.p7m"
# From the begin of a word only: elsewhere, a long one would take quadratic time.
_LINK = re.compile(r"(?<!\S)\S+(?:://|@)\S+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STRUCTURE = (
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.CloseBoundaryNotFoundDefect,
    errors.MultipartInvariantViolationDefect,
    errors.MissingHeaderBodySeparatorDefect,
    errors.FirstHeaderLineIsContinuationDefect,
)


@dataclass
class Reading:
    """A message as read; ``flaws`` says what had to be guessed, cut or repaired."""

    message: Message
    pieces: list = field(default_factory=list)  # ("plain" or "html", text) in order
    attachments: list = field(default_factory=list)
    calendars: list = field(default_factory=list)  # texts of calendar files
    forwarded: list = field(default_factory=list)  # messages in it
    packed: list = field(default_factory=list)  # pieces in winmail.dat
    flaws: set = field(default_factory=set)

    @property
    def text(self):
        """The visible text, as plain text."""
        texts = (
            mail_html.plain(text) if kind == "html" else text
            for kind, text in self.pieces
        )
        return "\n\n".join(text for text in texts if text.strip())


def read(raw):
    """Return the :class:`Reading` of raw bytes; never raises."""
    # A byte order mark and leading empty lines do not belong to the message.
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    try:
        reading = Reading(mail_headers.parsed(raw))
        if reading.message.get(mail_headers.BROKEN):
            reading.flaws.add("structure")
        _part(reading, reading.message, 0)
        if not reading.text:
            _make_up_text(reading)
    except Exception:  # noqa: BLE001 - whatever Python's parser fails on
        reading = Reading(Message(), flaws={"structure"})
        reading.pieces = [("plain", decoded(raw)[0])]
    _cheapen(reading)
    _cut(reading)
    return reading


def _make_up_text(reading):
    """Take the text from elsewhere in a message that is broken or has no body."""
    reading.pieces += reading.packed
    for source in reading.calendars:
        reading.pieces.append(("plain", mail_calendar.readable(source)))
    for message in reading.forwarded[:1]:
        inner = Reading(message)
        _part(inner, message, 1)
        reading.pieces += inner.pieces
    stray = [reading.message.preamble, reading.message.epilogue]
    if not reading.attachments:
        raw = "\n".join(filter(None, stray)).encode("utf-8", "surrogateescape")
        reading.pieces.append(("plain", decoded(raw)[0]))


def _cheapen(reading):
    """Keep plain text alone where Odoo would clean and join HTML for minutes."""
    pages = [text for kind, text in reading.pieces if kind == "html"]
    crowded = len(pages) > 1 and html_cost.is_costly("".join(pages))
    if crowded or len(reading.pieces) > PIECES_LIMIT:
        reading.pieces = [("plain", reading.text)]
        reading.flaws.add("html")


def _cut(reading):
    """Cut what is too long or too costly to clean; the whole message is attached."""
    left = BODY_LIMIT
    for index, (kind, text) in enumerate(reading.pieces):
        if kind == "plain" or len(text) > left:
            words = mail_html.plain(text) if kind == "html" else text
            end = min(left, html_cost.quotes_end(words))
            if kind == "html" or len(words) > end:
                reading.flaws.add("cut")
            reading.pieces[index] = ("plain", words[:end])
        left -= len(reading.pieces[index][1])


def _part(reading, part, depth):
    """Read one part, or those in it, into ``reading``."""
    if any(isinstance(defect, _STRUCTURE) for defect in part.defects):
        reading.flaws.add("structure")
    content_type = part.get_content_type()
    if depth > DEPTH_LIMIT or len(reading.attachments) > FILES_LIMIT:
        reading.flaws.add("structure")
    elif part.get_content_maintype() == "message":
        if content_type == "message/rfc822" and part.is_multipart():
            reading.forwarded += part.get_payload()
        _attach(reading, part, message_bytes(part))
    elif content_type == "multipart/alternative" and part.is_multipart():
        _alternatives(reading, part, depth)
    elif part.is_multipart():
        for child in part.get_payload():
            _part(reading, child, depth + 1)
    elif part.get_content_maintype() == "multipart":
        _broken(reading, part, depth)
    else:
        _leaf(reading, part, depth)


def _alternatives(reading, part, depth):
    """Read the best of several forms of one text, and the files of them all."""
    forms = []
    for child in part.get_payload():
        form = Reading(reading.message)
        _part(form, child, depth + 1)
        forms.append(form)
        reading.flaws |= form.flaws
        reading.calendars += form.calendars
        reading.forwarded += form.forwarded
        reading.attachments += form.attachments
        reading.packed += form.packed
    told = [form for form in forms if form.text]
    # The last one is the best (RFC 2046), unless it only says to read the others.
    good = [form for form in told if not _is_junk(form, told)]
    # A picture has no words.
    for form in [*good[-1:], *told[-1:], *forms[::-1]]:
        if form.pieces:
            reading.pieces += form.pieces
            break


def _is_junk(form, forms):
    """Return whether a form of a text lacks most of the words of another form."""
    words = _words(form)
    return any(
        len(words) < len(other) and 2 * len(words & other) < len(other)
        for other in map(_words, forms)
    )


def _words(form):
    """Return the words that people read; one form may spell out what others link."""
    return {*_WORD.findall(_LINK.sub(" ", form.text.lower()))}


def _broken(reading, part, depth):
    """Read a multipart whose header names no boundary, or a wrong one."""
    raw = str(part.get_payload()).encode("utf-8", "surrogateescape")
    boundary = re.search(rb"^--(\S.{0,69}?)[ \t]*\r?$", raw, re.MULTILINE)
    if boundary and not part.get("X-Mended"):
        head = b'Content-Type: multipart/mixed; boundary="%s"\nX-Mended: 1\n\n'
        mended = head % boundary[1].replace(b'"', b'\\"') + raw
        _part(reading, mail_headers.parsed(mended), depth + 1)
    else:
        reading.pieces.append(("plain", decoded(raw)[0]))


def _leaf(reading, part, depth):
    subtype = part.get_content_subtype()
    data = content(part)
    is_file = bool(filename(part)) or part.get_content_disposition() == "attachment"
    if part.get_content_maintype() != "text":
        if not _unpack(reading, part, data, depth):
            _attach(reading, part, data)
        return
    text, intact = decoded(data, _parameter(part, "charset"))
    if subtype == "calendar":
        reading.calendars.append(text)
    if is_file or subtype not in (*_READ, "html"):
        _attach(reading, part, data)
        return
    if not intact:
        reading.flaws.add("charset")
    if subtype == "html":
        _html(reading, text)
    elif text.strip():
        reading.pieces.append(("plain", text))


def _unpack(reading, part, data, depth):
    """Read what is packed in a part; return whether there was anything."""
    if part.get_content_subtype() in _SMIME and filename(part) in ("", SMIME_NAME):
        inner = smime.unpacked(data)
        if inner and not mail_cost.excess(inner):
            _part(reading, mail_headers.parsed(inner), depth + 1)
        else:
            reading.attachments.append(named(ENCRYPTED_NAME, data))
        return True
    packed = winmail.read(data)
    if not packed:
        return False
    inside = Reading(reading.message)
    if packed.html:
        _html(inside, packed.html)
    elif packed.text:
        inside.pieces.append(("plain", packed.text))
    # Mostly the text stands beside it as well.
    reading.packed += inside.pieces
    reading.attachments += inside.attachments
    for name, file in packed.files:
        number = len(reading.attachments) + 1
        reading.attachments.append(named(name or f"attachment-{number}.bin", file))
    return True


def _html(reading, text):
    source, pictures = mail_html.without_embedded(text)
    for kind, data, cid in pictures:
        reading.attachments.append(Attachment(f"{cid}.{kind}", data, cid))
    costly = html_cost.is_costly_to_parse(source)
    formed = None if costly else mail_html.well_formed(source)
    if formed and html_cost.is_costly(formed):
        formed = None
    words = mail_html.plain(source)
    if formed is None and words:
        reading.flaws.add("html")
        reading.pieces.append(("plain", words))
    elif formed and (words or "<img" in source.lower()):
        reading.pieces.append(("html", formed))


def _attach(reading, part, data):
    number = len(reading.attachments) + 1
    reading.attachments.append(attachment(part, data, number))


def _parameter(part, name):
    value = part.get_param(name)
    return value[2] if isinstance(value, tuple) else value
