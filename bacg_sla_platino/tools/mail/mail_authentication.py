# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What our own mail server found about a sender (RFC 8601, Authentication-Results)."""

import re

from . import mail_headers
from .mail_text import header_text

PASS, FAIL, NONE = "pass", "fail", "none"
_COMMENT = re.compile(r"\([^()]*\)")
# Which property names the domain that a method vouches for.
_VOUCHED = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
    "auth": ("smtp.auth",),
}


def verdict(message, address, authority=None):
    """Return PASS, FAIL or NONE for the address in a message's From header.

    Anybody can write the header Authentication-Results: only the topmost one in our own
    server's name proves who wrote. A failed check counts in any name, as no sender
    forges one against themselves.

    :param authority: the name under which our mail server signs, None if not known
    """
    domain = address.rpartition("@")[2].lower()
    results = [_results(value) for value in _values(message)]
    ours = next((checks for name, checks in results if name == authority), ())
    if any(_vouches(check, domain) for check in ours):
        return PASS
    found = [check for _name, checks in results for check in checks]
    failed = any(check[:2] == ("dmarc", "fail") for check in found)
    return FAIL if failed else NONE


def _values(message):
    values = mail_headers.raw_values(message, "Authentication-Results")
    return [header_text(value).lower() for value in values]


def _results(value):
    """Return the server's name, and (method, result, properties) of each check."""
    name, *parts = _COMMENT.sub(" ", value).split(";")
    checks = []
    for part in parts:
        words = dict(word.partition("=")[::2] for word in part.split() if "=" in word)
        method = next((name for name in _VOUCHED if name in words), None)
        if method:
            vouched = [words[key] for key in _VOUCHED[method] if key in words]
            checks.append((method, words[method], tuple(vouched)))
    return name.strip().partition(" ")[0], checks


def _vouches(check, domain):
    _method, result, vouched = check
    return result == "pass" and any(_aligned(name, domain) for name in vouched)


def _aligned(name, domain):
    other = name.strip("<>\"'").rpartition("@")[2]
    return "." in other and (
        other == domain or other.endswith(f".{domain}") or domain.endswith(f".{other}")
    )
