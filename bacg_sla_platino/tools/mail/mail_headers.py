# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Read the headers of a message, however malformed they are."""

import re
from email import message_from_bytes, utils
from email.parser import BytesHeaderParser
from email.policy import Compat32

from .mail_text import cleaned, header_text, unfolded

HEADERS_LIMIT = 256 * 1024
TEXT_LIMIT = 500
# As in core's search: newer references are appended, so these are the useful ones.
REFERENCES_LIMIT = 32
# PostgreSQL indexes no longer ones.
MESSAGE_ID_LIMIT = 250
# Lines that are no header fields, and how many a header may have of them.
BROKEN, BROKEN_LIMIT = "X-Broken-Line", 5
_HEADER_END = re.compile(rb"\r?\n(?=\r?\n)|\r(?=\r)")
# As Python's parser sees it; "Subject :" is a field with a blank too many.
_LINE = re.compile(rb"[\x21-\x39\x3b-\x7e]+:|[ \t]|[\r\n]*$")
_NAMED = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]+:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|sender|"
    rb"reply-to|references|in-reply-to|auto-submitted|precedence|delivered-to|"
    rb"content-[a-z-]+|list-[a-z-]+|x-[\w-]+)[ \t]*:",
    re.IGNORECASE,
)
# From the begin of a word only: elsewhere, a long one would take quadratic time.
_OF_ADDRESS = r"[^\s<>()\[\],;:\"@\\]"
_ADDRESS = re.compile(rf"(?<!{_OF_ADDRESS}){_OF_ADDRESS}+@{_OF_ADDRESS}+")
_MESSAGE_ID = re.compile(r"<([^<>\s]+(?:\s+[^<>\s]+)*)>")


class _AsTheyCame(Compat32):
    """Keep raw bytes in headers as surrogates; Python's own policy replaces them."""

    def header_fetch_parse(self, name, value):
        return value


_POLICY = _AsTheyCame()


def parsed(raw):
    """Return the message in raw bytes; its headers are as they came."""
    return message_from_bytes(_mended(raw), policy=_POLICY)


def header_of(raw):
    """Return the header of a message, without the rest."""
    header = _mended(raw[:HEADERS_LIMIT])
    return BytesHeaderParser(policy=_POLICY).parsebytes(header)


def _mended(raw):
    """Return a message whose header goes on behind a line that is none.

    Python's parser would take what follows for the text. Where no known field follows
    before an empty line, it is the text.
    """
    end = _HEADER_END.search(raw, 0, HEADERS_LIMIT)
    head = raw[: end.start()] if end else raw[:HEADERS_LIMIT]
    lines = head.splitlines(keepends=True)
    last = max((n for n, line in enumerate(lines) if _KNOWN.match(line)), default=0)
    broken = [n for n in range(1, last) if not _LINE.match(lines[n])]
    if not broken or len(broken) > BROKEN_LIMIT:
        return raw
    for number in broken:
        named = _NAMED.match(lines[number])
        mended = named[1] + lines[number][named.end() - 1 :] if named else None
        lines[number] = mended or BROKEN.encode() + b": " + lines[number]
    return b"".join(lines) + raw[len(head) :]


def summary(raw):
    """Return the ``subject`` and ``email_from`` to show for raw bytes; never raises."""
    headers = header_of(raw)
    return {
        "subject": text(headers, "Subject")[:TEXT_LIMIT],
        "email_from": text(headers, "From")[:TEXT_LIMIT],
    }


def raw_values(message, name):
    """Return the values of a header as they came, each as Python's parser keeps it."""
    name = name.lower()
    return [value for key, value in message.raw_items() if key.lower() == name]


def raw_value(message, name):
    """Return the first value of a header in lower case, for comparisons, or ``""``."""
    return header_text(next(iter(raw_values(message, name)), "")).lower()


def text(message, name):
    """Return the first value of a header as people read it, or ``""``."""
    value = next(iter(raw_values(message, name)), "")
    return header_text(value, _body_charset(message))


def mailboxes(message, name):
    """Return (display name, address) of each address in the headers of this name.

    What is no address is left out.
    """
    charset = _body_charset(message)
    found = []
    for value in raw_values(message, name):
        pairs = _pairs(unfolded(value, charset))
        if not any(_is_address(address) for _name, address in pairs):
            # The whole address was encoded, including the brackets.
            pairs = _pairs(header_text(value, charset))
        if not any(_is_address(address) for _name, address in pairs):
            pairs = _bare_pairs(unfolded(value, charset))
        found += [
            (header_text(display, charset), address)
            for display, address in pairs
            if _is_address(address)
        ]
    return found


def mailboxes_in(value):
    """Return (display name, address) of each address in a text, as in an envelope."""
    return [pair for pair in _pairs(cleaned(value)) if _is_address(pair[1])]


def addresses(message, *names):
    """Return the addresses in these headers, in lower case."""
    return [
        address.lower() for name in names for _n, address in mailboxes(message, name)
    ]


def message_ids(message, *names):
    """Return the Message-IDs in these headers, oldest first and unfolded."""
    values = [value for name in names for value in raw_values(message, name)]
    return ids_in(" ".join(header_text(value) for value in values))


def ids_in(words):
    """Return the Message-IDs in angle brackets in a text."""
    found = [
        "<" + re.sub(r"\s+", "", inner) + ">" for inner in _MESSAGE_ID.findall(words)
    ]
    return [item for item in found if len(item) <= MESSAGE_ID_LIMIT]


def _body_charset(message):
    """Return the body's character set: headers in raw bytes are mostly in it, too."""
    declared = message.get_param("charset")
    return declared if isinstance(declared, str) else None


def _pairs(value):
    # Strict parsing came with the Pythons of 2024.
    strict = getattr(utils, "supports_strict_parsing", False)
    options = {"strict": False} if strict else {}
    try:
        return utils.getaddresses([value], **options)
    except (RecursionError, IndexError, ValueError):
        return []


def _bare_pairs(value):
    """Return the addresses in a text that has no brackets, each with its name."""
    pairs, begin = [], 0
    for found in _ADDRESS.finditer(value):
        name = value[begin : found.start()].strip(" \t<>()[],;:\"'")
        pairs.append((name, found[0].strip(".'")))
        begin = found.end()
    return pairs


def _is_address(value):
    return bool(_ADDRESS.fullmatch(value))
