# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tell what a sender says from what the mail answers, forwards or is signed with."""

import re

from .forwarded import FROM, NEAR, OTHER

# Who wrote the quoted text, and when; a long one takes up to three lines.
_WROTE = re.compile(
    r"^(?:el|on|em|le|am|il)\b.{5,300}?\b(?:escribi[oó]|wrote|escreveu|a [ée]crit|"
    r"schrieb\b.{0,100}|ha scritto)\s*:\s*$",
    re.IGNORECASE,
)
_WROTE_LINES = 3
# A separator, or what a mail program signs with.
_END = re.compile(
    r"^(--\s*$|_{5,}|-{3,}|\*{5,}|(enviado desde|sent from|obtener outlook|"
    r"get outlook|begin forwarded message|inicio del mensaje reenviado)\b)",
    re.IGNORECASE,
)
_MARK = ">"


def own_lines(text):
    """Return the lines, stripped, that a sender says: not what he quotes.

    Answers below or between quoted lines are the sender's, if those are marked.

    :param text: plain, with line breaks
    """
    lines, found, number = text.splitlines(), [], 0
    lines = list(map(str.strip, lines))
    while number < len(lines):
        line = lines[number]
        if _END.match(line) or _is_head(lines, number):
            break
        if length := _wrote(lines, number):
            number += length
            if not _next(lines, number).startswith(_MARK):
                break
            continue
        if line and not line.startswith(_MARK):
            found.append(line)
        number += 1
    return found


def _is_head(lines, number):
    """Return whether a header of a quoted message begins; a lone “De:” is none."""
    near = lines[number + 1 :][:NEAR]
    return bool(FROM.match(lines[number])) and any(map(OTHER.match, near))


def _wrote(lines, number):
    """Return of how many lines the sentence is that says who wrote, 0 for none."""
    for length in range(1, _WROTE_LINES + 1):
        if _WROTE.match(" ".join(lines[number : number + length])):
            return length
    return 0


def _next(lines, number):
    return next(filter(None, lines[number:]), "")
