# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.mail.controllers.thread import ThreadController


class AnswerController(ThreadController):
    """An agent's answer says which message was the newest when he began to write it."""

    def _prepare_message_data(
        self, post_data, *, thread, seen_message_id=None, **kwargs
    ):
        public = post_data.get("subtype_xmlid") == "mail.mt_comment"
        ours = public and not request.env.user.share
        if seen_message_id and ours and thread._name == "helpdesk.ticket":
            thread._case_check_answered(int(seen_message_id))
        return super()._prepare_message_data(post_data, thread=thread, **kwargs)
