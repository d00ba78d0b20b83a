# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgApprovalGive(models.TransientModel):
    """Answer for our side, or enter what the customer answered otherwise."""

    _name = "bacg.approval.give"
    _description = "Answer What Is to Be Approved"
    _inherit = ["bacg.sla.window.mixin"]

    approval_id = fields.Many2one(comodel_name="bacg.approval", required=True)
    party = fields.Selection(related="approval_id.party")
    name = fields.Char(related="approval_id.name")
    answer = fields.Selection(
        selection=[("granted", "Approve"), ("refused", "Refuse")],
        required=True,
        default="granted",
    )
    contract_id = fields.Many2one(related="approval_id.contract_id")
    approver_ids = fields.Many2many(related="contract_id.approver_ids")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who answered",
        domain="[('id', 'in', approver_ids)]",
    )
    text = fields.Text(
        string="The customer's words",
        help="What he said or wrote. He gets a mail that says what was entered.",
    )
    reason = fields.Text(help="A refusal needs one.")

    def action_confirm(self):
        self.ensure_one()
        granted = self.answer == "granted"
        if self.party == "ours":
            # sudo: nobody writes approvals but this method, which checks who answers
            self.approval_id.sudo()._answer(
                granted, self.env.user.partner_id, "backend", self.reason
            )
            return
        if not self.partner_id:
            raise UserError(self.env._("Who answered: name the customer's contact."))
        self.approval_id._declare(granted, self.partner_id, self.text, self.reason)
