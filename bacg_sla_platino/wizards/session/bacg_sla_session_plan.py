# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.session.bacg_sla_session import (
    SESSION_LINKED,
    SESSION_MEDIA,
    SESSION_PURPOSES,
)

# Fields of the wizard that are copied to the session.
KEPT = ("purpose", "medium", "link", "place", "agenda", "minutes", "notice_reason")
PEOPLE = ("staff_ids", "customer_ids")


class BacgSlaSessionPlan(models.TransientModel):
    """Plan, confirm or move a session (SLA 1.17, 7.03)."""

    _name = "bacg.sla.session.plan"
    _description = "Plan a Session"
    _inherit = ["bacg.sla.session.wizard.mixin"]

    company_id = fields.Many2one(related="ticket_id.company_id")
    purpose = fields.Selection(
        selection=SESSION_PURPOSES, required=True, default="review"
    )
    start = fields.Datetime(required=True)
    minutes = fields.Integer(string="Length", required=True, default=60)
    medium = fields.Selection(
        selection=SESSION_MEDIA,
        required=True,
        default=lambda self: self.env.user.session_medium or "google_meet",
    )
    link = fields.Char(
        string="Meeting link",
        compute="_compute_link",
        store=True,
        precompute=True,
        readonly=False,
    )
    place = fields.Char()
    agenda = fields.Text()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Agent",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    staff_ids = fields.Many2many(
        comodel_name="res.users",
        string="Other staff",
        domain="[('share', '=', False)]",
    )
    needs_link = fields.Boolean(compute="_compute_needs_link")
    customer_time = fields.Char(
        string="Customer's time", compute="_compute_customer_time"
    )
    too_soon = fields.Char(compute="_compute_customer_time")
    is_over = fields.Boolean(compute="_compute_customer_time")
    notice_reason = fields.Char(
        string="Reason for short notice",
        help="For example an outage. It stays on the case.",
    )
    reason = fields.Char(string="Reason for the move", help="The customer reads it.")

    @api.model
    def _session_values(self, session):
        return {
            **super()._session_values(session),
            **{name: session[name] for name in (*KEPT, "start")},
            "user_id": session.user_id.id,
            "staff_ids": [(6, 0, session.staff_ids.ids)],
        }

    @api.depends("medium", "user_id")
    def _compute_link(self):
        for wizard in self:
            agent = wizard.user_id
            own = agent == self.env.user and agent.session_medium == wizard.medium
            wizard.link = agent.session_link if own else False

    @api.depends("medium")
    def _compute_needs_link(self):
        for wizard in self:
            wizard.needs_link = wizard.medium in SESSION_LINKED

    @api.depends("start", "ticket_id")
    def _compute_customer_time(self):
        for wizard in self:
            ticket = wizard.ticket_id
            earliest = ticket._session_earliest()
            wizard.is_over = wizard.start and wizard.start <= fields.Datetime.now()
            soon = wizard.start and not wizard.is_over and wizard.start < earliest
            wizard.customer_time = ticket._format_customer_time(wizard.start)
            wizard.too_soon = soon and ticket._format_customer_time(earliest)

    def action_confirm(self):
        self.ensure_one()
        values = {
            **{name: self[name] for name in KEPT},
            **{name: [(6, 0, self[name].ids)] for name in PEOPLE},
            "user_id": self.user_id.id,
        }
        session = self.session_id
        if not session:
            session._plan(self.ticket_id, {**values, "start": self.start})
        elif session.state == "proposed":
            session._confirm(values)
        else:
            if not (self.reason or "").strip():
                raise UserError(
                    self.env._("Reason for the move: give it in a sentence.")
                )
            session._move(self.start, self.reason, **values)
