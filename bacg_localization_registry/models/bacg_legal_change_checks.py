# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .bacg_legal_change import LAW_DATES

# A binding day in its last LAST_DAYS is looked up again every FRESH_DAYS.
LAST_DAYS = 90
FRESH_DAYS = 30


class BacgLegalChange(models.Model):
    """Beside every date: when, by whom and on which page it was last looked up."""

    _inherit = "bacg.legal.change"

    @api.depends(
        "binding_date",
        "check_ids.field_name",
        "check_ids.checked_on",
        "check_ids.value",
    )
    def _compute_binding_checked_on(self):
        """A check of another day says nothing of the one that binds now."""
        for change in self:
            check = change._get_last_check("mandatory_from")
            same = check.value == change.binding_date
            change.binding_checked_on = same and check.checked_on

    def _get_checked_date(self, name):
        """Return what a check of a date looks up: of the binding day, the first one.

        A change may bind by its phases only.
        """
        return self.binding_date if name == "mandatory_from" else self[name]

    @api.depends("binding_date", "binding_checked_on", "state")
    def _compute_check_is_old(self):
        for change in self:
            change.check_is_old = change._is_check_old()

    def _is_check_old(self):
        today, binds = self._today(), self.binding_date
        if not binds or not today <= binds <= today + timedelta(days=LAST_DAYS):
            return False
        checked = self.binding_checked_on
        return not checked or checked < today - timedelta(days=FRESH_DAYS)

    @api.model
    def _search_check_is_old(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        # A day more on both sides: each regulator's calendar has its own.
        near = self.search(
            [
                ("binding_date", ">=", today - timedelta(days=1)),
                ("binding_date", "<=", today + timedelta(days=LAST_DAYS + 1)),
            ]
        )
        old = Domain("id", "in", near.filtered("check_is_old").ids)
        return Domain.OR([old if one else ~old for one in value])

    def _get_last_check(self, name):
        checks = self.check_ids.filtered(lambda one: one.field_name == name)
        return checks.sorted(lambda one: (one.checked_on, one._origin.id or 0))[-1:]

    @api.depends(
        "check_ids.checked_on",
        "check_is_old",
        "binding_date",
        "date_certainty",
        *(name for name, _label in LAW_DATES),
    )
    def _compute_dates_table(self):
        for change in self:
            change.dates_table = self.env["ir.qweb"]._render(
                "bacg_localization_registry.legal_change_dates",
                {"rows": change._get_date_rows()},
            )

    def _get_date_rows(self):
        """Return what the table of dates says of each date that is set."""
        rows = []
        for name, _label in LAW_DATES:
            day = self._get_checked_date(name)
            if not day:
                continue
            check = self._get_last_check(name)
            rows.append(
                {
                    "label": self._fields[name]._description_string(self.env),
                    "day": format_date(self.env, self[name] or day),
                    "checked_on": format_date(self.env, check.checked_on),
                    "checked_by": check.checked_by_id.name,
                    "url": check.checked_url,
                    "other": check and check.value != day,
                    "old": name == "mandatory_from" and self.check_is_old,
                }
            )
        return rows

    def _check_dates_on(self, names, url, day):
        """Note that dates were looked up on a page.

        :param names: fields of :data:`LAW_DATES`
        """
        self.env["bacg.legal.change.check"].create(
            [
                {
                    "change_id": change.id,
                    "field_name": name,
                    "checked_on": day,
                    "checked_url": url,
                }
                for change in self
                for name in names
                if change._get_checked_date(name)
            ]
        )
