# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, http
from odoo.http import request
from odoo.tools import consteq

from ..models.bacg_mail_inbound import TOKEN_PARAMETER


class MailIntake(http.Controller):
    @http.route(
        "/bacg/mail/inbound",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, **kwargs):
        """Take one message: its raw bytes as body, the token as bearer.

        200 only after the message is stored for good; the sending mail server keeps
        it otherwise. Headers ``X-Envelope-From`` and ``X-Envelope-To`` are optional.
        """
        http_request = request.httprequest
        # sudo: the token stands in for a user of the gateway
        token = request.env["ir.config_parameter"].sudo().get_param(TOKEN_PARAMETER)
        given = http_request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or not consteq(token, given):
            return request.make_json_response({"error": "token"}, status=401)
        raw = http_request.get_data()
        if not raw.strip():
            return request.make_json_response({"error": "empty message"}, status=400)
        inbound = request.env["bacg.mail.inbound"].with_user(SUPERUSER_ID)
        row = inbound._keep(
            raw,
            "http",
            envelope_from=http_request.headers.get("X-Envelope-From"),
            envelope_to=http_request.headers.get("X-Envelope-To"),
        )
        # Kept before anything can fail: "accepted" means on disk.
        request.env.cr.commit()  # pylint: disable=invalid-commit
        row._process()
        return request.make_json_response({"id": row.id, "state": row.state})
