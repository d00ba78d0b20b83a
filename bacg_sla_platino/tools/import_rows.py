# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Open cases from a CSV file: read and checked row by row, without the ORM.

:func:`table` and :func:`write` serve files of other columns, too.

UTF-8 with or without BOM, comma or semicolon, a header row. Errors are returned as
:class:`Fault` with a code; the caller translates it.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import pytz

from .formulas import guarded, unguarded

REQUIRED = ("number", "customer", "subject", "reported_at")
COLUMNS = (
    "number",
    "customer",
    "contact_email",
    "subject",
    "description",
    "reported_at",
    "first_response_at",
    "priority",
    "stage",
    "waits",
)
# Column of the file of rows to correct: it explains the errors and is not read again.
ERROR = "error"
PRIORITIES = {"4": "0", "3": "1", "2": "2", "1": "3"}
WAIT_REASONS = ("customer", "vendor", "third_party", "technical_review")
_MOMENT = (
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?"
    r"|\d\d?/\d\d?/\d{4} \d\d?:\d\d(?::\d\d)?"
)
_WAIT = re.compile(rf"(\S+)\s+({_MOMENT})(?:\s+({_MOMENT}))?")
_DAY_FIRST = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")


class BadFile(Exception):
    """The file as a whole cannot be read; ``code`` and ``value`` say why."""

    def __init__(self, code, value=""):
        super().__init__(code, value)
        self.code, self.value = code, value


class BadCell(Exception):
    """The content of a cell is not valid; ``code`` and ``value`` say why."""

    def __init__(self, code, value=""):
        super().__init__(code, value)
        self.code, self.value = code, value


class Fault(NamedTuple):
    line: int
    column: str
    code: str
    value: str


@dataclass
class Row:
    """One row: its original cells, its values if they are valid, its faults."""

    line: int
    cells: dict
    values: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)

    def blame(self, column, code, value=""):
        self.faults.append(Fault(self.line, column, code, value))


def read(raw, zone, now):
    """Return the rows of a file, each with its values and faults.

    :param bytes raw: the file
    :param zone: pytz zone of the times in the file
    :param now: naive UTC datetime; no time in the file may be later
    :raises BadFile: if there are no rows to check
    """
    rows = [_judged(row, zone, now) for row in table(raw, COLUMNS, REQUIRED)]
    numbers = {}
    for row in rows:
        number = row.cells["number"]
        if number and numbers.setdefault(number, row) is not row:
            row.blame("number", "twice", number)
    return rows


def table(raw, columns, required):
    """Return the rows of a file with their cells; missing ones are faults.

    :param bytes raw: the file
    :param columns: those it may have
    :param required: those it must have, with a cell in each row
    :raises BadFile: if there are no rows to check
    """
    rows = list(_rows(_text(raw), delimiter_of(raw), columns, required))
    if not rows:
        raise BadFile("empty")
    for row in rows:
        for column in required:
            if not row.cells[column]:
                row.blame(column, "missing")
    return rows


def write(rows, reasons, delimiter=",", columns=COLUMNS):
    """Return the bytes of a file with ``rows`` and, by line, the reasons.

    Its cells are escaped against spreadsheet formulas; :func:`read` unescapes them.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([*columns, ERROR])
    for row in rows:
        cells = [row.cells[column] for column in columns]
        writer.writerow(map(guarded, [*cells, reasons.get(row.line, "")]))
    # With a BOM, as spreadsheets would otherwise assume another encoding.
    return text.getvalue().encode("utf-8-sig")


def delimiter_of(raw):
    """Return the column delimiter of a file, as found in its header."""
    header = raw.partition(b"\n")[0]
    return ";" if header.count(b";") > header.count(b",") else ","


def _text(raw):
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("encoding") from None


def _rows(text, delimiter, columns, required):
    """Yield the rows that are not empty, with the line at which each starts."""
    # Strict, or an unclosed quote would swallow the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = _columns(next(reader, []), columns, required)
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(start, names, cells, columns)
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadFile("csv", f"{reader.line_num}, {error}") from None


def _columns(header, columns, required):
    names = [name.strip().lower() for name in header]
    missing = [name for name in required if name not in names]
    if missing:
        raise BadFile("columns_missing", ", ".join(missing))
    unknown = [name for name in names if name not in (*columns, ERROR)]
    if unknown:
        raise BadFile("columns_unknown", ", ".join(map(repr, unknown)))
    if len(set(names)) < len(names):
        raise BadFile("columns_twice")
    return names


def _row(line, names, cells, columns):
    stripped = [unguarded(cell.strip()) for cell in cells]
    given = dict(zip(names, stripped, strict=False))
    row = Row(line, dict.fromkeys(columns, "") | given)
    row.cells.pop(ERROR, None)
    if any(stripped[len(names) :]):
        row.blame(names[-1], "cells", " ".join(stripped[len(names) :]))
    return row


def _judged(row, zone, now):
    """Return the row with its values, or with the faults of its cells."""
    for column in ("number", "customer", "contact_email", "subject", "description"):
        row.values[column] = row.cells[column]
    row.values["stage"] = row.cells["stage"]
    _take(row, "priority", lambda cell: _priority(cell))
    _take(row, "reported_at", lambda cell: _moment(cell, zone, now))
    report = row.values["reported_at"]
    _take(row, "first_response_at", lambda cell: _moment(cell, zone, now, report))
    _take(row, "waits", lambda cell: _waits(cell, zone, now, report))
    return row


def _take(row, column, parse):
    """Set the row's value from a cell, None if it is empty."""
    cell = row.cells[column]
    try:
        row.values[column] = parse(cell) if cell else None
    except BadCell as bad:
        row.values[column] = None
        row.blame(column, bad.code, bad.value or cell)


def _priority(cell):
    if cell not in PRIORITIES:
        raise BadCell("priority")
    return PRIORITIES[cell]


def _moment(text, zone, now, not_before=None):
    moment = to_utc(text, zone)
    if moment > now:
        raise BadCell("future", text)
    if not_before and moment < not_before:
        raise BadCell("before_report", text)
    return moment


def to_utc(text, zone):
    """Return the moment written in a text, as naive UTC.

    ``2026-03-09 14:30`` or, day first, ``09/03/2026 14:30``, with or without seconds.
    The first format may have an offset, which an hour that occurs twice requires.

    :raises BadCell: if it is no moment, or in an hour that is skipped or occurs twice
    """
    moment = _written(text)
    if moment.tzinfo:
        return moment.astimezone(pytz.utc).replace(tzinfo=None)
    try:
        moment = zone.localize(moment, is_dst=None)
    except pytz.NonExistentTimeError:
        raise BadCell("skipped", text) from None
    except pytz.AmbiguousTimeError:
        raise BadCell("struck_twice", text) from None
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def _written(text):
    if not re.fullmatch(_MOMENT, text):
        raise BadCell("moment", text)
    try:
        if "/" not in text:
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
        return datetime.strptime(text, _DAY_FIRST[text.count(":") - 1])
    except ValueError:
        raise BadCell("moment", text) from None


def _waits(cell, zone, now, report):
    """Return the ``(reason, start, stop)`` of a cell; ``stop`` is None while open."""
    waits = [_wait(part.strip(), zone, now, report) for part in cell.split("|")]
    return sorted(waits, key=lambda wait: wait[1])


def _wait(text, zone, now, report):
    match = _WAIT.fullmatch(text)
    if not match:
        raise BadCell("wait", text)
    reason, start, stop = match.groups()
    if reason not in WAIT_REASONS:
        raise BadCell("wait_reason", reason)
    start = _moment(start, zone, now, report)
    stop = _moment(stop, zone, now) if stop else None
    if stop and stop <= start:
        raise BadCell("wait_order", text)
    return reason, start, stop
