# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.legal_dates import date_in_force, is_weekday, relative_date
from .bacg_legal_change import LAW_DATES

KINDS = [
    ("law_change", "The law changed"),
    ("correction", "Correction of ours"),
    ("new_source", "New source"),
    ("agreement", "Agreed with the customers"),
]


class BacgLegalChange(models.Model):
    """When it binds, and the acts that move a date after the publication."""

    _inherit = "bacg.legal.change"

    # -------------------------------------------------------------------------
    # When it binds
    # -------------------------------------------------------------------------

    @api.depends(
        "date_certainty",
        "relative_number",
        "relative_unit",
        "relative_anchor_date",
        "relative_anchor_counts",
        "regulator_id",
    )
    def _compute_first_mandatory_from(self):
        # Not by the regulator's calendar: a new one would move days that are published.
        for change in self:
            day = change.first_mandatory_from
            if change.date_certainty == "relative":
                day = change._get_relative_date()
            elif change.date_certainty == "unknown" and not change.revision_ids:
                day = False
            change.first_mandatory_from = day

    def _get_relative_date(self):
        if not self.relative_anchor_date:
            return False
        return relative_date(
            self.relative_anchor_date,
            self.relative_number,
            self.relative_unit,
            self.relative_anchor_counts,
            self._get_business_day_test(),
        )

    def _get_business_day_test(self):
        """Return a function that tells whether a date is a business day."""
        holidays = self.regulator_id._get_holidays()
        return lambda day: is_weekday(day) and day not in holidays

    @api.depends(
        "first_mandatory_from",
        "revision_ids.new_date",
        "revision_ids.announced_date",
        "revision_ids.voided_at",
    )
    def _compute_mandatory_from(self):
        for change in self:
            steps = change._get_steps()
            day = steps[-1][0] if steps else None
            change.mandatory_from = date_in_force(
                change.first_mandatory_from, steps, day
            )

    def _inverse_mandatory_from(self):
        for change in self:
            day = change.mandatory_from
            certainty = change.date_certainty
            if day and certainty == "unknown":
                certainty = "fixed"
            change._put({"first_mandatory_from": day, "date_certainty": certainty})

    @api.depends("mandatory_from", "phase_ids.mandatory_from")
    def _compute_binding_date(self):
        for change in self:
            days = [change.mandatory_from, *change.phase_ids.mapped("mandatory_from")]
            change.binding_date = min(filter(None, days), default=False)

    @api.depends("publication_date", "binding_date")
    def _compute_notice_days(self):
        for change in self:
            published, binds = change.publication_date, change.binding_date
            change.notice_days = (binds - published).days if published and binds else 0

    def _get_revisions(self, phase=None):
        """Return the revisions that stand, of the change or of one of its phases."""
        phase = phase or self.env["bacg.legal.change.phase"]
        return self.revision_ids.filtered(
            lambda one: not one.voided_at and one.phase_id == phase
        ).sorted(lambda one: (one.announced_date, one._origin.id or 0))

    def _get_steps(self, phase=None):
        """Return ``(announced on, date or False)`` of each move of the binding day."""
        revisions = self._get_revisions(phase)
        return [
            (one.announced_date, one.new_date) for one in revisions if one._moves_date()
        ]

    def _get_binding_date(self, day):
        """Return the first binding day of all that was in force on a day, or None."""
        self.ensure_one()
        days = [date_in_force(self.first_mandatory_from, self._get_steps(), day)]
        for phase in self.phase_ids:
            steps = self._get_steps(phase)
            days.append(date_in_force(phase.first_mandatory_from, steps, day))
        return min(filter(None, days), default=None)

    def _get_mandatory_from(self, partners):
        """Return the date on which it binds each of these customers.

        A customer's is his phase's, else the change's.

        :param partners: commercial entities
        :return: dict from partner to date, or False where it is unknown
        """
        self.ensure_one()
        return {
            partner: (self.phase_ids._get_of_partner(partner) or self).mandatory_from
            for partner in partners
        }

    # -------------------------------------------------------------------------
    # What is always so
    # -------------------------------------------------------------------------

    @api.constrains("mandatory_from", "coexistence_until")
    def _check_coexistence(self):
        for change in self.filtered("coexistence_until"):
            binds = change.mandatory_from
            if binds and change.coexistence_until < binds - timedelta(days=1):
                raise ValidationError(
                    self.env._(
                        "Old rule accepted until: %(until)s leaves days before "
                        "%(binds)s on which no rule holds. “Until 31 March” and "
                        "“mandatory from 1 April” are the same day's end and begin.",
                        until=change.coexistence_until,
                        binds=binds,
                    )
                )

    @api.constrains("publication_date", "signed_date")
    def _check_published(self):
        for change in self.filtered("publication_date"):
            if change.publication_date > change._today():
                raise ValidationError(
                    self.env._(
                        "Published on: %s is still to come. Leave it empty until then.",
                        change.publication_date,
                    )
                )
            if change.signed_date and change.signed_date > change.publication_date:
                raise ValidationError(
                    self.env._("Signed on: nothing is published before it is signed.")
                )

    @api.constrains("date_certainty", "mandatory_from", "change_kind")
    def _check_certainty(self):
        for change in self:
            if change.change_kind == "form_record_change":
                if change.binding_date:
                    raise ValidationError(
                        self.env._(
                            "Mandatory from: a change of forms or records has no "
                            "date of the regulator's; agree one with “Agree a date”."
                        )
                    )
            elif (
                change.date_certainty in ("fixed", "targeted")
                and not change.mandatory_from
                and not change.revision_ids
            ):
                raise ValidationError(
                    self.env._(
                        "Mandatory from: a date that is fixed or targeted is given; if "
                        "nobody knows it, choose “Unknown”."
                    )
                )

    @api.constrains("regulator_id", "localization_id")
    def _check_regulator(self):
        for change in self.filtered("regulator_id"):
            if change.regulator_id.country_id != change.localization_id.country_id:
                raise ValidationError(
                    self.env._(
                        "Regulator: %(regulator)s is of %(country)s.",
                        regulator=change.regulator_id.display_name,
                        country=change.regulator_id.country_id.name,
                    )
                )

    # -------------------------------------------------------------------------
    # Acts after the publication
    # -------------------------------------------------------------------------

    def _correct_date(self, name, value, kind, reason, source_url=False):
        """Set a date that was wrong here, or that a new source gives.

        The law did not change: what was announced counts as if it had always been so.

        :param name: field of :data:`LAW_DATES`
        :param value: date or False
        :param kind: ``law_change`` (of other dates than the binding one),
            ``correction`` or ``new_source``
        :param reason: text
        """
        self.ensure_one()
        if name == "relative_anchor_date":
            self._correct_anchor(value, kind, reason, source_url)
            return
        field = "first_mandatory_from" if name == "mandatory_from" else name
        old = self[field]
        reason = (reason or "").strip()
        if name not in dict(LAW_DATES):
            raise UserError(self.env._("Date: choose one of the change's."))
        if name == "mandatory_from" and kind == "law_change":
            raise UserError(
                self.env._(
                    "Kind: the law moves a binding day by an extension, an advance "
                    "or a suspension. Use “Revise”."
                )
            )
        if name == "publication_date" and not value:
            raise UserError(
                self.env._(
                    "Published on: what was published stays so; give its right day. If "
                    "it binds nobody, use “Revise” (“Withdrawal”)."
                )
            )
        if not reason:
            raise UserError(self.env._("Reason: say why the date changes."))
        if old == value:
            raise UserError(self.env._("Date: it is %s already.", value or "–"))
        if name == "mandatory_from" and self.outcome and not source_url:
            raise self._source_error()
        self._put({field: value, **self._get_certainty(name, value)})
        self._log_value(name, old, value, kind, reason, source_url)

    def _correct_anchor(self, value, kind, reason, source_url=False):
        """Give the day from which the term of a relative date runs, or another one.

        :param value: date
        """
        reason = (reason or "").strip()
        if self.date_certainty != "relative":
            raise UserError(
                self.env._("Date: only a relative one counts from another day.")
            )
        if not value:
            raise UserError(self.env._("Now: give the day from which the term runs."))
        if not reason:
            raise UserError(self.env._("Reason: say why the date changes."))
        old = self.first_mandatory_from
        if old and self.outcome and not source_url:
            raise self._source_error()
        self._put({"relative_anchor_date": value})
        reason = f"{self.relative_anchor or ''} {value}. {reason}".strip()
        new = self.first_mandatory_from
        self._log_value("mandatory_from", old, new, kind, reason, source_url)

    def _confirm_date(self, reason, source_url):
        """Note that a day that was aimed at is fixed now."""
        self.ensure_one()
        day, reason = self.mandatory_from, (reason or "").strip()
        if self.date_certainty != "targeted" or not day:
            raise UserError(
                self.env._("It is fixed now: only a targeted day becomes it.")
            )
        if not reason:
            raise UserError(self.env._("Reason: say who fixed it."))
        self._put({"date_certainty": "fixed"})
        self._log_value("mandatory_from", day, day, "new_source", reason, source_url)

    def _change_phase(self, phase, vals, kind, reason, source_url=False):
        """Add a phase, or change whom one binds; the day of one moves by a revision.

        :param phase: of this change, or empty for another one
        :param vals: ``name``, ``tax_id_last_digits``, ``partner_ids`` and, of another
            one, ``first_mandatory_from``
        """
        self.ensure_one()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say why the phase changes."))
        if phase.change_id - self:
            raise UserError(self.env._("Phase: %s is of another change.", phase.name))
        if not phase and not (vals["name"] and vals["first_mandatory_from"]):
            raise UserError(
                self.env._("Segment and Now: another phase has a name and its day.")
            )
        if self.outcome and not source_url:
            raise self._source_error()
        self.check_access("write")
        old, before = phase.mandatory_from, phase._describe() if phase else "–"
        # sudo: else the phase refuses it, as by hand
        phases = phase.sudo()
        if phase:
            vals = {name: vals[name] for name in ("tax_id_last_digits", "partner_ids")}
            phases.write(vals)
        else:
            phases = phases.create(dict(vals, change_id=self.id))
        reason = f"{before} → {phases._describe()}. {reason}"
        new = phases.mandatory_from
        self._log_value("mandatory_from", old, new, kind, reason, source_url)
        self._sync_alarms()

    def _source_error(self):
        return UserError(
            self.env._(
                "Source: “%s” is judged anew by this day. Give the page that says it.",
                self.name,
            )
        )

    def _get_certainty(self, name, value):
        """Return the certainty that a new binding day brings with it."""
        if name != "mandatory_from" or self.date_certainty == "targeted":
            return {}
        return {"date_certainty": "fixed" if value else "unknown"}

    def _log_value(self, name, old, new, kind, reason, source_url=False, **values):
        # sudo: the log is written by acts only
        log = self.env["bacg.legal.change.value"].sudo()
        return log.create(
            {
                "change_id": self.id,
                "field_name": name,
                "old_value": old,
                "new_value": new,
                "kind": kind,
                "reason": reason,
                "source_url": source_url,
                "author_id": self.env.uid,
                "logged_at": fields.Datetime.now(),
                **values,
            }
        )
