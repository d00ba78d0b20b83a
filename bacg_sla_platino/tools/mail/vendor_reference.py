# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether a text names the number of a case at somebody else's."""

import re


def names(text, reference):
    """Tell whether ``text`` names ``reference`` as a whole, not within a longer one.

    Case, and a number sign or spaces around it, do not matter.
    """
    core = " ".join((reference or "").strip(" #").split())
    if not core:
        return False
    pattern = r"\s+".join(map(re.escape, core.split()))
    # Within 12345 or 123-45 it is another one; at the end of a sentence it is it.
    return bool(
        re.search(rf"(?<![\w])(?<!\w-){pattern}(?!\w|-\w|\.\d)", text, re.IGNORECASE)
    )
