# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from .bacg_legal_change import LAW_DATES, TERMS

# What only a button or another record's act may set.
BY_ACT = {
    "agreed_date",
    "alarm_ids",
    "binding_checked_on",
    "binding_date",
    "check_ids",
    "judged_date",
    "legal_status",
    "not_applicable_reason",
    "notice_days",
    "outcome",
    "ready_date",
    "release_ids",
    "revision_ids",
    "state",
    "value_ids",
}


class BacgLegalChange(models.Model):
    """What nobody may do by hand: it has an act, or stays on the record."""

    _inherit = "bacg.legal.change"

    def _check_created(self, vals):
        for name in BY_ACT & set(vals):
            if not (name == "state" and vals[name] == "new"):
                raise self._by_act_error(name)

    def _check_written(self, vals):
        """Refuse what has an act of its own.

        :raises UserError: with the field and the way
        """
        for name in vals:
            if name in BY_ACT:
                raise self._by_act_error(name)
        if "change_kind" in vals:
            self._check_kind(vals["change_kind"])
        if "active" in vals and not vals["active"]:
            self._check_settled()
        self._check_regulator_kept(vals)
        dates = [name for name in vals if name in {*dict(LAW_DATES), *TERMS}]
        if not dates:
            return
        for change in self.filtered(lambda one: one._is_fixed()):
            for name in dates:
                field = change._fields[name]
                new = field.convert_to_cache(vals[name], change)
                if (new or False) != (change[name] or False):
                    raise UserError(
                        self.env._(
                            "%(field)s: “%(name)s” is published, binds already or "
                            "is ready. Use “Change a date”, which keeps the old one "
                            "and says why it moved.",
                            field=field._description_string(self.env),
                            name=change.name,
                        )
                    )

    def _check_regulator_kept(self, vals):
        """Refuse another calendar for a published day: it would move unnoticed."""
        for name in {"localization_id", "regulator_id"} & set(vals):
            for change in self.filtered(lambda one: one._is_fixed()):
                if change[name] and change[name].id != vals[name]:
                    raise UserError(
                        self.env._(
                            "%(field)s: “%(name)s” is published, binds already or is "
                            "ready; its days are of this calendar. Enter another "
                            "change.",
                            field=self._fields[name]._description_string(self.env),
                            name=change.name,
                        )
                    )

    def _is_fixed(self):
        """Return whether its dates move by acts only, which keep the old ones."""
        binds = self.binding_date and self.binding_date <= self._today()
        return bool(self.publication_date or self.ready_date or binds)

    def _check_kind(self, kind):
        """Refuse to take a change from the clock that it has begun with."""
        form = "form_record_change"
        for change in self:
            moves = (kind == form) != (change.change_kind == form)
            if moves and (change.publication_date or change.agreed_date):
                raise UserError(
                    self.env._(
                        "Kind: “%s” is published or its day agreed on; it keeps its "
                        "clock. Enter another change.",
                        change.name,
                    )
                )

    def _check_settled(self):
        """Refuse to archive what still binds: nobody would be warned of it."""
        for change in self.filtered("publication_date"):
            moot = change.legal_status == "withdrawn"
            if not moot and change.state not in ("closed", "not_applicable"):
                raise UserError(
                    self.env._(
                        "“%s” is published and not closed. Close it, or say that it "
                        "does not apply, before you archive it.",
                        change.name,
                    )
                )

    def _by_act_error(self, name):
        return UserError(
            self.env._(
                "%s: it is set by the buttons of the change and of its releases, not "
                "by hand.",
                self._fields[name]._description_string(self.env),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        for change in self:
            if change.publication_date or change.value_ids or change.check_ids:
                raise UserError(
                    self.env._(
                        "“%s” is published, checked or has an agreed day: it stays on "
                        "the record. Archive it.",
                        change.name,
                    )
                )
