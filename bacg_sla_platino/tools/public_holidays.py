# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The holidays of a country in a year, by the package ``holidays``; without the ORM."""

from datetime import date
from typing import NamedTuple

import holidays

# Where our customers are: national days, not those of a state or a town.
COUNTRIES = ("GT", "HN", "PA", "CR", "NI", "BZ", "MX", "US")
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Half days by custom or by law in most of them, which no package knows of everybody.
ASKED = ((12, 24), (12, 31))


class Offer(NamedTuple):
    """A day that may be a holiday.

    :param day: a date
    :param name: of the holidays on it, empty if no country gives the day
    :param kind: ``public``; ``other`` if only some observe it (optional, banks, public
        offices); ``asked`` if people must say what it is
    """

    day: date
    name: str
    kind: str


def offers(country, year, language):
    """Return the :class:`Offer` of each day that may be a holiday, in order.

    :param country: code of one of :data:`COUNTRIES`
    :param year: from :data:`FIRST_YEAR` to :data:`LAST_YEAR`
    :param language: code of the language of the names, as ``es_419``; the country's
        own if the package does not have that
    """
    other = _days(country, year, language, _other_categories(country))
    found = {day: Offer(day, name, "other") for day, name in other.items()}
    for month, day_of_month in ASKED:
        day = date(year, month, day_of_month)
        found[day] = Offer(day, other.get(day, ""), "asked")
    for day, name in _days(country, year, language, ("public",)).items():
        found[day] = Offer(day, name, "public")
    return sorted(found.values())


def _days(country, year, language, categories):
    """Return a dict from date to name of the holidays of some categories."""
    if not categories:  # the package would take its default one
        return {}
    entity = getattr(holidays, country)
    spoken = {language, language.split("_")[0]} & set(entity.supported_languages)
    language = next(iter(spoken), None)
    return dict(entity(years=year, language=language, categories=categories))


def _other_categories(country):
    # Days such as Halloween, on which everybody works, are no offer.
    known = getattr(holidays, country).supported_categories
    return tuple(c for c in known if c not in ("public", "unofficial"))
