# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ...models.hours.bacg_hours_grant import HOURS_POOLS
from ...tools import hours


class BacgHoursPropose(models.TransientModel):
    """Offer the customer work against their hours; they agree in the portal."""

    _name = "bacg.hours.propose"
    _description = "Propose Hours"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", string="Case")
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        compute="_compute_contract_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    hours_pool = fields.Selection(
        selection=HOURS_POOLS, string="Pool", required=True, default="consulting"
    )
    hours = fields.Float(required=True)
    text = fields.Text(
        string="What is offered",
        required=True,
        help="The customer agrees to this text; it cannot be changed afterwards.",
    )
    valid_until = fields.Date(
        string="Valid until",
        compute="_compute_valid_until",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    work_date = fields.Date(
        string="Planned for",
        help="Empty: from now on. It decides which hours are reserved.",
    )
    hours_card = fields.Html(related="contract_id.hours_card", string="Hours in force")
    approver_ids = fields.Many2many(
        related="contract_id.hours_approver_ids", string="Goes to"
    )

    @api.depends("ticket_id")
    def _compute_contract_id(self):
        for wizard in self.filtered("ticket_id"):
            # sudo: agents may offer hours of contracts of other teams' customers
            ticket = wizard.ticket_id.sudo()
            wizard.contract_id = ticket._hours_contracts()[ticket].sudo(False)

    @api.depends("contract_id")
    def _compute_valid_until(self):
        for wizard in self:
            contract = wizard.contract_id
            company = contract.company_id or self.env.company
            today = contract._today() if contract else fields.Date.today()
            wizard.valid_until = today + timedelta(days=company.hours_proposal_days)

    def action_confirm(self):
        self.ensure_one()
        values = {"valid_until": self.valid_until, "work_date": self.work_date}
        if self.ticket_id:
            draw = self.ticket_id._hours_propose(
                self.hours_pool, self.hours, self.text, **values
            )
        else:
            draws = self.env["bacg.hours.draw"]
            draws._hours_check_agent()
            self.contract_id.check_access("read")
            minutes = hours.to_minutes(self.hours)
            draw = draws._propose(
                self.contract_id, self.hours_pool, minutes, self.text, **values
            )
        return draw.action_open()
