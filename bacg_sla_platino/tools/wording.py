# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How words of a document are written on a screen, without the ORM."""

import re

# Written in capitals wherever they stand.
ACRONYMS = re.compile(r"\b(bacg|erp|sla|vitt|fel|pdf)\b", re.IGNORECASE)
BEGINNING = re.compile(r"(?:^|[.?!]\s+)[^\W\d_]")


def sentence_case(text):
    """Return a text that shouts in sentence case; any other as it is.

    Only what has no small letter at all is changed, so that names stay.
    """
    if not text or text.upper() != text:
        return text
    text = BEGINNING.sub(lambda found: found[0].upper(), text.lower())
    return ACRONYMS.sub(lambda found: found[0].upper(), text)
