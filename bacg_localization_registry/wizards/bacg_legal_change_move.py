# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Command

from ..models.bacg_legal_change import LAW_DATES


class BacgLegalChangeMove(models.TransientModel):
    """A date of a published change becomes another one, with the reason."""

    _name = "bacg.legal.change.move"
    _description = "Change a Date"
    _inherit = ["bacg.sla.window.mixin"]

    change_id = fields.Many2one(comodel_name="bacg.legal.change", required=True)
    change_kind = fields.Selection(
        related="change_id.change_kind", string="Kind of change"
    )
    field_name = fields.Selection(
        selection=[
            *LAW_DATES,
            ("relative_anchor_date", "Day from which the term runs"),
            ("phase", "A phase, and whom it binds"),
            ("agreed_date", "Agreed for"),
        ],
        string="Date",
        required=True,
        default="mandatory_from",
    )
    kind = fields.Selection(
        selection=[
            ("law_change", "The law changed"),
            ("correction", "Correction of ours"),
            ("new_source", "New source"),
            ("agreement", "Agreed with the customers"),
        ],
        required=True,
        default="correction",
    )
    date_certainty = fields.Selection(related="change_id.date_certainty")
    value = fields.Date(string="Now", help="Empty: nobody knows it.")
    is_confirmed = fields.Boolean(
        string="It is fixed now", help="The day that was aimed at is the binding one."
    )
    phase_id = fields.Many2one(
        comodel_name="bacg.legal.change.phase",
        domain="[('change_id', '=', change_id)]",
        help="Empty: another one.",
    )
    phase_name = fields.Char(string="Segment")
    tax_id_last_digits = fields.Char(
        string="Last digits",
        compute="_compute_phase",
        store=True,
        readonly=False,
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers",
        domain="[('parent_id', '=', False)]",
        compute="_compute_phase",
        store=True,
        readonly=False,
    )
    reason = fields.Char(required=True)
    source_url = fields.Char(string="Source")

    @api.depends("phase_id")
    def _compute_phase(self):
        for window in self:
            window.tax_id_last_digits = window.phase_id.tax_id_last_digits
            window.partner_ids = window.phase_id.partner_ids

    def action_confirm(self):
        self.ensure_one()
        if self.is_confirmed and self.field_name == "mandatory_from":
            self.change_id._confirm_date(self.reason, self.source_url)
            return
        if self.field_name == "phase":
            self._change_phase()
            return
        if self.field_name == "agreed_date":
            self.change_id._agree(self.value, self.reason)
            return
        self.change_id._correct_date(
            self.field_name, self.value, self.kind, self.reason, self.source_url
        )

    def _change_phase(self):
        vals = {
            "name": self.phase_name,
            "tax_id_last_digits": self.tax_id_last_digits,
            "partner_ids": [Command.set(self.partner_ids.ids)],
            "first_mandatory_from": self.value,
        }
        self.change_id._change_phase(
            self.phase_id, vals, self.kind, self.reason, self.source_url
        )
