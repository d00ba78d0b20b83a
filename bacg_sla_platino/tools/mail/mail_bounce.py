# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Find in a delivery report which message it is about and who did not receive it.

It follows RFC 3464 and 8098; reports of older mail systems are searched for both.
"""

import re
from dataclasses import dataclass, field

from . import mail_files, mail_headers, mail_ses
from .mail_kind import delivery_blocks
from .mail_text import decoded

_WORDS_LIMIT = 100_000
_PARTS_LIMIT = 50
_FIELD_ID = re.compile(
    r"^(?:>|[^\S\n])*(?:x-microsoft-)?(?:original-)?message-id:\s*(<[^<>\s]{3,250}>)",
    re.IGNORECASE | re.MULTILINE,
)
_RECIPIENT = re.compile(
    r"^\W{0,4}<?([\w.+'=-]+@[\w-]+(?:\.[\w-]+)+)>?\W{0,3}$", re.MULTILINE
)
_ID_FIELDS = ("Message-ID", "Original-Message-ID", "X-Microsoft-Original-Message-ID")


@dataclass
class Report:
    """``message_ids`` of the reported message, most certain first; ``recipients``."""

    message_ids: list = field(default_factory=list)
    recipients: list = field(default_factory=list)
    reasons: list = field(default_factory=list)


def report_of(reading):
    """Return the :class:`Report` in a message that is one."""
    message, report = reading.message, Report()
    for block in delivery_blocks(message):
        report.recipients += _recipient(block)
        report.reasons += _reason(block)
    event = mail_ses.event(reading)
    report.message_ids += mail_ses.message_ids(event)
    for address, reason in mail_ses.recipients(event):
        report.recipients.append(address)
        report.reasons += [reason] if reason else []
    for part in _parts(message):
        report.message_ids += mail_headers.message_ids(part, *_ID_FIELDS)
    words = reading.text[:_WORDS_LIMIT] + "".join(_inner_words(message))
    report.message_ids += _FIELD_ID.findall(words)
    report.message_ids += mail_headers.message_ids(message, "References", "In-Reply-To")
    if not report.recipients:
        failed = mail_headers.addresses(message, "X-Failed-Recipients")
        report.recipients += failed or _RECIPIENT.findall(reading.text)[:5]
    own = mail_headers.message_ids(message, "Message-ID")
    known = dict.fromkeys(report.message_ids)
    report.message_ids = [item for item in known if item not in own]
    report.recipients = list(dict.fromkeys(map(str.lower, report.recipients)))
    return report


def _recipient(block):
    for name in ("Original-Recipient", "Final-Recipient"):
        value = mail_headers.raw_value(block, name).rpartition(";")[2].strip("<> ")
        if "@" in value:
            return [value]
    return []


def _reason(block):
    told = mail_headers.text(block, "Diagnostic-Code").rpartition(";")[2].strip()
    told = told or mail_headers.text(block, "Status")
    return [told] if told else []


def _parts(message):
    """Yield the messages, or heads of messages, that a report returns."""
    for part in _inner(message):
        content_type = part.get_content_type()
        if content_type in ("text/rfc822-headers", "message/rfc822-headers"):
            raw = mail_files.content(part)
            yield mail_headers.header_of(raw)
        elif content_type != "message/delivery-status" and part.is_multipart():
            yield part.get_payload()[0]


def _inner(message):
    """Return the parts of a report on its first two levels, below no other message."""
    found = []
    for part in message.get_payload() if message.is_multipart() else []:
        nested = part.get_content_maintype() == "multipart" and part.is_multipart()
        found += part.get_payload() if nested else [part]
    return [
        part for part in found if part.get_content_maintype() in ("message", "text")
    ][:_PARTS_LIMIT]


def _inner_words(message):
    """Yield the text of files: some systems return the message as a file."""
    for part in _inner(message):
        if not part.is_multipart():
            data = mail_files.content(part)
            yield "\n" + decoded(data[:_WORDS_LIMIT])[0]
