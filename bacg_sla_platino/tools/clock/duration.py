# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Durations as people read and type them: 1 h 30 min, 72 h in business hours."""

import re
import unicodedata
from typing import NamedTuple

DAY = 24 * 3600  # seconds
WEEK = 7 * DAY

# Each unit in seconds, by its words in Spanish and English; longest first.
UNITS = {
    WEEK: "semanas semana sem weeks week w",
    DAY: "dias dia days day d",
    3600: "horas hora hrs hr hours hour h",
    60: "minutos minuto minutes minute mins min",
    1: "segundos segundo seg seconds second secs sec s",
}
SECONDS = {word: unit for unit, words in UNITS.items() for word in words.split()}
BUSINESS = {"habil", "habiles", "laborable", "laborables", "business", "working"}
CLOCK = {"corrido", "corridos", "corrida", "corridas", "clock", "calendar", "24x7"}
# A unit that only says of what hours: it has no number of its own.
BUSINESS_PHRASE = re.compile(
    r"\b(in|en)\s+(business\s+hours|working\s+hours|horas\s+(habiles|laborables))\b"
)
FILLERS = {"y", "and", "de", "of"}
# Two decimals at most: in 1.440 min the point may stand for thousands.
PART = re.compile(r"(\d{1,9}(?:[.,]\d{1,2})?)\s*([a-z]+)")
CLOCK_FACE = re.compile(r"(\d{1,4}):([0-5]\d)")


class Duration(NamedTuple):
    """What somebody typed.

    :param minutes: float, to the second
    :param business: whether they are minutes of business hours
    """

    minutes: float
    business: bool


class NoDuration(ValueError):
    """A text is no duration."""


class NoWorkingDay(ValueError):
    """A duration is given in working days, and nobody says how long one is."""


def parse_duration(text, day_minutes=None):
    """Return the :class:`Duration` that a text in Spanish or English says.

    :param text: "8 h", "1 h 30 min", "1,5 h", "0:30", "2 days", "72 h hábiles"
    :param day_minutes: open minutes of a working day, None if days differ
    :raises NoDuration: if it says none, or more than one thing
    :raises NoWorkingDay: if it counts working days and ``day_minutes`` is None
    """
    letters = unicodedata.normalize("NFD", text.lower())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    words = re.split(r"(?:[\s;]|,(?!\d))+", BUSINESS_PHRASE.sub("business", plain))
    business, clock = BUSINESS.intersection(words), CLOCK.intersection(words)
    rest = " ".join(w for w in words if w not in BUSINESS | CLOCK | FILLERS).strip()
    if business and clock:
        raise NoDuration(text)
    seconds = _seconds(rest, day_minutes, bool(business))
    if not seconds or not round(seconds):
        raise NoDuration(text)
    return Duration(round(seconds) / 60, bool(business))


def _seconds(text, day_minutes, business):
    """Return the seconds of "1 h 30 min" or "1:30", None if it is neither."""
    if face := CLOCK_FACE.fullmatch(text):
        return int(face[1]) * 3600 + int(face[2]) * 60
    total, last = 0, WEEK + 1
    if not text or PART.sub("", text).strip():
        return None
    for number, word in PART.findall(text):
        unit = SECONDS.get(word)
        if not unit or unit >= last:
            return None
        last = unit
        if business and unit >= DAY:
            if unit == WEEK or day_minutes is None:
                raise NoWorkingDay(text)
            unit = day_minutes * 60
        total += float(number.replace(",", ".")) * unit
    return total


def format_minutes(env, minutes):
    """Return minutes (float) as a short text in the language of ``env``.

    Whole hours stay hours, as in the agreement: 72 h, not 3 days. From a week on, whole
    days are shown as days.
    """
    total = round(abs(minutes) * 60)
    if total >= WEEK and total % DAY == 0:
        return env._("%s days", total // DAY)
    return _in_hours(env, total, exact=False)


def format_promise(env, minutes, business=False):
    """Return a promised time to the second; :func:`parse_duration` reads it back.

    :param business: they are minutes of business hours, which make no days of 24 h
    """
    total = round(minutes * 60)
    if business:
        duration = _in_hours(env, total, exact=True)
        return env._("%(duration)s in business hours", duration=duration)
    if total >= WEEK and total % DAY == 0:
        return env._("%s days", total // DAY)
    return _in_hours(env, total, exact=True)


def _in_hours(env, total, exact):
    """Return seconds as text; only an exact one has seconds beside hours."""
    hours, rest = divmod(total, 3600)
    whole_minutes, seconds = divmod(rest, 60)
    parts = [
        env._("%s h", hours) if hours else "",
        env._("%s min", whole_minutes) if whole_minutes else "",
        env._("%s s", seconds) if seconds and (exact or not hours) else "",
    ]
    return " ".join(filter(None, parts)) or env._("0 min")


def format_hours(env, minutes):
    """Return whole minutes as contracted hours: in hours, however many."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [
        env._("%s h", hours) if hours or not rest else "",
        env._("%s min", rest) if rest else "",
    ]
    return ("−" if minutes < 0 else "") + " ".join(filter(None, parts))
