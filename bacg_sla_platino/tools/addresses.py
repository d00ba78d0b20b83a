# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Addresses of systems, which are shown to both sides and therefore hold no secret."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = ("https", "http", "sftp", "ftps", "ftp", "ssh")
_WORDS = "passw(?:or)?d|pwd|secret|token|api[-_]?key|clave|contrase(?:ñ|n)a"
# Names of parameters by which a key is handed over.
_PARAMETER = re.compile(rf"({_WORDS}|^key$|^sig$|signature|^auth)", re.IGNORECASE)
# user:password@host, and “password: x”.
_USER = re.compile(r"//[^/\s:@]*:[^/\s@]+@")
_NAMED = re.compile(rf"\b(?:{_WORDS})\s*[:=]\s*\S", re.IGNORECASE)


def scheme(url):
    """Return the scheme of an address that has a host, else an empty text."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme if parts.hostname else ""
    except ValueError:
        return ""


def has_secret(url):
    """Return whether an address holds a user, a password or a key."""
    parts = urlsplit(url.strip())
    if "@" in unquote(parts.netloc):
        return True
    pairs = parse_qsl(parts.query) + parse_qsl(parts.fragment)
    return any(_PARAMETER.search(name) and value for name, value in pairs)


def names_secret(text):
    """Return whether a text holds an address with a password, or a named one."""
    return bool(text and (_USER.search(text) or _NAMED.search(text)))
