# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Links that open an account, a case or an approval without signing in."""

import re

# Of pages; a file's own token is no key to anything else.
PAGES = re.compile(
    r"/(?:web/(?:signup|reset_password|login)|my/(?:ticket|approvals)/\d+|mail/\w+)\?[^\"'\s<>]*"
)
KEYS = re.compile(
    r"\b(?:\w*token|hash)(?:=|%3D)[^&%\"'\s<>]*(?:&amp;|&|%26)?", re.IGNORECASE
)


def without_keys(text):
    """Return a text or HTML whose links open what their reader may open anyway."""
    return PAGES.sub(lambda link: KEYS.sub("", link[0]).rstrip("?&"), text)
