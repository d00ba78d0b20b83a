# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgLegalReason(models.TransientModel):
    """Asks why: a change does not apply, a revision is void, a release withdrawn."""

    _name = "bacg.legal.reason"
    _description = "Reason"
    _inherit = ["bacg.sla.window.mixin"]

    change_id = fields.Many2one(comodel_name="bacg.legal.change")
    revision_id = fields.Many2one(comodel_name="bacg.legal.change.revision")
    release_id = fields.Many2one(comodel_name="bacg.compliance.release")
    replacement_id = fields.Many2one(
        comodel_name="bacg.compliance.release", string="Replaced by"
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        if self.release_id:
            self.release_id._withdraw(self.reason, self.replacement_id)
        elif self.revision_id:
            self.revision_id._void(self.reason)
        elif self.change_id:
            self.change_id._set_not_applicable(self.reason)
