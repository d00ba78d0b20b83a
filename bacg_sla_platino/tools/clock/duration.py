# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

DAY = 24 * 3600  # seconds
WEEK = 7 * DAY


def format_minutes(env, minutes):
    """Return minutes (float) as a short text in the language of ``env``.

    Whole hours stay hours, as in the agreement: 72 h, not 3 days. From a week on, whole
    days are shown as days.
    """
    total = round(abs(minutes) * 60)
    if total >= WEEK and total % DAY == 0:
        return env._("%s days", total // DAY)
    hours, rest = divmod(total, 3600)
    whole_minutes, seconds = divmod(rest, 60)
    parts = [
        env._("%s h", hours) if hours else "",
        env._("%s min", whole_minutes) if whole_minutes else "",
        env._("%s s", seconds) if seconds and not hours else "",
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
