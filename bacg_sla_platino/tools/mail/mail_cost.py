# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Estimate what a message would cost to read, from its bytes in linear time.

Python's mail parser asks each line whether it ends any of the parts that are open, and
reads some headers in quadratic time: a message of 3 MB that is nested deeply kept it
busy for more than ten minutes. Nothing is parsed here. The counts are upper bounds, so
that no unusual notation evades them.
"""

import re

HEADER_LIMIT = 1024**2  # bytes of the message's own header
FIELD_LIMIT = 64 * 1024  # bytes of a header field
PARTS_LIMIT = 1000
# Lines times parts that may be open: three seconds of the parser.
LINES_LIMIT = 15_000_000
# Squares of the lengths of the fields that describe parts: the same.
FIELDS_LIMIT = 40_000_000

_FIELD = re.compile(rb"\n([^\s:]+):[^\n]*(?:\n[ \t][^\n]*)*")
_PART_FIELD = re.compile(rb"\ncontent-[^\n]*(?:\n[ \t][^\n]*)*")
_BOUNDARY = re.compile(rb"boundary([*0-9]*)[ \t\n]*=[ \t\n]*\"?([^\";\n]*)")
_DELIMITER = re.compile(rb"\n--([^\n]{0,80})")


def excess(raw):
    """Return what makes a message too costly to read, None if nothing does.

    :param bytes raw: the message as it came
    :return: ``"header"``, ``"parts"`` or ``"nesting"``
    """
    # Like the parser: a lone carriage return ends a line.
    text = b"\n" + raw.lower().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if _long_header(text) or _long_part_fields(text):
        return "header"
    boundaries = _BOUNDARY.findall(text)
    if len(boundaries) * text.count(b"\n") > LINES_LIMIT:
        return "nesting"
    return "parts" if _parts(text, boundaries) > PARTS_LIMIT else None


def _long_header(text):
    end = text.find(b"\n\n", 0, HEADER_LIMIT + 2)
    if end < 0 and len(text) > HEADER_LIMIT:
        return True
    head = text if end < 0 else text[:end]
    # The references of a thread grow without end, and are read in linear time.
    return any(
        len(field[0]) > FIELD_LIMIT and field[1] != b"references"
        for field in _FIELD.finditer(head)
    )


def _long_part_fields(text):
    lengths = (len(field[0]) for field in _PART_FIELD.finditer(text))
    return sum(length**2 for length in lengths) > FIELDS_LIMIT


def _parts(text, boundaries):
    """Return how many lines begin like one that separates parts."""
    if any(star or b"\\" in name for star, name in boundaries):
        return text.count(b"\n--")
    names = tuple({name.strip()[:70] for _star, name in boundaries})
    return sum(line[1].startswith(names) for line in _DELIMITER.finditer(text))
