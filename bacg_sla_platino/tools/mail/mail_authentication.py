# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What our own mail server found about a sender (RFC 8601, Authentication-Results).

The package ``authres`` reads the same header, but gives up all of it at what the
standard does not know: no server's name (Microsoft 365), a null path (``<>``). Of these
a failed check has to be heard.
"""

import re

from . import mail_headers
from .mail_text import cleaned

PASS, FAIL, NONE = "pass", "fail", "none"
#: From can be read in two ways: our server may have confirmed the other one.
UNCLEAR = "unclear"
FROM_LIMIT = 4000  # beyond it, searching takes long
# Which property names the domain that a method vouches for, the best one first.
_VOUCHED = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
    "auth": ("smtp.auth",),
}
# A quoted text, a pair of a backslash and what it protects, else one character.
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|\\(.)|(.)', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@\\]+@[^\s<>()\[\],;:\"@\\]+")


def verdict(message, address, authority=None):
    """Return PASS, FAIL, UNCLEAR or NONE for the address in a message's From header.

    Anybody can write the header Authentication-Results: only the topmost one in our own
    server's name proves who wrote. A failed check counts in any name, as no sender
    forges one against themselves.

    :param authority: the name under which our mail server signs, None if not known
    """
    results = [_results(value) for value in _values(message)]
    found = [check for _name, checks in results for check in checks]
    if any(check[:2] == ("dmarc", "fail") for check in found):
        return FAIL
    if len(readings(message)) > 1:
        return UNCLEAR
    ours = next((checks for name, checks in results if name == authority), ())
    return PASS if any(_vouches(check, address.lower()) for check in ours) else NONE


def readings(message):
    """Return the addresses that one program or another reads as the author's.

    More than one: several authors, or an address beside the one in brackets.
    """
    found = set(mail_headers.addresses(message, "From"))
    for value in mail_headers.raw_values(message, "From"):
        outside = _QUOTED.sub(" ", cleaned(value)[:FROM_LIMIT])
        found |= {*_ADDRESS.findall(outside.lower())}
    return found


def _values(message):
    values = mail_headers.raw_values(message, "Authentication-Results")
    return [cleaned(value).lower() for value in values]


def _results(value):
    """Return the server's name, and (method, result, vouched names) of each check.

    What is not well-formed says nothing, and so does a later version of the format.
    """
    first, *parts = _split(value) or [[]]
    if not first or first[1:] not in ([], ["1"]):
        first = [""]
    return first[0], [check for check in map(_check, parts) if check]


def _split(value):
    """Return the words between the semicolons, without comments and quotation marks.

    None if a comment or a quoted text is not closed.
    """
    parts, word, depth = [[]], None, 0

    def end_word():
        if word is not None:
            parts[-1].append(word)

    for quoted, escaped, character in _TOKEN.findall(value):
        if character == '"' and not depth:
            return None
        if character in ("(", ")"):
            depth += 1 if character == "(" else -1
            if depth < 0:
                return None
        if depth or character == ")" or (character and character.isspace()):
            end_word()
            word = None
        elif character == ";":
            end_word()
            word = None
            parts.append([])
        else:
            plain = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            word = (word or "") + (plain or escaped or character)
    end_word()
    return None if depth else parts


def _check(words):
    """Return what one method found, None if it is none that vouches for a sender."""
    words = _joined(words) or [""]
    method, _sign, result = words[0].partition("=")
    method = method.partition("/")[0]
    if method not in _VOUCHED:
        return None
    said = [word.partition("=")[::2] for word in words[1:]]
    for name in _VOUCHED[method]:
        if vouched := {value for key, value in said if key == name}:
            return method, result, vouched
    return method, result, set()


def _joined(words):
    """Return the words, those in one that have space around their sign."""
    joined = []
    for word in words:
        last = joined[-1] if joined else ""
        waits = last.endswith("=") and last.count("=") == 1
        if waits or (last and "=" not in last and word.startswith("=")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _vouches(check, address):
    """Return whether a check passed for this sender and for nobody else."""
    method, result, vouched = check
    if result != PASS or len(vouched) != 1:
        return False
    name, domain = next(iter(vouched)).strip("<>"), address.rpartition("@")[2]
    if method == "auth":
        return name == address
    other = name.rpartition("@")[2]
    # A subdomain's mail is its parent's; a parent may be a registry, as com.gt is.
    return "." in domain and (
        other == domain or method != "dmarc" and other.endswith(f".{domain}")
    )
