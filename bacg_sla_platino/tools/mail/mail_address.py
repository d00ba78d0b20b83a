# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an address says about its owner: the company's, a provider's, a robot's."""

import re

# Anybody can have an address there: the domain does not identify a company.
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
    """Return whether a normalized address is at a public provider."""
    return mail_domain(address) in PUBLIC_PROVIDERS


def is_robot(address):
    """Return whether no person reads what is sent to a normalized address.

    That is so for ``no-reply@``, mail systems and mailing lists.
    """
    return bool(ROBOT.fullmatch((address or "").partition("@")[0].lower()))
