# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request


class LegalFeed(http.Controller):
    """The compliance calendar for a calendar program, which cannot log in."""

    @http.route(
        "/bacg/legal-changes/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def legal_feed(self, token, **_kwargs):
        # sudo: the token is who he is; he sees what his own rights let him
        users = request.env["res.users"].sudo()
        user = token and users.search([("legal_feed_token", "=", token)], limit=1)
        changes = request.env["bacg.legal.change"]
        if not user or not changes.with_user(user).has_access("read"):
            raise NotFound()
        changes = changes.with_user(user).with_context(lang=user.lang, tz=user.tz)
        return request.make_response(
            changes._get_feed(),
            [
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Cache-Control", "private, max-age=3600"),
            ],
        )
