# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.legal_dates import date_in_force, last_digit, phase_digits

# What says which day binds whom.
BINDING = {"change_id", "first_mandatory_from", "partner_ids", "tax_id_last_digits"}


class BacgLegalChangePhase(models.Model):
    """A segment of the taxpayers that a change binds on a day of its own.

    A customer is in the phase that names him, else in the one of the last digit of
    his tax id. A tax id that ends in a letter has no phase.
    """

    _name = "bacg.legal.change.phase"
    _description = "Phase of a Legal Change"
    _order = "change_id, first_mandatory_from, id"

    change_id = fields.Many2one(
        comodel_name="bacg.legal.change",
        required=True,
        ondelete="cascade",
        index=True,
    )
    name = fields.Char(
        string="Segment", required=True, help="The taxpayers: banks and free zones."
    )
    tax_id_last_digits = fields.Char(
        string="Last digits", help="Of the tax id, as in 0, 1 or 0-1."
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers",
        domain="[('parent_id', '=', False)]",
        help="Who is in this segment, where no digit says so.",
    )
    first_mandatory_from = fields.Date(string="Mandatory from, first", required=True)
    mandatory_from = fields.Date(
        compute="_compute_mandatory_from", store=True, index=True
    )

    @api.depends(
        "first_mandatory_from",
        "change_id.revision_ids.new_date",
        "change_id.revision_ids.announced_date",
        "change_id.revision_ids.voided_at",
        "change_id.revision_ids.phase_id",
    )
    def _compute_mandatory_from(self):
        for phase in self:
            steps = phase.change_id._get_steps(phase)
            day = steps[-1][0] if steps else None
            phase.mandatory_from = date_in_force(phase.first_mandatory_from, steps, day)

    @api.constrains("tax_id_last_digits", "change_id")
    def _check_tax_id_last_digits(self):
        for change in self.change_id:
            taken = set()
            for phase in change.phase_ids.filtered("tax_id_last_digits"):
                digits = phase_digits(phase.tax_id_last_digits)
                if digits is None:
                    raise ValidationError(
                        self.env._(
                            "Last digits: “%s” is no list of digits. Write it as in "
                            "0, 1 or 0-1.",
                            phase.tax_id_last_digits,
                        )
                    )
                if digits & taken:
                    raise ValidationError(
                        self.env._(
                            "Last digits: %s is in two phases.",
                            ", ".join(sorted(digits & taken)),
                        )
                    )
                taken |= digits

    def _get_of_partner(self, partner):
        """Return the phase of a customer among these, or an empty set."""
        named = self.filtered(lambda one: partner in one.partner_ids)
        digit = last_digit(partner.vat)
        found = named or self.filtered(lambda one: digit and digit in one._digits())
        return found[:1]

    def _digits(self):
        return phase_digits(self.tax_id_last_digits) or set()

    @api.model_create_multi
    def create(self, vals_list):
        # With the context's defaults, which count like any value.
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_by_hand(vals)
        changes = self.change_id.browse(vals.get("change_id") for vals in vals_list)
        self._check_not_published(changes)
        phases = super().create(vals_list)
        phases.change_id._sync_alarms()
        return phases

    def write(self, vals):
        self._check_by_hand(vals)
        if BINDING & set(vals):
            self._check_not_published(self.change_id)
        return super().write(vals)

    def _check_by_hand(self, vals):
        if "mandatory_from" in vals and not self.env.su:
            raise UserError(
                self.env._(
                    "Mandatory from: it follows the first day and its revisions."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_not_published(self.change_id)

    def _check_not_published(self, changes):
        if self.env.su:
            return
        for change in changes.filtered(lambda one: one._is_fixed()):
            raise UserError(
                self.env._(
                    "Phases: “%s” is published, binds already or is ready. Use "
                    "“Revise” for the day, “Change a date” for the customers of a "
                    "phase or for another phase: both keep what was.",
                    change.name,
                )
            )

    def _describe(self):
        """Return the phase in a line of the log."""
        customers = ", ".join(self.partner_ids.sorted("name").mapped("name"))
        parts = [self.name, self.tax_id_last_digits, customers]
        return " · ".join(filter(None, parts))
