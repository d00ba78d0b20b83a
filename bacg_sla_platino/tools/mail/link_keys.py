# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Links that open an account, a case or an approval without signing in."""

import re

# Of pages; a file's own token is no key to anything else. A mail gateway that checks
# links puts ours, encoded, into one of its own.
_SLASH, _ASK, _IS, _AND = r"(?:/|%2F)", r"(?:\?|%3F)", r"(?:=|%3D)", r"(?:&amp;|&|%26)"
_PAGE = "|".join(
    (
        rf"web{_SLASH}(?:signup|reset_password|login)",
        rf"my{_SLASH}(?:ticket|approvals){_SLASH}\d+",
        rf"mail{_SLASH}\w+",
    )
)
PAGES = re.compile(rf"{_SLASH}(?:{_PAGE}){_ASK}[^\"'\s<>]*", re.IGNORECASE)
KEYS = re.compile(
    rf"(?:\b|(?<=%3F)|(?<=%26))(?:[a-z_]*token|hash){_IS}([^&%\"'\s<>]*){_AND}?",
    re.IGNORECASE,
)
_HIDDEN = "x"


def without_keys(text):
    """Return a text or HTML whose links open what their reader may open anyway."""
    return PAGES.sub(lambda link: KEYS.sub("", link[0]).rstrip("?&"), text)


def with_hidden_keys(data):
    """Return bytes of any format, as long as before, whose links open nothing."""
    return PAGES.sub(_hidden, data.decode("latin-1")).encode("latin-1")


def opens(data):
    """Return whether a link in bytes has a key that is not hidden."""
    keys = (
        key[1]
        for link in PAGES.finditer(data.decode("latin-1"))
        for key in KEYS.finditer(link[0])
    )
    return any(key.strip(_HIDDEN) for key in keys)


def _hidden(link):
    return KEYS.sub(_hide, link[0])


def _hide(key):
    begin, end = (place - key.start() for place in key.span(1))
    return key[0][:begin] + _HIDDEN * (end - begin) + key[0][end:]
