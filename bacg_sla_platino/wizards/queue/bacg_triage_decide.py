# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from difflib import SequenceMatcher

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CANDIDATES = 50  # of the customer's open cases, the newest
ALIKE = 0.6  # how similar two subjects are for one to be proposed


class BacgTriageDecide(models.TransientModel):
    """Asks for what a decision on new cases needs: a text, or the original case."""

    _name = "bacg.triage.decide"
    _description = "Decide on New Cases"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_ids = fields.Many2many(comodel_name="helpdesk.ticket", required=True)
    end = fields.Selection(
        selection=lambda self: (
            self.env["bacg.triage.decision"]
            ._fields["end"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    customer_id = fields.Many2one(
        comodel_name="res.partner", compute="_compute_customer_id"
    )
    original_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Duplicate of",
        compute="_compute_original_id",
        store=True,
        readonly=False,
        help="An open case of the same customer, reported before.",
    )
    text = fields.Text(
        string="To the customer", compute="_compute_text", store=True, readonly=False
    )
    asks_late_reason = fields.Boolean(compute="_compute_asks_late_reason")
    late_reason = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]
            ._fields["late_reason"]
            ._description_selection(self.env)
        ),
        string="Why it is late",
    )

    @api.depends("ticket_ids")
    def _compute_customer_id(self):
        for wizard in self:
            wizard.customer_id = wizard.ticket_ids[:1].commercial_partner_id

    @api.depends("ticket_ids")
    def _compute_original_id(self):
        """Propose the open case of the customer whose subject is most alike."""
        for wizard in self:
            ticket = wizard.ticket_ids._origin[:1]
            cases = wizard._get_candidates()
            alike = {
                case: SequenceMatcher(None, case.name, ticket.name).ratio()
                for case in cases
            }
            best = max(alike, key=alike.get, default=cases)
            wizard.original_id = best if alike.get(best, 0) >= ALIKE else False

    def _get_candidates(self):
        """Return the open cases of which the new ones may be duplicates."""
        tickets = self.ticket_ids._origin
        customer = tickets[:1].commercial_partner_id
        if self.end != "duplicate" or not customer:
            return tickets.browse()
        domain = (
            Domain("commercial_partner_id", "=", customer.id)
            & Domain("company_id", "=", tickets[:1].company_id.id)
            & Domain("closed", "=", False)
            & Domain("duplicate_id", "=", False)
            & Domain("id", "not in", tickets.ids)
        )
        return tickets.search(domain, order="id desc", limit=CANDIDATES)

    @api.depends("end")
    def _compute_text(self):
        for wizard in self:
            customer = wizard.ticket_ids._origin[:1]._in_customer_language()
            wizard.text = wizard.end == "foreign" and customer.env._(
                "Thank you for writing to us. What you ask for is not in the hands of "
                "our support team, so we close this case. If it is about your Odoo "
                "system, answer this message and tell us what happens: we will attend "
                "to you."
            )

    @api.depends("ticket_ids", "end")
    def _compute_asks_late_reason(self):
        for wizard in self:
            wizard.asks_late_reason = wizard.end != "ask" and any(
                ticket._sla_counts_late() for ticket in wizard.ticket_ids._origin
            )

    def action_confirm(self):
        self.ensure_one()
        text = (self.text or "").strip()
        if self.end == "duplicate" and not self.original_id:
            raise UserError(
                self.env._("Duplicate of: choose the case in which this goes on.")
            )
        if self.end in ("ask", "foreign") and not text:
            raise UserError(
                self.env._("To the customer: write in a sentence what he should know.")
            )
        if self.asks_late_reason and not self.late_reason:
            raise UserError(
                self.env._("Why it is late: choose who or what caused the delay.")
            )
        return self.ticket_ids._queue_decide(
            self.end,
            text=text,
            original=self.original_id,
            late_reason=self.asks_late_reason and self.late_reason,
        )
