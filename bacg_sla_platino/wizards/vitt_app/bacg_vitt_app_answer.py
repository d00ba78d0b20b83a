# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgVittAppAnswer(models.TransientModel):
    """Answer a case with a VITT app, proposed by the words of the case (SLA 6.02)."""

    _name = "bacg.vitt.app.answer"
    _description = "Answer with a VITT App"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    company_id = fields.Many2one(related="ticket_id.company_id")
    proposed_app_ids = fields.Many2many(related="ticket_id.proposed_vitt_app_ids")
    app_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        string="VITT app",
        compute="_compute_app_id",
        store=True,
        readonly=False,
        domain="[('state', '!=', 'retired'),"
        " ('company_id', 'in', [False, company_id])]",
    )
    text = fields.Text(
        string="Answer",
        compute="_compute_text",
        store=True,
        readonly=False,
        help="The customer reads it; it is your answer and counts as such.",
    )
    seen_message_id = fields.Integer(
        default=lambda self: self._default_seen_message_id(),
        export_string_translation=False,
    )

    def _default_seen_message_id(self):
        return self.env["mail.compose.message"]._default_seen_message_id()

    @api.depends("ticket_id")
    def _compute_app_id(self):
        for window in self:
            window.app_id = window.ticket_id.proposed_vitt_app_ids[:1]

    @api.depends("app_id")
    def _compute_text(self):
        for window in self:
            window.text = window.app_id and "\n".join(window._get_lines())

    def _get_lines(self):
        """Return what the customer reads, in his language."""
        ticket = self.ticket_id._in_customer_language()
        app = self.app_id.with_env(ticket.env)
        lines = [
            ticket.env._(
                "For this there is the app %s, which is yours to use:", app.name
            ),
            app.problem,
            "",
            ticket.env._("What it does, and how to ask for it: %s", app._get_url()),
        ]
        if app.documentation_url:
            lines.append(ticket.env._("Documentation: %s", app.documentation_url))
        lines.append(
            ticket.env._("It is part of your agreement: we install it without cost.")
        )
        return lines

    def action_confirm(self):
        self.ensure_one()
        ticket = self.ticket_id
        ticket._case_check_answered(self.seen_message_id)
        ticket._vitt_app_answer(self.app_id, self.text)
