# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Recognise the prefix by which a customer claims a total outage (SLA 2.02)."""

import re

from odoo.tools import remove_accents

# What mail programs put before a subject: RE:, RV:, FW:, FWD:, R:, also "Re[2]:".
_FORWARDED = re.compile(r"^(?:(?:re|rv|fw|fwd|r|enc)\s*(?:\[\d+\])?\s*:\s*)+")
_DECORATION = re.compile(r"^[\s\[\](){}<>*#!¡\"'«»“”.:_-]+")


def _plain(text):
    return remove_accents(text or "").casefold()


def has_prefix(subject, prefixes):
    """Return whether ``subject`` starts with one of ``prefixes`` as a whole word.

    Case, accents, spaces, brackets and reply or forward marks before it do not matter.
    """
    text = _plain(subject)
    before = None
    while before != text:
        before = text
        text = _FORWARDED.sub("", _DECORATION.sub("", text))
    return any(
        re.match(re.escape(prefix) + r"(?!\w)", text)
        for prefix in map(str.strip, map(_plain, prefixes))
        if prefix
    )
