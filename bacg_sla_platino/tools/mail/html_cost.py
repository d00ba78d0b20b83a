# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Estimate what Odoo's cleaning of a mail's text would cost, before it begins.

The cleaning takes quadratic time to mark quotes and signatures: 20 seconds for 25 kB of
HTML with 5000 lines below a signature, and it runs several times a mail.
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
# Quoted passages; each is cut out of all that follows.
QUOTES_LIMIT = 4000

_ATTRIBUTE = re.compile(r"[\s=/]+")
_QUOTE = re.compile(r"(?:\n(?:>|&gt;)[^\n]*)+")
# What makes it look at all that stands beside.
_MARK = re.compile(
    r"gmail_|SkyDrive|stopSpelling|yahoo_quoted|odoo_signature|divRplyFwdMsg|"
    r"appendonsend|signature|(?:[\n>]|^)--\s*(?:<|\n|$)",
    re.IGNORECASE,
)


def is_costly_to_parse(source):
    """Return whether a tag has so many attributes that parsing would be slow."""
    ends = (segment.rpartition("<") for segment in source.split(">"))
    work = sum(len(_ATTRIBUTE.findall(tag)) ** 2 for _t, begin, tag in ends if begin)
    return work > ATTRIBUTES_LIMIT


def is_costly(source):
    """Return whether cleaning this HTML would take more than a few seconds."""
    return (
        source.count("<") > TAGS_LIMIT
        or len(_QUOTE.findall(source)) > QUOTES_LIMIT
        or _is_unfinished(source)
        or is_costly_to_parse(source)
        or (bool(_MARK.search(source)) and _is_crowded(source))
    )


def quotes_end(text):
    """Return how many characters of a plain text may be cleaned: usually all."""
    quotes = _QUOTE.finditer(text)
    return next(
        (found.start() for n, found in enumerate(quotes) if n == QUOTES_LIMIT),
        len(text),
    )


def _is_unfinished(source):
    """Return whether very many tags are not closed."""
    work = sum(part.count("<") * len(part) for part in source.split(">"))
    return work > OPEN_LIMIT


def _is_crowded(source):
    """Return whether very many tags are siblings."""
    try:
        root = document_fromstring(source, parser=HTMLParser())
    except (etree.LxmlError, ValueError):
        return True
    return sum(len(node) ** 2 for node in root.iter()) > SIBLINGS_LIMIT
