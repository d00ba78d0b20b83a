# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading of the tables in cases/ and the calendars that they name."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytz

FOLDER = Path(__file__).with_name("cases")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_table(name):
    """Return the rows of a table in cases/, a CSV or a JSON file."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        return list(csv.DictReader(text.splitlines()))
    return json.loads(text)


def seconds(text):
    """Return the seconds of a duration ``h:mm:ss``."""
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def make_calendar(env, name):
    """Return a new calendar as clock_calendars.json describes it by this name."""
    data = read_table("clock_calendars.json")[name]
    weeks = [data["hours"], data.get("second week", {})]
    company = env["res.company"]
    if data.get("company"):
        company = company.create({"name": name})
    lines = [
        (0, 0, dict(line, week_type=str(number)))
        for number, week in enumerate(weeks)
        for line in _attendances(week)
    ]
    calendar = env["resource.calendar"].create(
        {
            "name": name,
            "tz": data["zone"],
            "company_id": company.id,
            "two_weeks_calendar": "second week" in data,
            "attendance_ids": [(5, 0, 0), *lines],
        }
    )
    for leave in data.get("leaves", []):
        _make_leave(calendar, leave)
    return calendar


def _attendances(week):
    """Return the lines of a week such as ``{"mon-fri": "08:00-12:00 13:00-17:00"}``."""
    lines = []
    for days, spans in week.items():
        first, _dash, last = days.partition("-")
        for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
            for span in spans.split():
                start, stop = span.strip("()").split("-")
                lines.append(
                    {
                        "name": span,
                        "dayofweek": str(day),
                        "hour_from": seconds(f"{start}:00") / 3600,
                        "hour_to": seconds(f"{stop}:00") / 3600,
                        "day_period": "lunch" if "(" in span else "morning",
                    }
                )
    return lines


def _make_leave(calendar, data):
    """Make a leave of this calendar, or of whom its key ``of`` names."""
    env, zone = calendar.env, pytz.timezone(calendar.tz)
    first, last = (
        zone.localize(datetime.fromisoformat(data[end])).astimezone(pytz.utc)
        for end in ("from", "to")
    )
    owner, company = data.get("of", "calendar"), calendar.company_id
    values = {
        "name": data["name"],
        "date_from": first.replace(tzinfo=None),
        "date_to": last.replace(tzinfo=None),
        "time_type": data.get("type", "leave"),
    }
    if owner == "calendar":
        values["calendar_id"] = calendar.id
    elif owner == "other calendar":
        values["calendar_id"] = calendar.copy().id
    elif owner == "employee":
        resource = {"name": "Ana", "calendar_id": calendar.id}
        values["resource_id"] = env["resource.resource"].create(resource).id
    elif owner == "other company":
        company = company.create({"name": "Otra"})
    elif owner == "nobody":
        company = company.browse()
    leave = env["resource.calendar.leaves"].create(values)
    if owner in ("company", "other company", "nobody"):
        leave.company_id = company
