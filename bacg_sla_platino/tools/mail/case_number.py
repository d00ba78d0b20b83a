# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Case numbers in the subject, for answers whose mail program dropped the thread."""

import re

LIMIT = 5
# In brackets, as our own mails write it; or a word of letters and digits.
_BRACKETED = re.compile(
    r"[\[(#]\s*([A-Za-z]{1,8}[-/]?\d[\w/-]{0,20}|\d[\w/-]{2,20})\s*[\])]"
)
_WORD = re.compile(r"(?<![\w/-])#?([A-Za-z]{1,8}[-/]?\d[\w/-]{1,20})(?![\w/-])")


def candidates(subject):
    """Return what may be case numbers in a subject, in order, also in upper case."""
    found = [
        (match.start(1), match[1])
        for pattern in (_BRACKETED, _WORD)
        for match in pattern.finditer(subject or "")
    ]
    words = list(dict.fromkeys(word for _position, word in sorted(found)))[:LIMIT]
    return list(dict.fromkeys(form for word in words for form in (word, word.upper())))
