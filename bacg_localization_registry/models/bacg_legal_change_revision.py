# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
        for vals in vals_list:
            for name in ("voided_at", "voided_by_id", "void_reason"):
                vals.pop(name, None)
            vals["author_id"] = self.env.uid
            change = self.env["bacg.legal.change"].browse(vals.get("change_id"))
            phase = self.env["bacg.legal.change.phase"].browse(vals.get("phase_id"))
            vals["old_date"] = (phase or change).mandatory_from
            if vals.get("kind") in (*WITHOUT_DATE, "grace"):
                vals["new_date"] = False
        revisions = super().create(vals_list)
        for revision in revisions:
            revision._apply()
        revisions.change_id._sync_alarms()
        return revisions

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

    def _apply(self):
        """Log what it changed; move the day of the penalties if it says so."""
        change = self.change_id
        if self._moves_date():
            if self.new_date and change.date_certainty in ("unknown", "relative"):
                change._put({"date_certainty": "fixed"})
            self._log("mandatory_from", self.old_date, self.new_date)
        if self.enforcement_from:
            self._log(
                "enforcement_from", change.enforcement_from, self.enforcement_from
            )
            change._put({"enforcement_from": self.enforcement_from})

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
        # sudo: else write() refuses it, as by hand
        self.sudo().write(
            {
                "voided_at": fields.Datetime.now(),
                "voided_by_id": self.env.uid,
                "void_reason": reason,
            }
        )
        if self._moves_date():
            if self.kind == "announcement" and not target.mandatory_from:
                change._put({"date_certainty": "unknown"})
            self._log(
                "mandatory_from", before, target.mandatory_from, "correction", reason
            )
        if self.enforcement_from and change.enforcement_from == self.enforcement_from:
            logged = change.value_ids.filtered(
                lambda one: (
                    one.revision_id == self and one.field_name == "enforcement_from"
                )
            )
            self._log(
                "enforcement_from",
                self.enforcement_from,
                logged.old_value,
                "correction",
                reason,
            )
            change._put({"enforcement_from": logged.old_value})
        change._sync_alarms()
