# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import SUPERUSER_ID, fields, models
from odoo.service.model import retrying

from odoo.addons.mail.models.fetchmail import (
    MAIL_SERVER_DEACTIVATE_TIME,
    MAIL_SERVER_DOMAIN,
)

from ...tools.concurrency import is_nobodys_fault
from ...tools.mail.mailbox import mailbox

_logger = logging.getLogger(__name__)


class FetchmailServer(models.Model):
    """Keep each fetched message before it is processed; core loses one that fails.

    This holds for servers that deliver by alias, whatever the alias makes, and for
    those that make cases. The others are left to core.
    """

    _inherit = "fetchmail.server"

    def _fetch_mail(self, batch_limit=50):
        ours = self.filtered(lambda s: s.object_id.model in (False, "helpdesk.ticket"))
        result = super(FetchmailServer, self - ours)._fetch_mail(batch_limit)
        left, time_left = 0, 1
        for server in ours.with_context(fetchmail_cron_running=True):
            if not time_left:
                # The next run asks the remaining servers.
                left += 1
                continue
            error, unread = server._keep_unread(batch_limit)
            result = error or result
            left += unread
            # The messages were counted in another transaction: ours begins anew.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            time_left = self.env["ir.cron"]._commit_progress()
        if left:
            self.env["ir.cron"]._commit_progress(remaining=left)
        return result

    def _keep_unread(self, limit):
        """Keep and process the unread messages of a server; commits.

        :return: the error of the connection if there was one, how many are left
        """
        locked = self.try_lock_for_update(allow_referencing=True)
        if not locked.filtered_domain(MAIL_SERVER_DOMAIN):
            _logger.info("Mail server %s is being fetched by another process", self.id)
            return None, 0
        connection, left = None, 0
        try:
            connection = self._connect__()
            # The lock on the server lives in our transaction, each message in its own.
            with self.env.registry.cursor() as cr:
                left = self.with_env(self.env(cr=cr, user=SUPERUSER_ID))._take_in(
                    mailbox(connection), limit
                )
            self._log_connection(None)
            return None, left
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            self._log_connection(error)
            return error, 0
        finally:
            if connection:
                self._disconnect(connection)

    def _take_in(self, box, limit):
        """Keep each message, mark it as read on the server, then process it.

        :return: how many were not tried
        """
        tried, cron = box.numbers[:limit], self.env["ir.cron"]
        for position, number in enumerate(tried, start=1):
            raw, received_at = box.fetch(number)
            row = self._keep_message(raw, received_at) if raw else None
            if row:
                box.finish(number)
                row._process_kept()
            if not cron._commit_progress(1):
                return len(box.numbers) - position
        return len(box.numbers) - len(tried)

    def _keep_message(self, raw, received_at):
        """Store a message and commit; if that fails it stays unread on the server.

        :return: its row, None if it could not be kept
        """
        now = fields.Datetime.now()
        inbound = self.env["bacg.mail.inbound"].with_context(
            default_fetchmail_server_id=self.id
        )

        def keep():
            return inbound._keep(
                raw, "fetchmail", received_at=min(received_at or now, now)
            )

        try:
            return retrying(keep, self.env)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("A message on mail server %s cannot be kept", self.id)
            return None

    def _log_connection(self, error):
        """Note on the server record how the connection went, as core does."""
        values = {"date": fields.Datetime.now(), "error_date": False}
        values["error_message"] = str(error) if error else False
        if error:
            _logger.info("Mail server %s: %s", self.id, error, exc_info=error)
            values["error_date"] = self.error_date or values["date"]
        self.write(values)
        failing = error and values["date"] - values["error_date"]
        if failing and failing > MAIL_SERVER_DEACTIVATE_TIME:
            self.set_draft()
            self.env["ir.cron"]._notify_admin(
                self.env._("Mail server %s is off: it failed for days.", self.name)
            )

    def _disconnect(self, connection):
        try:
            connection.disconnect()
        except Exception as error:  # noqa: BLE001 - what was kept is kept
            _logger.info("Mail server %s did not log out: %s", self.id, error)
