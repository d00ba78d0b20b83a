# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html

from ...tools.concurrency import one_after_the_other
from ...tools.mail.answered_meanwhile import AnsweredMeanwhile
from ..clock.helpdesk_ticket_response import HUMAN_TYPES


class HelpdeskTicket(models.Model):
    """Answers of agents: of two at one case, the second reads the first's before."""

    _inherit = "helpdesk.ticket"

    def _case_check_answered(self, seen_id):
        """Refuse an answer to the customer if a colleague's has come meanwhile.

        :param seen_id: id of the newest message that the writer had before him
        :raises AnsweredMeanwhile: with the colleague's answer
        :raises ConcurrencyError: if both are being sent; the second is tried again
        """
        self.ensure_one()
        domain = (
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("id", ">", seen_id)
            & Domain("message_type", "in", HUMAN_TYPES)
            & Domain("subtype_id.internal", "=", False)
            & Domain("author_id", "!=", self.env.user.partner_id.id)
            & Domain("author_id.user_ids.share", "=", False)
        )
        # sudo: what stands on a case that the user answers
        messages = self.env["mail.message"].sudo()
        answer = one_after_the_other(messages, f"bacg_case_answer_{self.id}", domain)
        if answer:
            raise AnsweredMeanwhile(
                self.env._(
                    "%s has answered meanwhile. Read that first.", answer.author_id.name
                ),
                {
                    "id": answer.id,
                    "author": answer.author_id.name,
                    "text": html2plaintext(answer.body or "").strip(),
                },
            )

    def _case_write_to_customer(self, text):
        """Write to the customer in the agent's name, and return the message.

        :raises UserError: if nobody of the customer could read it
        """
        ledger = len(self.sudo().sla_event_ids)
        message = self.message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
        )
        if len(self.sudo().sla_event_ids) == ledger:
            raise UserError(
                self.env._(
                    "Case %s has no customer who could read this: choose its contact.",
                    self.number,
                )
            )
        return message
