# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .bacg_approval_mixin import APPROVAL_STATES


class BacgSlaContract(models.Model):
    """Who approves for the customer, and the version of the agreement he accepted."""

    _inherit = "bacg.sla.contract"

    approver_ids = fields.Many2many(
        comodel_name="res.partner",
        string="May approve",
        compute="_compute_approver_ids",
        inverse="_inverse_approver_ids",
        search="_search_approver_ids",
        copy=True,
        help="Who approves for the customer in the portal.",
    )
    acceptance_ids = fields.One2many(
        comodel_name="bacg.sla.contract.acceptance",
        inverse_name="contract_id",
        string="Accepted versions",
    )
    acceptance_state = fields.Selection(
        selection=APPROVAL_STATES,
        string="Newest version asked",
        compute="_compute_acceptance_state",
    )

    @api.depends("decider_ids.partner_id", "decider_ids.may_approve")
    def _compute_approver_ids(self):
        for contract in self:
            deciders = contract.decider_ids.filtered("may_approve")
            contract.approver_ids = deciders.partner_id

    def _inverse_approver_ids(self):
        for contract in self:
            contract._set_deciders("may_approve", contract.approver_ids)

    @api.model
    def _search_approver_ids(self, operator, value):
        rows = self.env["bacg.sla.contract.contact"]
        return rows._search_contracts("may_approve", operator, value)

    @api.depends("acceptance_ids.approval_state", "agreement_id")
    def _compute_acceptance_state(self):
        for contract in self:
            asked = contract.acceptance_ids.filtered(
                lambda one: one.agreement_id == one.contract_id.newest_agreement_id
            )
            contract.acceptance_state = asked.approval_state or "none"

    def _approval_get_approvers(self):
        """Return who approves for the customer now: nobody who left his company."""
        # sudo: the mail gateway and the portal ask, too
        contract = self.sudo()
        return contract.approver_ids.filtered(
            lambda partner: (
                partner.active and partner.commercial_partner_id == contract.partner_id
            )
        )

    def action_ask_acceptance(self):
        """Ask the customers of these contracts to accept the newest version."""
        self._check_approvers()
        acceptances = self.acceptance_ids.filtered(
            lambda one: one.agreement_id == one.contract_id.newest_agreement_id
        )
        acceptances |= acceptances.create(
            [
                {
                    "contract_id": contract.id,
                    "agreement_id": contract.newest_agreement_id.id,
                }
                for contract in self - acceptances.contract_id
            ]
        )
        pending = acceptances.filtered(lambda one: not one._is_accepted())
        pending.action_ask_approval()
        return acceptances._get_records_action(name=self.env._("Accepted versions"))

    def _check_approvers(self):
        """Raise with all the contracts that name nobody to ask, not the first alone."""
        silent = self.filtered(lambda one: not one._approval_get_approvers())
        if silent:
            raise UserError(
                self.env._(
                    "These contracts name nobody who approves: %s. Fill in “May "
                    "decide” there, or ask the others alone.",
                    ", ".join(silent.partner_id.mapped("name")),
                )
            )
