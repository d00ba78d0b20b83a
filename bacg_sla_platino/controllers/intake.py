# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from psycopg2 import OperationalError
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.wsgi import wrap_file

from odoo import SUPERUSER_ID, http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request
from odoo.tools import consteq

from ..models.intake.bacg_mail_inbound import TOKEN_PARAMETER
from ..tools.concurrency import TO_RETRY

# More than a server should hold in memory; the sending server notifies the sender.
CONTENT_LIMIT = 100 * 1024**2
KEPT = "bacg.mail.inbound"


def _as_file(content, name):
    """Return the response with a file that no browser opens."""
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": content_disposition(name),
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return request.make_response(content, list(headers.items()))


class IntakeController(http.Controller):
    @http.route(
        "/bacg/mail/inbound",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=CONTENT_LIMIT,
    )
    def receive(self, **kwargs):
        """Take one message: its raw bytes as body, the token as bearer.

        It answers 200 only after the message is stored and committed; otherwise the
        sending mail server keeps it. 413 is final, after 503 and others it tries again.
        The headers ``X-Envelope-From`` and ``X-Envelope-To`` are optional.
        """
        http_request = request.httprequest
        # sudo: the token stands in for a user of the gateway
        token = request.env["ir.config_parameter"].sudo().get_param(TOKEN_PARAMETER)
        given = http_request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or not consteq(token.encode(), given.encode()):
            return request.make_json_response({"error": "token"}, status=401)
        raw = http_request.get_data()
        if not raw.strip():
            return request.make_json_response({"error": "empty message"}, status=400)
        row = self._kept(raw)
        row._process()
        return request.make_json_response({"id": row.id, "state": row.state})

    def _kept(self, raw):
        """Return the row of a message, stored and committed.

        When Odoo retries the request, it is the row of the first attempt.
        """
        inbound = request.env["bacg.mail.inbound"].with_user(SUPERUSER_ID)
        environ = request.httprequest.environ
        if KEPT in environ:
            return inbound.browse(environ[KEPT])
        try:
            row = inbound._keep(
                raw,
                "http",
                envelope_from=self._header("X-Envelope-From"),
                envelope_to=self._header("X-Envelope-To"),
            )
            # Committed before anything can fail: "accepted" means on disk.
            request.env.cr.commit()  # pylint: disable=invalid-commit
        except TO_RETRY:
            raise
        except OperationalError as error:
            raise ServiceUnavailable("not kept", retry_after=60) from error
        environ[KEPT] = row.id
        return row

    @staticmethod
    def _header(name):
        """Return a header of the request; internationalized addresses are UTF-8."""
        value = request.httprequest.headers.get(name)
        if value is None:
            return None
        text = value.encode("latin-1", "replace").decode("utf-8", "replace")
        return text.replace("\0", "")

    @http.route("/bacg/mail/inbound/<int:row_id>/raw", type="http", auth="user")
    def download(self, row_id, **kwargs):
        """Send a message as it came, as a file that no browser opens."""
        row = request.env["bacg.mail.inbound"].browse(row_id).exists()
        if not row.has_access("read"):
            raise NotFound()
        # sudo: whoever may read the row may have its bytes, which are no field
        raw = row.sudo()._raw_bytes() if row else b""
        if not raw:
            raise NotFound()
        return _as_file(raw, f"mail-{row.id}.eml")

    @http.route("/bacg/case/<int:ticket_id>/mails", type="http", auth="user")
    def download_of_case(self, ticket_id, **kwargs):
        """Send a manager the mails of a case as they came, in one archive."""
        ticket = request.env["helpdesk.ticket"].browse(ticket_id).exists()
        try:
            rows = ticket and ticket._intake_get_originals()
        except AccessError:
            raise NotFound() from None
        if not rows:
            raise NotFound()
        archive = TemporaryFile()  # noqa: SIM115 - the server closes what it sent
        with ZipFile(archive, "w", ZIP_DEFLATED) as bundle:
            for row in rows:
                name = f"{row.received_at:%Y-%m-%d %H.%M.%S} {row.id}.eml"
                bundle.writestr(name, row._raw_bytes())
                row.invalidate_recordset()  # one message in memory at a time
        archive.seek(0)
        content = wrap_file(request.httprequest.environ, archive)
        return _as_file(content, f"{ticket.number}.zip")
