# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.legal_dates import date_in_force

KINDS = [
    ("extension", "Extension"),
    ("advance", "Advance"),
    ("announcement", "Date announced"),
    ("grace", "Grace: penalties later"),
    ("suspension", "Suspension"),
    ("withdrawal", "Withdrawal"),
]
# Those that leave no binding day.
WITHOUT_DATE = {"suspension": "suspended", "withdrawal": "withdrawn"}


class BacgLegalChangeRevision(models.Model):
    """The regulator moved a binding day: the only way it moves once published.

    Rows are added, never edited. One that was entered by mistake is voided with a
    reason and stays.
    """

    _name = "bacg.legal.change.revision"
    _description = "Revision of a Legal Change"
    _order = "announced_date, id"

    change_id = fields.Many2one(
        comodel_name="bacg.legal.change",
        required=True,
        ondelete="restrict",
        index=True,
    )
    phase_id = fields.Many2one(
        comodel_name="bacg.legal.change.phase",
        ondelete="restrict",
        domain="[('change_id', '=', change_id)]",
        help="Empty: of the change itself.",
    )
    kind = fields.Selection(selection=KINDS, required=True)
    old_date = fields.Date(string="Mandatory from, before", readonly=True)
    new_date = fields.Date(string="Mandatory from, now")
    enforcement_from = fields.Date(string="Penalties from")
    coexistence_until = fields.Date(
        string="Old rule accepted until",
        help="Empty: it moves along if it was the eve of the binding day.",
    )
    announced_date = fields.Date(
        string="Announced on",
        required=True,
        help="It is in force from this day on, by the regulator's calendar.",
    )
    instrument = fields.Char(string="Legal instrument")
    source_url = fields.Char(string="Source")
    reason = fields.Char(string="In short")
    author_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    voided_at = fields.Datetime(readonly=True)
    voided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    void_reason = fields.Char(readonly=True)

    @api.depends("kind", "new_date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for revision in self:
            parts = (labels.get(revision.kind), str(revision.new_date or ""))
            revision.display_name = " ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        # With the context's defaults, which count like any value.
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        for vals in vals_list:
            vals.update(voided_at=False, voided_by_id=False, void_reason=False)
            vals["author_id"] = self.env.uid
            if vals.get("kind") in (*WITHOUT_DATE, "grace"):
                vals["new_date"] = False
            self._fill_dates(vals)
        # A coexistence that ends later leaves no gap: it moves before the binding day.
        untils = [self._extend_coexistence(vals) for vals in vals_list]
        revisions = super().create(vals_list)
        for revision, until in zip(revisions, untils, strict=True):
            revision._apply(until)
        revisions.change_id._sync_alarms()
        return revisions

    def _fill_dates(self, vals):
        """Add to a new row's values what was in force, and what moves along."""
        change = self.env["bacg.legal.change"].browse(vals.get("change_id"))
        phase = self.env["bacg.legal.change.phase"].browse(vals.get("phase_id"))
        announced = fields.Date.to_date(vals.get("announced_date"))
        new = fields.Date.to_date(vals.get("new_date"))
        old = False
        if change and announced:
            first = (phase or change).first_mandatory_from
            old = date_in_force(first, change._get_steps(phase), announced)
        vals["old_date"] = old or False
        until = change.coexistence_until
        eve = old and until == old - timedelta(days=1)
        if eve and new and not phase and not vals.get("coexistence_until"):
            vals["coexistence_until"] = new - timedelta(days=1)

    def _extend_coexistence(self, vals):
        """Move the end of the old rule if it is later; return what it was."""
        change = self.env["bacg.legal.change"].browse(vals.get("change_id"))
        before = change.coexistence_until
        until = fields.Date.to_date(vals.get("coexistence_until"))
        if before and until and until > before:
            change._put({"coexistence_until": until})
        return before

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "A revision is not edited: void it with a reason and add the right "
                    "one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A revision stays on the record: void it with a reason.")
        )

    @api.constrains("kind", "new_date", "old_date", "announced_date", "phase_id")
    def _check_dates(self):
        for revision in self:
            revision._check_announced()
            revision._check_kind()

    def _check_announced(self):
        change = self.change_id
        if not change.publication_date:
            raise ValidationError(
                self.env._(
                    "“%s” is not published: its dates can still be edited.",
                    change.name,
                )
            )
        if self.announced_date < change.publication_date:
            raise ValidationError(
                self.env._(
                    "Announced on: nothing is revised before its publication (%s).",
                    change.publication_date,
                )
            )
        if self.announced_date > change._today():
            raise ValidationError(
                self.env._("Announced on: %s is still to come.", self.announced_date)
            )
        judged = change.ready_date and self.announced_date <= change.ready_date
        if judged and self._moves_date() and not self.source_url:
            raise ValidationError(
                self.env._(
                    "Source: “%s” is ready, and is judged anew by this day. Give the "
                    "page that announced it.",
                    change.name,
                )
            )
        if self.phase_id and self.phase_id.change_id != change:
            raise ValidationError(
                self.env._("Phase: %s is of another change.", self.phase_id.name)
            )

    def _check_kind(self):
        old, new, kind = self.old_date, self.new_date, self.kind
        env = self.env
        if kind in ("extension", "advance") and not (old and new):
            raise ValidationError(
                env._(
                    "Mandatory from: an extension or an advance needs the old and the "
                    "new day. Of a day that nobody knew before, choose “Date "
                    "announced”."
                )
            )
        if kind == "extension" and new <= old:
            raise ValidationError(
                env._("Mandatory from: an extension is to a later day than %s.", old)
            )
        if kind == "advance" and new >= old:
            raise ValidationError(
                env._("Mandatory from: an advance is to an earlier day than %s.", old)
            )
        if kind == "announcement" and (old or not new):
            raise ValidationError(
                env._(
                    "Kind: “Date announced” gives a day to a change that has none; "
                    "otherwise choose extension or advance."
                )
            )
        if kind == "grace" and not self.enforcement_from:
            raise ValidationError(
                env._("Penalties from: say until when the grace lasts.")
            )

    def _moves_date(self):
        return self.kind != "grace"

    def _get_legal_status(self):
        return WITHOUT_DATE.get(self.kind, "published")

    def _apply(self, until):
        """Log what it changed; move the change's other dates if it says so.

        :param until: when the old rule ended before
        """
        change = self.change_id
        before = {
            "coexistence_until": until,
            "enforcement_from": change.enforcement_from,
        }
        for name, old in before.items():
            if self[name]:
                self._log(name, old, self[name])
                change._put({name: self[name]})
        if self._moves_date():
            if self.new_date and change.date_certainty in ("unknown", "relative"):
                change._put({"date_certainty": "fixed"})
            self._log("mandatory_from", self.old_date, self.new_date)

    def _log(self, name, old, new, kind="law_change", reason=None):
        self.change_id._log_value(
            name,
            old,
            new,
            kind,
            reason or self.reason or self.display_name,
            self.source_url,
            revision_id=self.id,
        )

    def _void(self, reason):
        """Take a mistaken row out of force; it stays, with who, when and why."""
        self.ensure_one()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say what was wrong with it."))
        if self.voided_at:
            raise UserError(self.env._("It is voided already."))
        self.check_access("write")
        change, target = self.change_id, self.phase_id or self.change_id
        before = target.mandatory_from
        until = self._get_value_before("coexistence_until")
        if until and until > self.coexistence_until:
            # No gap: it moves before the binding day.
            self._restore("coexistence_until", reason)
        # sudo: else write() refuses it, as by hand
        self.sudo().write(
            {
                "voided_at": fields.Datetime.now(),
                "voided_by_id": self.env.uid,
                "void_reason": reason,
            }
        )
        for name in ("coexistence_until", "enforcement_from"):
            self._restore(name, reason)
        if self._moves_date():
            if self.kind == "announcement" and not target.mandatory_from:
                change._put({"date_certainty": "unknown"})
            self._log(
                "mandatory_from", before, target.mandatory_from, "correction", reason
            )
        change._sync_alarms()

    def _restore(self, name, reason):
        """Set another date back to what it was before, if it is still this one's."""
        change, own = self.change_id, self[name]
        if not own or change[name] != own:
            return
        before = self._get_value_before(name)
        self._log(name, own, before, "correction", reason)
        change._put({name: before})

    def _get_value_before(self, name):
        """Return what another date was before this row moved it, as logged."""
        logged = self.change_id.value_ids.filtered(
            lambda one: one.revision_id == self and one.field_name == name
        )
        return logged.sorted("id")[:1].old_value
