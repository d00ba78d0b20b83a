# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Series of Odoo, as "18.0", and versions of modules, as "18.0.1.2.0"."""

import re

SERIES = re.compile(r"\d{1,3}\.\d{1,2}")


def is_series(text):
    """Return whether a text names a series."""
    return bool(SERIES.fullmatch(text or ""))


def is_version_of(version, series):
    """Return whether a module's version is one for a series, as it begins."""
    return (version or "").startswith(f"{series}.")


def sort_key(version):
    """Return a key by which 18.0.1.10.0 comes after 18.0.1.9.0."""
    return [int(number) for number in re.findall(r"\d+", version or "")]
