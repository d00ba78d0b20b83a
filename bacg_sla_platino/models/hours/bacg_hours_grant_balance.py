# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools import hours
from .bacg_hours_grant import COUNTED_STATES

GRANTED_ORIGINS = ("included", "purchase", "carry_over")


class BacgHoursGrant(models.Model):
    """Balance of grants: what they give and what is left of a pool on a day."""

    _inherit = "bacg.hours.grant"

    def _minutes_by_kind(self):
        """Return the minutes drawn by (grant's id, kind)."""
        # sudo: a balance also includes draws of cases that its reader does not see
        rows = self.env["bacg.hours.allocation"].sudo()
        groups = rows._read_group(
            [("grant_id", "in", self.ids)], ["grant_id", "kind"], ["hours:sum"]
        )
        return {
            (grant.id, kind): hours.to_minutes(total) for grant, kind, total in groups
        }

    def _capacity(self):
        """Return the minutes of this grant, corrections included."""
        if self.state not in COUNTED_STATES or self.corrects_id:
            return 0
        corrections = self.correction_ids.filtered(
            lambda grant: grant.state in COUNTED_STATES
        )
        return (self + corrections)._own_minutes()

    def _free_minutes(self):
        self.ensure_one()
        return self._capacity() - sum(self._minutes_by_kind().values())

    def _as_pure(self, drawn=None):
        """Return these grants, with what is free of each, for the pure algorithm.

        :param drawn: minutes by (grant's id, kind), if already read
        """
        sums = self._minutes_by_kind() if drawn is None else drawn
        return [
            hours.Grant(
                grant.id,
                grant._capacity()
                - sums.get((grant.id, "used"), 0)
                - sums.get((grant.id, "reserved"), 0),
                grant.date_from,
                grant.date_to or None,
            )
            for grant in self
            if not grant.corrects_id
        ]

    def _of_account(self, account, pool):
        """Return the grants of an account, a (customer, company) pair, in a pool."""
        return self.filtered(
            lambda grant: (
                (grant.partner_id, grant.company_id) == account
                and grant.hours_pool == pool
            )
        )

    def _balance(self, today, drawn, overdrawn):
        """Return the figures of one pool on a day; see ``_hours_balances``.

        :param drawn: minutes by (grant's id, kind)
        :param overdrawn: minutes by kind that no grant covers
        """
        counted = self.filtered(
            lambda grant: not grant.corrects_id and grant._capacity()
        )
        valid = counted.filtered(lambda grant: grant._valid_on(today))
        granted = valid.filtered(lambda grant: grant.origin in GRANTED_ORIGINS)
        granted = granted._own_minutes()
        capacity = sum(grant._capacity() for grant in valid)
        used, reserved = (
            sum(drawn.get((grant.id, kind), 0) for grant in valid) + overdrawn[kind]
            for kind in ("used", "reserved")
        )
        pending = self.filtered(lambda grant: grant.state == "pending")
        free = [grant for grant in valid._as_pure(drawn) if grant.minutes > 0]
        expiry = min((grant.date_to for grant in free if grant.date_to), default=False)
        return {
            "granted": granted,
            "adjusted": capacity - granted,
            "used": used,
            "reserved": reserved,
            "remaining": capacity - used,
            "available": capacity - used - reserved,
            "overdrawn": sum(overdrawn.values()),
            "expiry": expiry,
            "expiring": sum(grant.minutes for grant in free if grant.date_to == expiry),
            "coming": sum(
                grant._capacity() for grant in counted if grant.date_from > today
            ),
            "pending": pending._own_minutes(),
        }

    def _own_minutes(self):
        """Return the minutes of these rows alone, without their corrections."""
        return sum(hours.to_minutes(grant.hours) for grant in self)

    def _valid_on(self, day):
        return self.date_from <= day and (not self.date_to or day <= self.date_to)
