# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..models.sla_selections import SESSION_MEDIA


class BacgSlaSessionOutcome(models.TransientModel):
    """How a session went, or a call that nobody had planned (SLA 1.17)."""

    _name = "bacg.sla.session.outcome"
    _description = "Outcome of a Session"

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    session_id = fields.Many2one(comodel_name="bacg.sla.session")
    state = fields.Selection(related="session_id.state")
    commercial_partner_id = fields.Many2one(related="ticket_id.commercial_partner_id")
    medium = fields.Selection(selection=SESSION_MEDIA, required=True, default="phone")
    began_at = fields.Datetime(
        string="Began", required=True, default=fields.Datetime.now
    )
    minutes = fields.Integer(string="Length", required=True, default=15)
    customer_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Of the customer",
        compute="_compute_customer_ids",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'child_of', commercial_partner_id)]",
    )
    notes = fields.Text(help="What was said. It goes to the case.")
    internal = fields.Boolean(
        string="For us only", help="The customer does not get the notes."
    )
    draw_id = fields.Many2one(
        comodel_name="bacg.hours.draw",
        string="Drawn from",
        domain="[('ticket_id', '=', ticket_id), ('state', 'in', ('agreed', 'done'))]",
        help="Hours that the customer agreed to; the length is noted on them.",
    )
    reason = fields.Char(
        string="Why not",
        help="Of a session that does not take place, in a sentence; the customer "
        "reads it.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        session = self.env["bacg.sla.session"].browse(values.get("session_id"))
        if session:
            values.update(
                medium=session.medium,
                began_at=session.start,
                minutes=session.minutes,
                customer_ids=[(6, 0, session.customer_ids.ids)],
            )
        return values

    @api.depends("ticket_id")
    def _compute_customer_ids(self):
        for wizard in self:
            wizard.customer_ids = wizard.ticket_id._session_customers()

    def action_held(self):
        self.ensure_one()
        session = self.session_id
        if session:
            session._held(self.began_at, self.notes, self.internal)
        else:
            session = session._log(
                self.ticket_id,
                self.began_at,
                self.notes,
                self.internal,
                medium=self.medium,
                minutes=self.minutes,
                user_id=self.env.uid,
                customer_ids=[(6, 0, self.customer_ids.ids)],
            )
        if self.draw_id:
            self.draw_id._check_agent()
            text = self.env._("Session: %s", session._sentence())
            day = fields.Datetime.context_timestamp(self, self.began_at).date()
            self.draw_id._log(self.minutes, day, text)

    def action_not_held(self):
        self.ensure_one()
        if self.state == "proposed":
            self.session_id._decline(self.reason)
        else:
            self.session_id._not_held(self.reason)
