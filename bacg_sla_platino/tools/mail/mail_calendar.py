# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The content of a calendar file as readable lines (RFC 5545, 5546)."""

import re

_LINES_LIMIT = 2000
_SHOWN = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "COMMENT", "DESCRIPTION")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
_ESCAPED = re.compile(r"\\([\\;,nN])")


def method(text):
    """Return the file's method, as ``REQUEST`` or ``REPLY``, or ``""``."""
    return next((v.upper() for n, _p, v in _properties(text) if n == "METHOD"), "")


def readable(text):
    """Return the first event's title, times, place and answers, a line each."""
    found, answers, inside = {}, [], False
    for name, parameters, value in _properties(text):
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            inside = True
        elif (name, value.upper()) == ("END", "VEVENT"):
            break
        elif inside and name in _SHOWN:
            found.setdefault(name, _value(name, parameters, value))
        elif inside and name == "ATTENDEE" and "PARTSTAT" in parameters:
            person = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
            answers.append(f"{person}: {parameters['PARTSTAT']}")
    return "\n".join([found[n] for n in _SHOWN if found.get(n)] + answers)


def _properties(text):
    """Yield (name, parameters, value) of each line, unfolded."""
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    for line in lines[:_LINES_LIMIT]:
        head, separator, value = line.partition(":")
        # A quoted parameter may hold a colon.
        while separator and head.count('"') % 2:
            more, separator, value = value.partition(":")
            head = f"{head}:{more}"
        name, *parameters = head.split(";")
        pairs = (parameter.partition("=")[::2] for parameter in parameters)
        given = {key.strip().upper(): item.strip('"') for key, item in pairs}
        yield name.strip().upper(), given, value.strip()


def _value(name, parameters, value):
    moment = name.startswith("DT") and _MOMENT.match(value)
    if moment:
        year, month, day, hour, minute, utc = moment.groups()
        zone = "UTC" if utc else parameters.get("TZID", "")
        time = f" {hour}:{minute}" if hour else ""
        return f"{year}-{month}-{day}{time} {zone}".strip()
    return _ESCAPED.sub(lambda e: "\n" if e[1] in "nN" else e[1], value)
