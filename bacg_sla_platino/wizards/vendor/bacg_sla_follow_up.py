# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

PROGRESS = [("progress", "Progress"), ("no_progress", "No progress")]


class BacgSlaFollowUp(models.TransientModel):
    """Weekly report to a customer whose case waits: a draft to complete."""

    _name = "bacg.sla.follow.up"
    _description = "Weekly Report to the Customer"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    progress = fields.Selection(
        selection=PROGRESS, string="Since the last report", required=True
    )
    news = fields.Text(
        string="What happened",
        help="What the customer should know. It can be empty without progress.",
    )
    next_step = fields.Char(
        required=True,
        compute="_compute_next_step",
        store=True,
        readonly=False,
        precompute=True,
        help="What will be done next, and by whom.",
    )
    preview = fields.Html(
        string="The customer reads", compute="_compute_preview", sanitize=False
    )

    @api.depends("ticket_id")
    def _compute_next_step(self):
        for wizard in self:
            wizard.next_step = wizard.ticket_id._vendor_get_next_step()

    @api.depends("ticket_id", "progress", "news", "next_step")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard._body()

    def _body(self):
        """Return the report in the customer's language."""
        ticket = self.ticket_id._in_customer_language()
        env = ticket.env
        since = ticket._sla_waiting_since()
        labels = {
            "progress": env._("There is progress."),
            "no_progress": env._("There is no progress this week."),
        }
        lines = [labels.get(self.progress, "…")]
        if since:
            lines.append(
                env._(
                    "We have been waiting for %(whom)s since %(since)s.",
                    whom=ticket._sla_waiting_for(),
                    since=ticket._format_customer_short_time(since),
                )
            )
        if ticket.vendor_ref:
            lines.append(env._("Reference there: %s", ticket.vendor_ref))
        lines += (self.news or "").strip().splitlines()
        lines.append(env._("Next step: %s", (self.next_step or "…").strip()))
        return Markup().join(Markup("<p>%s</p>") % line for line in lines if line)

    def action_send(self):
        """Send the report to the customer in the agent's name, as the follow-up."""
        self.ensure_one()
        ticket = self.ticket_id
        ticket._check_agent_access()
        self._check_complete()
        before = len(ticket.sudo().sla_event_ids)
        ticket.message_post(
            follow_up=(self.progress, self.next_step.strip()),
            body=self._body(),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=ticket.partner_id.ids,
        )
        if len(ticket.sudo().sla_event_ids) == before:
            raise UserError(
                self.env._(
                    "Case %s has no customer to read the report: choose its contact.",
                    ticket.number,
                )
            )

    def _check_complete(self):
        if not (self.next_step or "").strip():
            raise UserError(self.env._("Next step: describe it in a sentence."))
        if self.progress == "progress" and not (self.news or "").strip():
            raise UserError(
                self.env._("What happened: describe the progress in a sentence.")
            )
