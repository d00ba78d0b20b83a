# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import plaintext2html

from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels


class BacgHoursDraw(models.Model):
    """Who is notified of a draw: the approvers, the case, the staff."""

    _inherit = "bacg.hours.draw"

    def _thread(self):
        """Return the record with the thread: the case, else the contract."""
        return self.ticket_id or self.contract_id

    def _portal_url(self):
        return f"{self.get_base_url()}/my/hours/{self.id}"

    def _approvers(self):
        return self.contract_id.hours_approver_ids.filtered("email_normalized")

    def _pool_text(self):
        return selection_labels(self, "hours_pool")[self.hours_pool]

    def _title(self):
        """Return the subject of the mails; the case's number keeps the thread."""
        title = self.env._(
            "%(number)s: %(hours)s wait for your approval",
            number=self.name,
            hours=self._offered_text(),
        )
        return f"[{self.ticket_id.number}] {title}" if self.ticket_id else title

    def _sender(self):
        return self.contract_id._support_sender()

    def _customer_lang(self):
        return self.contract_id.hours_approver_ids[:1].lang

    def _text_hours(self, minutes):
        return format_hours(self.env, minutes)

    def _text_html(self):
        """Return the text as HTML: some mail clients ignore a style for lines."""
        return plaintext2html(self.text)

    def _send_proposal(self):
        """Mail proposals to the approvers, on the thread of the case or contract."""
        template = self.env.ref("bacg_sla_platino.mail_template_hours_proposal")
        for draw in self:
            thread = draw._thread()
            template._send_automatic(draw.ids, model=thread._name, res_id=thread.id)

    def _notify_decision(self):
        """Post the decision in the customer's name: the case takes it as an answer."""
        for draw in self.with_context(lang=self.decided_by_id.lang or self.env.lang):
            agreed = draw.state == "agreed"
            sentence = (
                draw.env._("Agreed: %s", draw.display_name)
                if agreed
                else draw.env._("Refused: %s", draw.display_name)
            )
            lines = [sentence, draw.text, draw.decision_note]
            # sudo: the portal checked that they may decide
            draw._thread().sudo().message_post(
                author_id=draw.decided_by_id.id,
                body=plaintext2html("\n".join(filter(None, lines))),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _notify_staff(self, sentences):
        """Schedule an activity for whoever is responsible for the case or contract.

        :param sentences: dict from draw to the text
        """
        for draw, sentence in sentences.items():
            if draw.ticket_id:
                draw.ticket_id._schedule_activity_for_staff(
                    "bacg_sla_platino.mail_activity_type_hours",
                    {draw.ticket_id.id: sentence},
                )
            else:
                draw.contract_id._notify_account_manager(
                    "bacg_sla_platino.mail_activity_type_hours", sentence
                )
