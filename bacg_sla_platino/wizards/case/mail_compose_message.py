# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.mail.answered_meanwhile import AnsweredMeanwhile


class MailComposeMessage(models.TransientModel):
    """The large composer, too, refuses an answer that a colleague was faster with."""

    _inherit = "mail.compose.message"

    seen_message_id = fields.Integer(
        default=lambda self: self._default_seen_message_id(),
        export_string_translation=False,
    )
    newer_answer = fields.Text(readonly=True, export_string_translation=False)
    newer_author = fields.Char(readonly=True, export_string_translation=False)

    def _default_seen_message_id(self):
        """Return the id of the newest message, which the writer may have seen."""
        # sudo: a number, of whatever it is
        return self.env["mail.message"].sudo().search([], order="id desc", limit=1).id

    def action_send_mail(self):
        if ticket := self._get_answered_case():
            try:
                ticket._case_check_answered(self.seen_message_id)
            except AnsweredMeanwhile as answered:
                return self._show_newer_answer(answered.context)
        return super().action_send_mail()

    def _get_answered_case(self):
        """Return the case whose customer reads what this composer sends, if any."""
        tickets = self.env["helpdesk.ticket"]
        if self.model != tickets._name or self.composition_mode != "comment":
            return tickets
        ids = [] if self.subtype_is_log else self._evaluate_res_ids()
        return tickets.browse(ids) if len(ids) == 1 else tickets

    def _show_newer_answer(self, answer):
        """Open this composer again, with the answer that its writer now has seen."""
        self.write(
            {
                "seen_message_id": answer["id"],
                "newer_author": answer["author"],
                "newer_answer": answer["text"],
            }
        )
        return self._get_records_action(
            name=self.env._("Answered meanwhile"), target="new"
        )
