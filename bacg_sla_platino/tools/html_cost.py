# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Odoo's cleaning of a mail's text would cost, told before it begins.

It marks quotes and signatures in quadratic time: 20 kB of HTML with 5000 lines below a
signature take it half a minute, and it runs three times a mail.
"""

import re

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

TAGS_LIMIT = 30_000
# Characters in which it looks for the end of a tag that never ends.
OPEN_LIMIT = 100_000_000
# Squares of how many attributes a tag has, and of how many tags stand side by side.
ATTRIBUTES_LIMIT = 20_000_000
SIBLINGS_LIMIT = 1_500_000
QUOTES_LIMIT = 4000

_ATTRIBUTE = re.compile(r"[\s=/]+")
_QUOTE = re.compile(r"\n(?:>|&gt;)")
# What makes it look at all that stands beside.
_MARK = re.compile(
    r"gmail_|SkyDrive|stopSpelling|yahoo_quoted|odoo_signature|divRplyFwdMsg|"
    r"appendonsend|signature|(?:[\n>]|^)--\s*(?:<|\n|$)",
    re.IGNORECASE,
)


def is_costly(source):
    """Tell whether the cleaning of this HTML would take more than a few seconds."""
    return (
        source.count("<") > TAGS_LIMIT
        or len(_QUOTE.findall(source)) > QUOTES_LIMIT
        or _is_costly_markup(source)
        or (bool(_MARK.search(source)) and _is_crowded(source))
    )


def quotes_end(text):
    """Return how much of a plain text may be cleaned: all of most."""
    quotes = _QUOTE.finditer(text)
    return next(
        (found.start() for n, found in enumerate(quotes) if n == QUOTES_LIMIT),
        len(text),
    )


def _is_costly_markup(source):
    """Tell whether there are tags without an end, or such with very many attributes."""
    unfinished = attributes = 0
    for segment in source.split(">"):
        unfinished += segment.count("<") * len(segment)
        tag = segment.rpartition("<")[2]
        attributes += len(_ATTRIBUTE.findall(tag)) ** 2
    return unfinished > OPEN_LIMIT or attributes > ATTRIBUTES_LIMIT


def _is_crowded(source):
    """Tell whether very many tags stand side by side."""
    try:
        root = document_fromstring(source, parser=HTMLParser())
    except (etree.LxmlError, ValueError):
        return True
    return sum(len(node) ** 2 for node in root.iter()) > SIBLINGS_LIMIT
