# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgMailInboundDiscard(models.TransientModel):
    """Discard messages of the quarantine, with a reason."""

    _name = "bacg.mail.inbound.discard"
    _description = "Discard Inbound Mail"
    _inherit = ["bacg.sla.window.mixin"]

    inbound_ids = fields.Many2many(
        comodel_name="bacg.mail.inbound",
        string="Messages",
        required=True,
        default=lambda self: self._default_inbound_ids(),
    )
    reason = fields.Char(required=True)

    def _default_inbound_ids(self):
        return self.env["bacg.mail.inbound"].browse(self.env.context.get("active_ids"))

    def action_discard(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say why it is no case; it is kept."))
        self.inbound_ids._discard(reason)
