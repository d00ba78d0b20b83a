# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When to warn of a day on which a rule binds, without the ORM."""

from datetime import timedelta

# Percent of the notice that is left, and days that are left.
SHARES = {"share_50": 50, "share_25": 25, "share_10": 10}
DAYS = {"days_7": 7, "days_1": 1}
KINDS = (*SHARES, *DAYS)


def alarm_days(published, binding):
    """Return the days of alarms, by their kind, from the earliest to the latest.

    An alarm falls on the day with ceil(share × notice) days left. Where several fall
    on one day, the last of :data:`KINDS` stands for all. None is before the
    publication.

    :param published: date of the first publication
    :param binding: date of the first day on which the rule binds
    """
    notice = (binding - published).days
    left = {kind: -(-share * notice // 100) for kind, share in SHARES.items()} | DAYS
    by_day = {}
    for kind in KINDS:
        day = binding - timedelta(days=left[kind])
        if published <= day < binding:
            by_day[day] = kind
    return {by_day[day]: day for day in sorted(by_day)}
