# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from werkzeug.exceptions import ServiceUnavailable

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.bacg_sla_platino.tools.concurrency import is_nobodys_fault

_logger = logging.getLogger(__name__)

# Of a body; what is larger is answered 413, which senders log.
CONTENT_LIMIT = 10 * 1024**2


class FeedController(http.Controller):
    @http.route(
        "/bacg/uptime/feed/<int:source_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=CONTENT_LIMIT,
    )
    def receive(self, source_id, **kwargs):
        """Take one message of a monitor: its body as it came, the token as bearer.

        200 says that it is kept. Monitors give up at 4xx and try again at 5xx: but for
        a wrong token, nothing that may go better next time is answered by a 4xx.
        """
        given = request.httprequest.headers.get("Authorization", "")
        # The token stands in for a user of the gateway.
        sources = request.env["bacg.uptime.source"].with_user(SUPERUSER_ID)
        source = sources.browse(source_id).exists()
        # An unknown source takes as long as a wrong token, and says the same.
        good = source._is_token(given.removeprefix("Bearer ").strip())
        if not good or not source.active:
            return request.make_json_response({"error": "token"}, status=401)
        try:
            source._receive(request.httprequest.get_data())
            source.env.flush_all()
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            _logger.exception("A message of %s is refused for now", source)
            raise ServiceUnavailable("not kept", retry_after=60) from error
        return request.make_json_response({"kept": True})
