# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo.exceptions import UserError


class AnsweredMeanwhile(UserError):
    """A colleague answered what somebody was still answering.

    :param message: the refusal, in a sentence
    :param context: the colleague's answer, for the client: ``id``, ``author`` and
        ``text``
    """

    loglevel = logging.INFO  # two agents are no fault of the server's

    def __init__(self, message, context):
        super().__init__(message)
        self.context = context
