# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a customer stands towards the day on which a law binds him, without the ORM.

Two clocks, neither of which moves the other: BACG's ends when the release is ready, the
customer's when it is installed (SLA 3.02, 3.03). Moments are naive UTC, or None.
"""


def get_exposure(binds_at, is_installed, windows_left, now):
    """Return how exposed a customer is; None without a date.

    :param windows_left: how many safe windows are left before it binds
    """
    if not binds_at:
        return None
    if is_installed:
        return "protected"
    if binds_at <= now:
        return "exposed"
    return ("no_window", "last_window", "window_left")[min(windows_left, 2)]


def judge_customer(binds_at, ready_at, installed_at, now):
    """Return how the customer's clock ended: he answers for his own part only.

    :return: ``kept``, ``late``, ``excused`` (what he would install came too late),
        ``running``, or None without a date
    """
    if not binds_at:
        return None
    if installed_at and installed_at < binds_at:
        return "kept"
    if not installed_at and now < binds_at:
        return "running"
    return "late" if ready_at and ready_at < binds_at else "excused"
