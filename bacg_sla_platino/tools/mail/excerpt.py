# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The beginning of a text, for a line of a list."""

import re

from .mail_html import plain

# How much of a text of HTML is looked at: beside marks, enough for an excerpt.
HEAD = 8192
_CUT_TAG = re.compile(r"<[^<>]*$")


def excerpt(source, length=200):
    """Return the first words that HTML shows, in one line.

    :param source: HTML, or the first ``HEAD`` characters of it
    :param length: characters, of which the last is “…” if there is more
    """
    text = " ".join(plain(_CUT_TAG.sub("", source)).split())
    if len(text) <= length:
        return text
    head, _space, cut = text[:length].rpartition(" ")
    # Of a single long word a part is better than nothing.
    return f"{(head or cut)[: length - 1].rstrip()}…"
