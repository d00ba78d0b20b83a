# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# A pause is closed once and otherwise stays as it was written.
CLOSING_FIELDS = {"stop", "stop_author_id"}


class BacgSlaPause(models.Model):
    """A half-open interval in which the clocks of a case stand still (SLA 1.19)."""

    _name = "bacg.sla.pause"
    _description = "SLA Pause"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "ticket_id, start, id"
    _rec_name = "reason"

    ticket_id = fields.Many2one(index=True)
    reason = fields.Selection(
        selection=[
            ("customer", "Waiting for the customer"),
            ("vendor", "Waiting for the manufacturer"),
            ("third_party", "Waiting for a third party"),
            ("technical_review", "Deeper technical review"),
            ("closed", "Closed"),
        ],
        required=True,
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime()
    by_stage = fields.Boolean(
        help="Opened and closed with the stage of the case.",
    )
    author_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    stop_author_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    message_id = fields.Many2one(comodel_name="mail.message", index="btree_not_null")
    note = fields.Char(help="What is awaited, and from whom.")

    _ordered = models.Constraint(
        "CHECK (stop IS NULL OR stop >= start)",
        "A pause does not end before it starts.",
    )
    _open_by_stage_uniq = models.UniqueIndex(
        "(ticket_id) WHERE stop IS NULL AND by_stage",
        "The stage of a case opens one pause at a time.",
    )

    def write(self, vals):
        if set(vals) - CLOSING_FIELDS or any(self.mapped("stop")):
            raise UserError(self.env._("A pause is closed, never edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A pause is closed, never deleted."))

    def _close(self, moment):
        """Close open pauses at ``moment`` (naive UTC), by the current user."""
        still_open = self.filtered(lambda pause: not pause.stop)
        # Clocks of several servers may differ by a little.
        by_stop = still_open.grouped(lambda pause: max(moment, pause.start))
        for stop, pauses in by_stop.items():
            pauses.write({"stop": stop, "stop_author_id": self.env.user.partner_id.id})
