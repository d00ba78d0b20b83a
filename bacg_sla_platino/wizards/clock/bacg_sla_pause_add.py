# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.clock.bacg_sla_pause import WAIT_REASONS
from ...tools.clock.case_facts import VENDOR_LIKE


class BacgSlaPauseAdd(models.TransientModel):
    """Adds a wait in addition to that of the stage (SLA 1.19)."""

    _name = "bacg.sla.pause.add"
    _description = "Add a Wait to a Case"
    _inherit = ["bacg.sla.window.mixin", "bacg.sla.supervisor.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    reason = fields.Selection(
        selection=WAIT_REASONS, string="Wait", required=True, default="vendor"
    )
    note = fields.Char(help="What is awaited, and from whom: it stays in the ledger.")

    @api.depends("reason")
    def _compute_is_forbidden(self):
        return super()._compute_is_forbidden()

    def _is_vendor_wait(self):
        return self.reason in VENDOR_LIKE

    def _get_request(self):
        return self.note or ""

    def action_confirm(self):
        self.ensure_one()
        note = (self.note or "").strip()
        if not note:
            raise UserError(
                self.env._("Note: describe in a sentence what is awaited, from whom.")
            )
        self.ticket_id._sla_add_wait(self.reason, note)
