# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an address says of who is behind it."""

import re

# Anybody can have an address there: it says nothing about the company.
PUBLIC_PROVIDERS = frozenset(
    {
        "aol.com",
        "fastmail.com",
        "gmail.com",
        "gmx.com",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "icloud.com",
        "live.com",
        "live.com.mx",
        "mac.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.es",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "tutanota.com",
        "yahoo.com",
        "yahoo.com.ar",
        "yahoo.com.mx",
        "yahoo.es",
        "yandex.com",
        "ymail.com",
        "zoho.com",
    }
)
ROBOT = re.compile(
    r"""
    (no|do[-_.]?not)[-_.]?(reply|respond|responder|responda|contestar) ([-+_.].*)?
    | mailer[-_.]?daemon | daemon | postmaster | listserv | majordomo
    | bounces? ([-+_=.].*)? | .*[-+]bounces? | owner-.* | .*-owner | .*-request
    """,
    re.VERBOSE,
)


def mail_domain(address):
    """Return the domain of a normalized address, ``""`` without one."""
    return (address or "").rpartition("@")[2]


def is_public(address):
    """Tell whether a normalized address is one of a provider's for everybody."""
    return mail_domain(address) in PUBLIC_PROVIDERS


def is_robot(address):
    """Tell whether nobody reads what is sent to a normalized address.

    ``no-reply@``, mail systems and mailing lists: whoever answers them talks to the
    wall, or to another robot.
    """
    return bool(ROBOT.fullmatch((address or "").partition("@")[0].lower()))
