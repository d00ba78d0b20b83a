# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgInterfaceSession(models.TransientModel):
    """Start a session about an interface, on one of its cases or a new one (7.03)."""

    _name = "bacg.interface.session"
    _description = "Start a Session about an Interface"
    _inherit = ["bacg.sla.window.mixin"]

    interface_id = fields.Many2one(comodel_name="bacg.interface", required=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        domain="[('interface_id', '=', interface_id), ('closed', '=', False)]",
        help="Empty: a new case.",
    )
    subject = fields.Char(help="Of the new case: what the session is about.")

    def action_confirm(self):
        """Return the window in which the session of the case is planned."""
        self.ensure_one()
        ticket = self.ticket_id or self._make_case()
        if ticket.interface_id != self.interface_id or ticket.closed:
            raise UserError(
                self.env._("Case: choose an open one of %s.", self.interface_id.name)
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_platino.bacg_sla_session_plan_action"
        )
        agent = self.interface_id.user_id or self.env.user
        context = {
            "default_ticket_id": ticket.id,
            "default_purpose": "work",
            "default_user_id": agent.id,
        }
        return dict(action, context=context)

    def _make_case(self):
        subject = (self.subject or "").strip()
        contact = self.interface_id.contact_id
        if not subject:
            raise UserError(self.env._("Subject: say what the session is about."))
        if not contact:
            raise UserError(
                self.env._(
                    "Customer's technical contact: fill it in on %s, the session "
                    "invites this person.",
                    self.interface_id.name,
                )
            )
        values = self.interface_id._prepare_case(contact, subject, subject)
        return self.env["helpdesk.ticket"].create(values)
