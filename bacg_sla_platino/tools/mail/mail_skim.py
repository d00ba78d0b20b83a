# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Take the header and the text of a message that is too large to be read whole."""

import re
from io import BytesIO

# Of each encoded part so many lines are left: more than any text has.
LINES_LIMIT = 5000
_ENCODED = re.compile(rb"[A-Za-z0-9+/=]{40,}\r?\n?$")


def skimmed(raw):
    """Return a message in which the encoded files are cut; their names stay.

    :param bytes raw: the message as it came
    """
    kept, run = [], 0
    for line in BytesIO(raw):
        run = run + 1 if _ENCODED.match(line) else 0
        if run <= LINES_LIMIT:
            kept.append(line)
    return b"".join(kept)
