# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.bacg_sla_platino.models.outage.bacg_sla_event import OUTAGE_CHECKS


class BacgUptimeCause(models.Model):
    """Why an instance was down, and whether that counts (SLA 2.01, 2.04)."""

    _name = "bacg.uptime.cause"
    _description = "Cause of an Outage"
    _order = "sequence, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        comodel_name="bacg.uptime.cause",
        string="Part of",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="bacg.uptime.cause", inverse_name="parent_id"
    )
    effect = fields.Selection(
        selection=[
            ("counts", "Counts against the 99 %"),
            ("excused", "Excused"),
            ("planned", "Planned maintenance"),
            ("undefined", "Not known yet: counts"),
        ],
        required=True,
        default="counts",
        help="Planned maintenance is excused as the contract says, within a window "
        "that was announced in time.",
    )
    outage_check = fields.Selection(
        selection=OUTAGE_CHECKS,
        string="In the outcome of a case",
        help="The same cause in the outcome of an outage claim (SLA 2.04).",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for cause in self:
            whole = cause.parent_id.complete_name
            cause.complete_name = f"{whole} / {cause.name}" if whole else cause.name

    @api.depends("complete_name")
    def _compute_display_name(self):
        for cause in self:
            cause.display_name = cause.complete_name

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("Part of: a cause cannot be a part of itself.")
            )

    def write(self, vals):
        if "effect" in vals:
            self._check_effect_free(vals["effect"])
        return super().write(vals)

    def _check_effect_free(self, effect):
        """Raise if another effect would change what was said about past outages."""
        changed = self.filtered(lambda cause: cause.effect != effect)
        # sudo: outages of all companies have these causes
        used = self.env["bacg.uptime.outage.slice"].sudo()
        used = used.search([("cause_id", "in", changed.ids)], limit=1).cause_id
        if used:
            raise UserError(
                self.env._(
                    "Effect: outages have the cause “%s” already. Archive it and "
                    "make a new one, so that they stay as they were judged.",
                    used.complete_name,
                )
            )
