# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..clock.helpdesk_ticket_stage import CLOSED_MODES


class HelpdeskTicket(models.Model):
    """How a case was solved, in a sentence, and the customer's word against it."""

    _inherit = "helpdesk.ticket"

    solution = fields.Text(
        copy=False,
        help="What was done or found, in a sentence: the customer reads it.",
    )

    def write(self, vals):
        if vals.get("stage_id"):
            self._sla_check_solution(vals)
        return super().write(vals)

    def _sla_check_solution(self, vals):
        """Refuse that an agent closes cases and leaves their customers guessing.

        :raises UserError: naming the case and the way out
        """
        stage = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
        for ticket in self._sla_closed_by_agent(stage):
            solution = vals.get("solution", ticket.solution)
            if stage.sla_mode == "stop" and not (solution or "").strip():
                raise UserError(
                    self.env._(
                        "Case %s: say its solution in a sentence, the customer reads "
                        "it. Use “Resolve” on the case.",
                        ticket.number,
                    )
                )

    def _sla_closed_by_agent(self, stage):
        """Return the open cases of which ``stage`` asks an agent why they are closed.

        What closes by itself, or by the customer, asks nobody.
        """
        if self.env.su or self.env.user.share or stage.sla_mode not in CLOSED_MODES:
            return self.browse()
        asking = self.company_id.sudo().filtered("sla_solution_required")
        return self.filtered(lambda t: not t.closed and t.company_id in asking)

    def _sla_reopened(self):
        # What did not solve it is no solution; it stays in the mail of the closing.
        self.with_context(sla_syncing=True).solution = False
        return super()._sla_reopened()

    def _sla_unresolved(self, partner, text=""):
        """Take the customer's word that a closed case is not resolved.

        Within the window the case is opened again, later a new one goes on from it.

        :param partner: who says so
        :param text: what he adds, plain
        :return: the case that goes on
        """
        self.ensure_one()
        words = self._in_customer_language().env._("It is not resolved.")
        body = Markup("<p>%s</p>%s") % (words, plaintext2html(text) if text else "")
        ticket = self
        if self.closed and not self._sla_may_reopen():
            # Pressed again, it goes on in the case that the first press made.
            going = [("previous_ticket_id", "=", self.id), ("closed", "=", False)]
            ticket = self.search(going, limit=1) or self._sla_go_on(body)
        ticket.message_post(
            author_id=partner.id,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return ticket

    def _sla_go_on(self, body):
        """Return a new case that goes on from this one, closed long ago."""
        ticket = self.with_context(sla_intake=True).create(
            {
                "name": self.name,
                "description": body,
                "partner_id": self.partner_id.id,
                "team_id": self.team_id.id,
                "company_id": self.company_id.id,
                "previous_ticket_id": self.id,
                "user_id": False,
            }
        )
        ticket = ticket.with_context(sla_intake=False)
        ticket._sla_tell_previous()
        return ticket
