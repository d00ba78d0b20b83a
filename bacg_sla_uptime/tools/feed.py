# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What other monitors send: Alertmanager's webhook and a plain form; without the ORM.

Moments are naive UTC, to the second: a begin rounded down, an end rounded up.
"""

import hashlib
import json
import re
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import NamedTuple

FIRING, RESOLVED = "firing", "resolved"
# Of a plain message, by what a person would write.
PLAIN_STATES = {"down": FIRING, FIRING: FIRING, "up": RESOLVED, RESOLVED: RESOLVED}
EARLIEST = datetime(2000, 1, 1)  # what is before means “not yet”, as Go's year 1
TEXT_LIMIT = 1000
IDENTITY_LIMIT = 200  # bytes: an index holds it with room for more
LONGEST = 86_400  # seconds that a rule is believed to wait
UNITS = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
DURATION = re.compile(r"(?:\d+(?:ms|[ywdhms]))+")
PART = re.compile(r"(\d+)(ms|[ywdhms])")
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
)


class Unreadable(ValueError):
    """What was sent is no message, and will be none when it comes again."""


class Alert(NamedTuple):
    """One alert of a message, with its own state: that of its group says nothing."""

    fingerprint: str
    state: str  # FIRING or RESOLVED
    labels: dict
    annotations: dict
    start: datetime | None  # as sent; only a plain message may leave it out
    stop: datetime | None  # None while it is open

    @property
    def name(self):
        return self.labels.get("alertname", "")

    def delay(self, default):
        """Return the seconds for which the rule waited before it fired: its ``for``.

        Alertmanager is not told them; who writes the rule repeats them in a label or
        an annotation, else the source's ``default`` holds.
        """
        return self._seconds("for", default)

    def true_stop(self):
        """Return when the failure ended: a rule may fire on (``keep_firing_for``)."""
        kept = timedelta(seconds=self._seconds("keep_firing_for", 0))
        return max(self.start, self.stop - kept)

    def _seconds(self, name, default):
        text = self.labels.get(name) or self.annotations.get(name)
        try:
            return min(duration(text), LONGEST) if text else default
        except ValueError:
            return default


class Message(NamedTuple):
    alerts: list[Alert]
    unreadable: list[str]  # the text of each alert that is none
    truncated: int  # how many alerts the sender left out
    alive: bool  # the message itself says that its sender lives


def read(body, kind):
    """Return the :class:`Message` that the bytes of a request hold.

    :param kind: ``alertmanager`` or ``json``
    :raises Unreadable: if they are no message of that kind
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    if kind == "json" and isinstance(content, list):
        content = {"alerts": content}
    elif kind == "json" and isinstance(content, dict) and "id" in content:
        content = {"alerts": [content]}
    if not isinstance(content, dict) or not (
        isinstance(content.get("alerts"), list) or content.get("alive") is True
    ):
        raise Unreadable("no list of alerts")
    read_one = _read_plain if kind == "json" else _read_alertmanager
    alerts, unreadable = [], []
    for entry in content.get("alerts") or []:
        try:
            alerts.append(read_one(entry))
        except (KeyError, TypeError, ValueError, AttributeError):
            unreadable.append(clean(json.dumps(entry)))
    return Message(alerts, unreadable, _count(content), content.get("alive") is True)


def _count(content):
    """Return how many alerts a message says that it lacks."""
    count = content.get("truncatedAlerts", content.get("truncated", 0))
    return count if isinstance(count, int) and count > 0 else 0


def _read_alertmanager(entry):
    labels = _texts(entry.get("labels"))
    state = entry["status"]
    if state not in (FIRING, RESOLVED):
        raise ValueError(state)
    start, stop = _moment(entry["startsAt"]), None
    if start is None:
        raise ValueError("it began in no year")
    if state == RESOLVED:
        stop = _moment(entry["endsAt"], up=True)
        if stop is None or stop < start:
            raise ValueError("it ended before it began")
    return Alert(
        identity(entry.get("fingerprint") or _hashed(labels)),
        state,
        labels,
        _texts(entry.get("annotations")),
        start,
        stop,
    )


def _read_plain(entry):
    """Return an alert of ``{"id", "state": "down"|"up", "target", "start", "stop"}``.

    Without ``start`` it began when it came, without ``stop`` an “up” ended then.
    """
    key = entry["id"]
    if not isinstance(key, str | int) or key == "":
        raise ValueError("no id")
    start = _moment(entry["start"]) if entry.get("start") else None
    stop = _moment(entry["stop"], up=True) if entry.get("stop") else None
    state = PLAIN_STATES[entry["state"]]
    if start and stop and stop < start:
        raise ValueError("it ended before it began")
    if state == FIRING:
        stop = None
    names = {"target": entry.get("target", ""), "alertname": entry.get("name", "")}
    return Alert(
        identity(str(key)),
        state,
        _texts({**names, **(entry.get("labels") or {})}),
        _texts({"summary": entry.get("text", "")}),
        start,
        stop,
    )


def _texts(values):
    """Return a dict of labels as text that the database takes."""
    return {
        clean(str(name)): clean(str(value)) for name, value in (values or {}).items()
    }


def clean(text):
    """Return a text without NUL and halves of characters, of bearable length."""
    text = text.replace("\0", "")[:TEXT_LIMIT]
    return text.encode("utf-8", "replace").decode()


def identity(text):
    """Return what stands for a text in an index: itself, or what is made of it."""
    text = clean(text)
    return text if len(text.encode()) <= IDENTITY_LIMIT else digest(text)


def digest(text):
    """Return what identifies a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _hashed(labels):
    """Return what stands for a missing fingerprint: the labels are the identity."""
    return digest(json.dumps(sorted(labels.items())))


def _moment(text, up=False):
    """Return a moment of RFC 3339 as naive UTC, or None for the year 1.

    :raises ValueError: also without a zone, which everybody would guess otherwise
    """
    found = MOMENT.fullmatch(text)
    if not found:
        raise ValueError(text)
    day, hour, fraction, zone = found.groups()
    if day.startswith("0001"):
        return None
    zone = "+00:00" if zone in "Zz" else zone
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}{zone}").astimezone(timezone.utc)
        moment = moment.replace(tzinfo=None)
        if up and fraction and fraction.strip(".0"):
            moment += timedelta(seconds=1)
    except OverflowError:
        raise ValueError(text) from None
    return moment if moment >= EARLIEST else None


def duration(text):
    """Return the seconds of a duration as rules have it: ``90s``, ``1h30m``.

    :raises ValueError: if it is none
    """
    text = str(text).strip()
    if not DURATION.fullmatch(text):
        raise ValueError(text)
    milliseconds = 0
    for number, unit in PART.findall(text):
        milliseconds += int(number) * (1 if unit == "ms" else UNITS[unit] * 1000)
    return milliseconds // 1000


class Failure(NamedTuple):
    """What one alert says of its target: down from begin to end (None: until now)."""

    key: object
    start: datetime
    stop: datetime | None
    guessed: bool  # the end was never sent: it is the next one's begin


def failures(alerts):
    """Return the failures of one fingerprint, in order of time.

    What never ended and is followed by another alert of the same target ended unseen
    (Alertmanager sends no end of what fires again soon): at the latest when the next
    one began.

    :param alerts: iterable of ``(key, start, stop or None)``, in any order
    """
    ordered = sorted(alerts, key=lambda alert: (alert[1], str(alert[0])))
    found = [
        Failure(key, start, stop or following[1], not stop)
        for (key, start, stop), following in pairwise(ordered)
    ]
    return found + [Failure(*alert, False) for alert in ordered[-1:]]


def is_stale(seen, now, limit):
    """Return whether more than ``limit`` seconds went by since a sign of life.

    :param seen: naive UTC moment, or None if there never was one
    """
    return bool(seen) and now - seen > timedelta(seconds=limit)
