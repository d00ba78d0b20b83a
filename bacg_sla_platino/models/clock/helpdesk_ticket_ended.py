# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date


class HelpdeskTicket(models.Model):
    """Cases after the contract ended: made, marked, told to us, answered politely."""

    _inherit = "helpdesk.ticket"

    ended_contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        string="Contract that had ended",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The customer's last contract, over when the case was reported.",
    )

    def _sla_find_contract(self):
        events = super()._sla_find_contract()
        without = self.filtered(lambda ticket: not ticket.contract_id)
        ended = without._sla_ended_contracts()
        none = self.env["bacg.sla.contract"]
        changed = self.filtered(lambda t: t.ended_contract_id != ended.get(t, none))
        for ticket in changed.with_context(sla_syncing=True):
            ticket.ended_contract_id = ended.get(ticket, none)
        fresh = changed.filtered(lambda t: t.ended_contract_id and not t.closed)
        fresh._sla_tell_contract_ended()
        return events

    def _sla_ended_contracts(self):
        """Return a dict from case to its customer's last contract before the report."""
        if not self.commercial_partner_id:
            return {}
        # sudo: the mail gateway asks, for whoever sent the mail
        contracts = self.env["bacg.sla.contract"].sudo()
        over = contracts.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("date_to", "!=", False),
            ],
            order="date_to desc",
        )
        return {
            ticket: last[0]
            for ticket in self
            if (
                last := over.filtered(
                    lambda contract, ticket=ticket: (
                        contract.partner_id == ticket.commercial_partner_id
                        and contract.company_id == ticket.company_id
                        and contract._ended_before(ticket.reported_at)
                    )
                )
            )
        }

    def _sla_tell_contract_ended(self):
        """Tell the account manager, at most once a contract and day."""
        for ticket in self:
            contract = ticket.sudo().ended_contract_id
            if contract.ended_told_on == contract._today():
                continue
            env = contract._in_staff_language().env
            contract._tell_account_manager(
                "bacg_sla_platino.mail_activity_type_contract_ended",
                env._(
                    "%(customer)s wrote (case %(number)s), and the contract ended on "
                    "%(day)s. Renew it, or tell the customer how to go on.",
                    customer=contract.partner_id.name,
                    number=ticket.number,
                    day=format_date(env, contract.date_to),
                ),
            )
            contract.ended_told_on = contract._today()

    def _sla_note(self, policy):
        note = super()._sla_note(policy)
        if note == "contract" and self.ended_contract_id:
            return "contract_ended"
        return note
