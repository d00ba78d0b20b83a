# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request, route

from odoo.addons.mail.controllers.thread import ThreadController


class AnswerController(ThreadController):
    """An agent's answer to a case, and what he does with the case in the same act."""

    @route()
    def mail_message_post(
        self, thread_model, thread_id, post_data, context=None, case_act=None, **kwargs
    ):
        """Post a message, then do what its agent chose with it, or neither.

        :param case_act: dict of ``then``, ``macro_id`` and ``late_reason``; see
            ``_reply_sent``
        """
        result = super().mail_message_post(
            thread_model, thread_id, post_data, context=context, **kwargs
        )
        if isinstance(case_act, dict) and thread_model == "helpdesk.ticket":
            ticket = request.env[thread_model].browse(int(thread_id))
            ticket._reply_sent(
                request.env["mail.message"].browse(result["message_id"]),
                then=case_act.get("then"),
                macro_id=case_act.get("macro_id"),
                late_reason=case_act.get("late_reason"),
            )
        return result

    def _prepare_message_data(
        self, post_data, *, thread, seen_message_id=None, **kwargs
    ):
        public = post_data.get("subtype_xmlid") == "mail.mt_comment"
        ours = public and not request.env.user.share
        if ours and thread._name == "helpdesk.ticket":
            thread._reply_check_text(post_data.get("body"))
            if seen_message_id:
                thread._case_check_answered(int(seen_message_id))
        return super()._prepare_message_data(post_data, thread=thread, **kwargs)
