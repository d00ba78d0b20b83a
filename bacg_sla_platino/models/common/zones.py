# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import get_timezone_location

from odoo.tools.misc import babel_locale_parse


def zone_name(env, zone):
    """Return a time zone as people call it, in the language of ``env``.

    :param zone: a name of the tz database, as ``America/Guatemala``
    """
    if zone in ("UTC", "Etc/UTC"):
        return "UTC"
    locale = babel_locale_parse(env.lang)
    place = get_timezone_location(zone, locale=locale, return_city=True)
    return env._("%(place)s time", place=place)
