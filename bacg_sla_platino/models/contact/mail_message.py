# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models

from ...tools.mail.link_keys import without_keys


class MailMessage(models.Model):
    """What a mail's reader becomes the customer with is not kept beside the mail.

    The mail itself is in ``body_html`` of its mail.mail, which only the system reads.
    A reply quotes it, and its message is read by our agents.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_without_keys(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_without_keys(vals))


def _without_keys(vals):
    body = str(vals.get("body") or "")
    if "token" not in body and "hash" not in body:
        return vals
    return {**vals, "body": Markup(without_keys(body))}
