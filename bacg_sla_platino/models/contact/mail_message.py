# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from markupsafe import Markup

from odoo import api, models

# The query of a link by which somebody chooses a password.
SIGNUP_QUERY = re.compile(
    r"(/web/(?:signup|reset_password|login)\?)[^\"'\s<>]*token=[^\"'\s<>]*"
)


class MailMessage(models.Model):
    """What a mail's reader may open an account with is not kept beside the mail."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_without_signup_token(vals) for vals in vals_list])


def _without_signup_token(vals):
    """Return the values with no link by which their reader becomes the customer.

    The mail itself is in ``body_html`` of its mail.mail, which only the system reads.
    """
    body = str(vals.get("body") or "")
    if "token=" not in body or not SIGNUP_QUERY.search(body):
        return vals
    return {**vals, "body": Markup(SIGNUP_QUERY.sub(r"\1", body))}
