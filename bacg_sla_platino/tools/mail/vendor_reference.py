# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Find the manufacturer's own case number in a text."""

import re


def names(text, reference):
    """Return whether ``text`` names ``reference`` as a whole, not within a longer one.

    Case, and a number sign or spaces around it, do not matter.
    """
    core = " ".join((reference or "").strip(" #").split())
    if not core:
        return False
    pattern = r"\s+".join(map(re.escape, core.split()))
    # Not within 12345 or 123-45, but at the end of a sentence.
    return bool(
        re.search(rf"(?<![\w])(?<!\w-){pattern}(?!\w|-\w|\.\d)", text, re.IGNORECASE)
    )
