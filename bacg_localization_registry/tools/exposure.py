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


def judge_customer(binds_at, offered_at, installed_at, now, window_stop=None):
    """Return how the customer's clock ended: he answers for his own part only.

    :param offered_at: when it was proposed to him: what he does not know of he does
        not install, ready or not
    :param window_stop: when his first window since then ended; None: he had none
    :return: ``kept``, ``late``, ``excused`` (it reached him too late to install it in
        a window of his), ``running``, or None without a date
    """
    if not binds_at:
        return None
    if installed_at and installed_at < binds_at:
        return "kept"
    if not installed_at and now < binds_at:
        return "running"
    if not offered_at or offered_at >= binds_at:
        return "excused"
    return "excused" if window_stop and window_stop > binds_at else "late"
