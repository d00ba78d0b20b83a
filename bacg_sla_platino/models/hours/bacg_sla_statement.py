# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import hours
from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels
from .bacg_hours_grant import COUNTED_STATES, HOURS_POOLS
from .bacg_hours_grant_balance import GRANTED_ORIGINS

# What changes a balance.
MOVEMENTS = ("granted", "adjusted", "used", "expired")


def _balance(total):
    return total["granted"] + total["adjusted"] - total["used"] - total["expired"]


class BacgSlaStatement(models.Model):
    """The hours of the month (SLA 1.18): granted, drawn, left.

    A statement's hours never change, not even in its revisions: what is noted later is
    a correction in the next one. Each statement has the totals of all rows, and the
    movements since the previous one.
    """

    _inherit = "bacg.sla.statement"

    def _content(self):
        return {**super()._content(), "hours": self._hours_content()}

    def _issue(self):
        result = super()._issue()
        # sudo: only the actions on draws write time entries
        for statement in self.sudo().filtered(lambda one: not one.previous_id):
            if (statement.content["hours"] or {}).get("pools"):
                statement._hours_new_entries().statement_id = statement
        return result

    # -------------------------------------------------------------------------
    # Content
    # -------------------------------------------------------------------------

    def _hours_content(self):
        """Return the document's content about hours, in minutes; None without hours."""
        if self.previous_id:
            return self.previous_id.content.get("hours")
        if later := self._hours_statements(Domain("date_to", ">", self.date_to))[:1]:
            return {"stands_in": later.display_name}
        before = self._hours_statements(Domain("date_to", "<=", self.date_to))[:1]
        entries = self._hours_new_entries()
        if not before:
            # Earlier entries are in the opening balance of the first statement.
            entries = entries.filtered(lambda entry: entry.date >= self.date_from)
        pools = [
            values
            for pool, _label in HOURS_POOLS
            if (values := self._hours_of_pool(pool, before, entries))
        ]
        if not pools:
            return None
        return {
            "pools": pools,
            "entries": [self._hours_entry_values(entry) for entry in entries],
        }

    def _hours_statements(self, domain):
        """Return the statements issued to this customer that contain hours."""
        issued = self.search(
            self.contract_id._hours_account()
            & Domain("state", "=", "issued")
            & Domain("id", "!=", self._origin.id)
            & domain,
            order="date_to desc, id desc",
        )
        return issued.filtered(
            lambda one: ((one.content or {}).get("hours") or {}).get("pools")
        )

    def _hours_new_entries(self):
        """Return the time entries up to the last day that no statement contains yet."""
        return self.env["bacg.hours.entry"].search(
            Domain("draw_id", "any", self.contract_id._hours_account())
            & Domain("date", "<=", self.date_to)
            & Domain("statement_id", "=", False),
            order="date, id",
        )

    def _hours_of_pool(self, pool, before, entries):
        """Return the opening, movements and closing of a pool; None without hours."""
        total = self._hours_total(pool, self.date_to)
        if not any(total.values()):
            return None
        opening = self._hours_total_before(pool, before)
        moved = {name: total[name] - opening[name] for name in MOVEMENTS}
        late = sum(
            hours.to_minutes(entry.hours_charged)
            for entry in entries
            if entry.draw_id.hours_pool == pool and entry.date < self.date_from
        )
        balance = self.contract_id._hours_balances()[self.contract_id].get(pool, {})
        return {
            "pool": pool,
            "opening": _balance(opening),
            **moved,
            "used": moved["used"] - late,
            "late": late,
            "closing": _balance(total),
            "reserved": balance.get("reserved", 0),
            "total": total,
        }

    def _hours_total_before(self, pool, before):
        """Return the totals at the opening, as the previous statement has them."""
        if not before:
            return self._hours_total(pool, self.date_from - timedelta(days=1))
        told = {one["pool"]: one["total"] for one in before.content["hours"]["pools"]}
        return told.get(pool, dict.fromkeys(MOVEMENTS, 0))

    def _hours_total(self, pool, day):
        """Return the totals of a pool up to the end of a day."""
        account = self.contract_id._hours_account() & Domain("hours_pool", "=", pool)
        grants = self.env["bacg.hours.grant"].search(
            account & Domain("state", "in", COUNTED_STATES)
        )
        used = self.env["bacg.hours.allocation"]._read_group(
            account & Domain("kind", "=", "used") & Domain("date", "<=", day),
            [],
            ["hours:sum"],
        )[0][0]
        started = grants.filtered(lambda grant: grant.date_from <= day)
        granted = started.filtered(lambda grant: grant.origin in GRANTED_ORIGINS)
        drawn = grants._minutes_by_kind()
        return {
            "granted": granted._own_minutes(),
            "adjusted": (started - granted)._own_minutes(),
            "used": hours.to_minutes(used),
            "expired": sum(
                grant._capacity() - drawn.get((grant.id, "used"), 0)
                for grant in started
                if not grant.corrects_id and grant.date_to and grant.date_to <= day
            ),
        }

    def _hours_entry_values(self, entry):
        draw = entry.draw_id
        return {
            "date": fields.Date.to_string(entry.date),
            "pool": draw.hours_pool,
            "case": draw.ticket_id.number or "",
            "draw": draw.name,
            "name": entry.name,
            "who": entry.user_id.name,
            "worked": hours.to_minutes(entry.hours),
            "drawn": hours.to_minutes(entry.hours_charged),
            "late": entry.date < self.date_from,
        }

    # -------------------------------------------------------------------------
    # Texts
    # -------------------------------------------------------------------------

    def _document_labels(self):
        pools = selection_labels(self.env["bacg.hours.draw"], "hours_pool")
        return {**super()._document_labels(), "pool": pools}

    def _text_hours(self, minutes):
        return format_hours(self.env, minutes)

    def _text_iso_day(self, day):
        return format_date(self.env, fields.Date.to_date(day))
