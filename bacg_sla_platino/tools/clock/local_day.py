# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Conversion of local days to moments in naive UTC and back, without the ORM."""

from datetime import datetime, time, timedelta

import pytz


def local_date(moment, zone):
    """Return the date that the calendar of a zone shows at a moment.

    :param moment: naive UTC
    :param zone: name of the zone, as ``America/Guatemala``
    """
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()


def midnight(day, zone):
    """Return the moment (naive UTC) at which a day begins in a zone.

    :param day: a date
    :param zone: name of the zone, as ``America/Guatemala``
    """
    local = pytz.timezone(zone).localize(datetime.combine(day, time.min))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def day_end(day, zone):
    """Return the first moment (naive UTC) after a day; see :func:`midnight`."""
    return midnight(day + timedelta(days=1), zone)
