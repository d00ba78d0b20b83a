# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.mail.mail_address import is_public


class BacgSlaContractLink(models.TransientModel):
    """Links the sender of a case to a customer, so that its clocks start."""

    _name = "bacg.sla.contract.link"
    _description = "Identify the Contract of a Case"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Case", required=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Sender",
        compute="_compute_proposals",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    former_company_id = fields.Many2one(
        comodel_name="res.partner",
        string="Former company",
        compute="_compute_former_company_id",
    )
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        compute="_compute_proposals",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('company_id', '=', company_id)]",
    )
    mail_domain = fields.Char(related="ticket_id.sla_mail_domain")
    domain_is_new = fields.Boolean(
        string="The domain is of no contract", compute="_compute_domain_is_new"
    )
    add_domain = fields.Boolean(
        string="Also future senders from this domain",
        help="Adds the mail domain to the contract.",
    )

    @api.depends("ticket_id")
    def _compute_proposals(self):
        for wizard in self:
            wizard.partner_id = wizard.ticket_id.partner_id
            wizard.contract_id = wizard.ticket_id.proposed_contract_id

    @api.depends("ticket_id")
    def _compute_domain_is_new(self):
        domains = self.env["bacg.sla.contract.domain"]
        for wizard in self:
            address = wizard.ticket_id.partner_id.email_normalized
            wizard.domain_is_new = (
                bool(address)
                and not is_public(address)
                and not domains._find_by_address(address, wizard.company_id)
            )

    @api.depends("partner_id", "contract_id")
    def _compute_former_company_id(self):
        for wizard in self:
            former = wizard.partner_id.commercial_partner_id
            moves = former not in (wizard.partner_id, wizard.contract_id.partner_id)
            wizard.former_company_id = moves and former

    def action_confirm(self):
        self.ensure_one()
        ticket = self.ticket_id
        ticket._check_agent_access()
        if not ticket.partner_id:
            ticket.partner_id = self.partner_id
        if ticket.partner_id != self.partner_id:
            raise UserError(self.env._("Sender: the case already has another contact."))
        if self.add_domain and self.domain_is_new:
            self.env["bacg.sla.contract.domain"].create(
                {"contract_id": self.contract_id.id, "name": self.mail_domain}
            )
        ticket._case_link_contract(self.contract_id)
