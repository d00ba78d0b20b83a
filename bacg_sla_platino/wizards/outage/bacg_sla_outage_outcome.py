# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.agreement.bacg_sla_policy import OUTAGE_SCOPES
from ...models.common.selections import PRIORITIES
from ...models.outage.bacg_sla_event import OUTAGE_CHECKS
from ...models.outage.helpdesk_ticket_outcome import TOLD_SCOPES

OUTCOMES = [item for item in OUTAGE_SCOPES if item[0] not in ("none", "claimed")]
GIVEN_PRIORITIES = {"total": "3", "partial": "3", "some_users": "2"}


class BacgSlaOutageOutcome(models.TransientModel):
    """Outcomes of a claim that require details, with a message to the customer.

    The same form corrects wrong outcomes (SLA 2.03 to 2.05).
    """

    _name = "bacg.sla.outage.outcome"
    _description = "Outcome of an Outage Claim"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    sla_priority_choices = fields.Json(related="ticket_id.sla_priority_choices")
    present_scope = fields.Selection(
        related="ticket_id.outage_scope", string="Current outcome"
    )
    scope = fields.Selection(
        selection=[*OUTCOMES, OUTAGE_SCOPES[0]],
        string="Outcome",
        required=True,
    )
    outage_checked_internet = fields.Boolean(
        related="ticket_id.outage_checked_internet", readonly=False
    )
    outage_checked_network = fields.Boolean(
        related="ticket_id.outage_checked_network", readonly=False
    )
    outage_checked_firewall = fields.Boolean(
        related="ticket_id.outage_checked_firewall", readonly=False
    )
    outage_checked_services = fields.Boolean(
        related="ticket_id.outage_checked_services", readonly=False
    )
    cause = fields.Selection(selection=OUTAGE_CHECKS)
    priority = fields.Selection(
        selection=PRIORITIES, compute="_compute_priority", store=True, readonly=False
    )
    reason = fields.Text(
        required=True, compute="_compute_reason", store=True, readonly=False
    )
    tells_customer = fields.Boolean(compute="_compute_message")
    message = fields.Html(compute="_compute_message", string="The customer reads")

    @api.depends("scope")
    def _compute_priority(self):
        for wizard in self:
            wizard.priority = GIVEN_PRIORITIES.get(wizard.scope)

    @api.depends("scope", "cause")
    def _compute_reason(self):
        for wizard in self.filtered(lambda wizard: wizard.scope == "local"):
            lang = wizard.ticket_id.partner_id.lang or self.env.lang
            wizard.reason = wizard.with_context(lang=lang)._proposed_reason()

    def _proposed_reason(self):
        """Return the usual explanation of a cause, for the agent to complete."""
        return {
            "internet": self.env._(
                "The internet connection of your site is down. Your internet provider "
                "can tell you since when and for how long."
            ),
            "network": self.env._(
                "A change in your company's network policies blocks the service. Your "
                "network administrator can allow it again."
            ),
            "firewall": self.env._(
                "A firewall on your side blocks the service. Your network "
                "administrator can open it."
            ),
            "services": self.env._(
                "Another service of your company that is required for the access does "
                "not work."
            ),
        }.get(self.cause, self.reason)

    @api.depends("ticket_id", "scope", "priority", "reason")
    def _compute_message(self):
        for wizard in self:
            wizard.tells_customer = wizard.scope and (
                wizard.scope in TOLD_SCOPES or wizard.present_scope in TOLD_SCOPES
            )
            wizard.message = (
                wizard.tells_customer
                and wizard.priority
                and wizard.ticket_id._outage_get_outcome_message(
                    wizard.scope, wizard.priority, wizard.reason or ""
                )
            )

    def action_confirm(self):
        self.ensure_one()
        if not self.priority:
            raise UserError(self.env._("Priority: choose 4, 3, 2 or 1."))
        self.ticket_id._outage_judge(self.scope, self.priority, self.reason, self.cause)
