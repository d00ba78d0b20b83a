# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Durations as people read them, to the second."""


def format_seconds(env, seconds):
    """Return whole seconds as a short text: sums of such texts can be checked.

    Fractions of a second, as of weighed outages, are rounded up.
    """
    total = -(-abs(seconds) // 1)
    hours, rest = divmod(int(total), 3600)
    minutes, rest = divmod(rest, 60)
    parts = [
        env._("%s h", hours) if hours else "",
        env._("%s min", minutes) if minutes else "",
        env._("%s s", rest) if rest else "",
    ]
    text = " ".join(filter(None, parts)) or env._("%s s", 0)
    return ("−" if seconds < 0 else "") + text


def format_roughly(env, seconds):
    """Return seconds in hours and minutes, rounded down: what is left of a budget."""
    minutes = int(abs(seconds) // 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        env._("%s h", hours) if hours else "",
        env._("%s min", minutes) if minutes or not hours else "",
    ]
    return " ".join(filter(None, parts))
