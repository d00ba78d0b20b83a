# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Find the author of a forwarded message in its quoted header lines."""

import re

QUOTE = r"^[\s>|*_]*"
FROM = re.compile(rf"{QUOTE}(?:From|De)[\s*_]*:[\s*_]*(?P<value>.*)$", re.IGNORECASE)
OTHER = re.compile(
    rf"{QUOTE}(?:Sent|Date|To|Subject|Cc|Reply-To"
    r"|Enviado(?: el)?|Fecha|Para|Asunto|Responder a)[\s*_]*:",
    re.IGNORECASE,
)
# From the begin of a word only: elsewhere, a long one would take quadratic time.
_PART = r"[^\s<>\[\]()\"',;:@]"
ADDRESS = re.compile(rf"(?<!{_PART}){_PART}+@{_PART}+\.{_PART}+")
# How many lines around “From:” hold the rest of its block, in any mail program.
NEAR = 4


def senders(text):
    """Return ``(name, address)`` of each quoted header block, outermost first.

    The blocks of Outlook, Gmail, Apple Mail and Thunderbird, in Spanish and English.
    A lone “De:” is a sentence, not a block.

    :param str text: a mail's body as plain text
    """
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines):
        match = FROM.match(line)
        if not match:
            continue
        around = lines[max(0, number - NEAR) : number] + lines[number + 1 :][:NEAR]
        if not any(OTHER.match(near) for near in around):
            continue
        # A long name leaves its address on the next line.
        for value in (
            match["value"],
            " ".join([match["value"], *lines[number + 1 :][:1]]),
        ):
            if sender := _sender(value):
                found.append(sender)
                break
    return found


def _sender(value):
    match = ADDRESS.search(value)
    if not match:
        return None
    name = value[: match.start()].replace("mailto:", "")
    return name.strip(" \t<>[]()\"'*_").strip(), match[0].strip("*_.").lower()
