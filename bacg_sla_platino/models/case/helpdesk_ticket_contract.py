# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...tools.mail.mail_address import is_public, mail_domain


class HelpdeskTicket(models.Model):
    """Identification of the contract of a case; its clocks start by one click."""

    _inherit = "helpdesk.ticket"

    proposed_sender = fields.Char(
        string="Written by",
        readonly=True,
        sla_fact=True,
        copy=False,
        help="The author of the forwarded message, or a contact in copy.",
    )
    sla_mail_domain = fields.Char(
        string="Mail domain",
        compute="_compute_sla_mail_domain",
        groups="base.group_user",
    )
    proposed_contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        compute="_compute_proposed_contract_id",
        compute_sudo=True,
        help="The contract that lists the sender's mail domain, or covers a colleague "
        "with the same domain.",
    )

    @api.depends("partner_id.email_normalized", "partner_email", "proposed_sender")
    def _compute_sla_mail_domain(self):
        for ticket in self:
            sender = ticket.partner_email or ticket.proposed_sender or ""
            ticket.sla_mail_domain = mail_domain(
                ticket.partner_id.email_normalized
                or email_normalize(sender, strict=False)
            )

    @api.depends_context("uid")
    @api.depends("sla_mail_domain", "sla_note", "company_id")
    def _compute_proposed_contract_id(self):
        self.proposed_contract_id = False
        if self.env.user.share:
            return  # outsiders must not learn to which customer a domain belongs
        waiting = self.filtered(
            lambda ticket: (
                ticket.sla_note == "contract"
                and ticket.sla_mail_domain
                and not is_public(ticket.sla_mail_domain)
            )
        )
        by_domain = waiting._case_get_contracts_by_domain()
        for ticket in waiting:
            contracts = by_domain[ticket.sla_mail_domain].filtered(
                lambda contract, ticket=ticket: contract.company_id == ticket.company_id
            )
            ticket.proposed_contract_id = next(
                (c for c in contracts if c._runs_at(ticket.reported_at)), contracts[:1]
            )

    def _case_get_contracts_by_domain(self):
        """Return a dict from mail domain to the contracts that it suggests."""
        names = set(self.mapped("sla_mail_domain"))
        found = dict.fromkeys(names, self.env["bacg.sla.contract"])
        rows = self.env["bacg.sla.contract.domain"].search(
            [("name", "in", list(names)), ("contract_id.active", "=", True)]
        )
        for row in rows:
            found[row.name] |= row.contract_id
        colleagues = self.env["res.partner"].search(
            Domain.OR(Domain("email_normalized", "=like", f"%@{n}") for n in names)
            & Domain("commercial_partner_id.sla_contract_ids", "!=", False)
        )
        for colleague in colleagues:
            contracts = colleague.commercial_partner_id.sla_contract_ids
            found[mail_domain(colleague.email_normalized)] |= contracts
        return found

    def action_link_proposed_contract(self):
        """Link the senders to the proposed contracts."""
        self._check_agent_access()
        proposed = self.filtered(
            lambda ticket: (
                ticket.proposed_contract_id
                and (ticket.partner_id or ticket.proposed_sender)
            )
        ).grouped("proposed_contract_id")
        if not proposed:
            raise UserError(
                self.env._(
                    "No contract is proposed for these cases: choose one on each case."
                )
            )
        for contract, tickets in proposed.items():
            tickets._case_identify_customers()
            tickets._case_link_contract(contract)

    def _case_identify_customers(self):
        """Set the proposed senders of these cases as their customers; a hook."""

    def _case_link_contract(self, contract):
        """Make the senders contacts of the contract's customer.

        The clocks then start with the report.
        """
        customer = contract.partner_id
        strangers = self.partner_id.filtered(
            lambda partner: partner.commercial_partner_id != customer
        )
        if companies := strangers.filtered("is_company"):
            raise UserError(
                self.env._(
                    "%(name)s is a separate company, not a contact of %(customer)s: "
                    "create a contract for it.",
                    name=companies[0].display_name,
                    customer=customer.display_name,
                )
            )
        # sudo: agents need not edit contacts
        strangers.sudo().parent_id = customer
        # A contract that began after the report applies if an agent chooses it.
        self.filtered(lambda ticket: not ticket.contract_id).contract_id = contract
