# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgSlaSession(models.Model):
    """Outcome of sessions: held, called off, or not accepted (SLA 1.17)."""

    _inherit = "bacg.sla.session"

    def _held(self, began_at, notes=None, internal=False):
        """Note that the session took place; it can count as the first response.

        :param began_at: naive UTC, between the report of the case and now
        :param notes: what was said; they go to the case
        :param internal: whether the notes are hidden from the customer
        """
        self._check_step("planned")
        self._check_began(self.ticket_id, began_at)
        self.sudo().write({"state": "held", "began_at": began_at})
        self._note_held(notes, internal)

    @api.model
    def _log(self, ticket, began_at, notes, internal=False, is_report=False, **values):
        """Log a call or session that was not planned; parameters as in ``_held``.

        :param notes: what was said, in words: an empty call meets nothing
        :param is_report: the customer got his weekly report in it (SLA 1.22)
        :param values: ``medium``, ``minutes``, ``user_id``, ``customer_ids``, …
        :return: the session, ``held``
        """
        ticket._check_agent_access()
        self._check_began(ticket, began_at)
        if not (notes or "").strip():
            raise UserError(self.env._("Notes: say in a sentence what was said."))
        # sudo: only these actions write sessions
        session = self.sudo().create(
            {
                **values,
                "ticket_id": ticket.id,
                "state": "held",
                "start": began_at,
                "began_at": began_at,
            }
        )
        session = session.sudo(self.env.su)
        session._note_held(notes, internal, is_report)
        return session

    @api.model
    def _check_began(self, ticket, began_at):
        if not ticket.reported_at <= began_at <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Began: choose a moment between the report of the case and now."
                )
            )

    def _note_held(self, notes, internal, is_report=True):
        ticket = self.ticket_id
        ticket._session_met(self.began_at, is_report)
        self._log_on_case(self.env._("Session held: %s", self._sentence()))
        notes = (notes or "").strip()
        if notes:
            self.sudo().notes = notes
            ticket.message_post(
                body=notes,
                message_type="comment",
                subtype_xmlid="mail.mt_note" if internal else "mail.mt_comment",
            )

    def _not_held(self, reason):
        """Note that the session did not take place, or call off an upcoming one."""
        self._check_step("planned")
        self._check_reason(reason)
        self.sudo()._end("not_held", reason)
        self._log_on_case(
            self.env._(
                "Session not held: %(session)s. %(reason)s",
                session=self._sentence(),
                reason=reason,
            )
        )

    def _decline(self, reason):
        """Decline the proposed time and notify the customer."""
        self._check_step("proposed")
        self._check_reason(reason)
        self.sudo()._end("declined", reason)
        self.sudo()._answered()
        ticket = self.ticket_id._in_customer_language()
        ticket.message_post(
            body=ticket.env._(
                "The proposed time %(when)s does not suit: %(reason)s",
                when=self.with_env(ticket.env)._when(),
                reason=reason,
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Reason: say why in a sentence."))

    def _end(self, state, reason):
        """End sessions that do not take place, and free their time."""
        self.write({"state": state, "reason": reason})
        self._call_off()
