# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.concurrency import one_after_the_other
from ..common.selections import selection_labels
from .bacg_sla_session import SESSION_TAKES


class BacgSlaSession(models.Model):
    """Actions of an agent on a session: plan, confirm, move (SLA 1.17).

    Only these actions, the outcome and the customer's proposals write sessions.
    """

    _inherit = "bacg.sla.session"

    @api.model
    def _plan(self, ticket, values):
        """Plan a session on a case and invite both sides.

        :param values: fields of the session; ``notice_reason`` if it is sooner than the
            notice of its kind allows
        :return: the session, ``planned``
        """
        ticket._check_agent_access()
        # sudo: only these actions write sessions
        session = self.sudo().new({**values, "ticket_id": ticket.id})
        session._check_agent_start(session.start, session.notice_reason)
        session._check_agent_free(session.user_id, [session.start], session.minutes)
        session = self.sudo().create(
            {**values, "ticket_id": ticket.id, "state": "planned"}
        )
        session._invite()
        session._log_on_case(self.env._("Session planned: %s", session._sentence()))
        return session.sudo(self.env.su)

    def _check_agent_start(self, start, notice_reason):
        """Raise if a start is past, or too soon without a reason."""
        if start <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Start: %s is over.", self.ticket_id._format_customer_time(start)
                )
            )
        earliest = self.ticket_id._session_earliest()
        if start < earliest and not (notice_reason or "").strip():
            raise UserError(
                self.env._(
                    "Start: sessions of this kind require notice; the earliest start "
                    "is now %s. Give the reason for the short notice, or choose a "
                    "later time.",
                    self.ticket_id._format_customer_time(earliest),
                )
            )

    def _check_agent_free(self, agent, starts, minutes):
        """Raise if the agent has another appointment at one of these times.

        :param starts: naive UTC datetimes
        :raises ConcurrencyError: if one was taken since this transaction began
        """
        # Not the case's own: other transactions still see what this one withdraws.
        known = self.ticket_id.sudo().session_ids
        taken = (
            Domain("user_id", "=", agent.id)
            & Domain("state", "in", SESSION_TAKES)
            & Domain("id", "not in", known.ids)
            & self._overlapping(starts, minutes)
        )
        # sudo: sessions of cases that the user does not see also take time
        one_after_the_other(self.sudo(), f"bacg_sla_session_{agent.id}", taken)
        # The time of the session being moved becomes free.
        length, own = timedelta(minutes=minutes), self | self.previous_id
        for start in starts:
            if not agent._session_is_free(start, start + length, [own]):
                raise UserError(
                    self.env._(
                        "%(when)s is no longer free: %(agent)s has another appointment "
                        "then. Choose another time.",
                        when=self.ticket_id._format_customer_time(start),
                        agent=agent.name,
                    )
                )

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm the time that the customer proposed, with one click."""
        self.ensure_one()
        self._check_step("proposed")
        agent = self.user_id.sudo()
        if self._lacks_link() and agent.session_medium == self.medium:
            # sudo: only these actions write sessions
            self.sudo().link = agent.session_link
        if self._lacks_link():
            return self._open_wizard("plan")
        self._confirm({})
        return None

    def _confirm(self, values):
        """Plan a proposed session and withdraw the case's other proposals."""
        self._check_step("proposed")
        session = self.sudo()
        session.write(values)
        if session.start <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%s is over: decline it and plan another time.", session._when()
                )
            )
        # First: times of one case may overlap, and only this one is needed now.
        session.ticket_id._session_withdraw(
            self.env._("Another time was agreed."), keep=session
        )
        session._check_agent_free(session.user_id, [session.start], session.minutes)
        session.state = "planned"
        if session.previous_id.state == "planned":
            session.previous_id.state = "moved"
            session._take_event()
        else:
            session._invite()
        session._answered()
        session._log_on_case(self.env._("Session planned: %s", session._sentence()))

    def _move(self, start, reason, **values):
        """Plan another session in place of this one, which is kept as moved.

        :param start: naive UTC
        :param reason: why, in a sentence
        :return: the session at the new time
        """
        self._check_step("planned")
        old = self.sudo()
        if start != old.start:
            old._check_agent_start(start, values.get("notice_reason"))
        minutes = values.get("minutes") or old.minutes
        agent = old.user_id.browse(values.get("user_id")) or old.user_id
        old._check_agent_free(agent, [start], minutes)
        new = old._copy_to(start, **values)
        old.write({"state": "moved", "reason": reason})
        new._take_event()
        new._log_on_case(
            self.env._(
                "Session moved: %(session)s; before: %(before)s. %(reason)s",
                session=new._sentence(),
                before=old._when(),
                reason=reason or "",
            )
        )
        return new.sudo(self.env.su)

    def _check_step(self, state):
        self.ensure_one()
        self.ticket_id._check_agent_access()
        if self.state != state:
            labels = selection_labels(self, "state")
            raise UserError(
                self.env._(
                    "%(session)s: it is already %(state)s.",
                    session=self._sentence(),
                    state=labels[self.state].lower(),
                )
            )

    # -------------------------------------------------------------------------
    # Wizards
    # -------------------------------------------------------------------------

    def action_move(self):
        return self._open_wizard("plan")

    def action_outcome(self):
        """Open the wizard for the outcome, or for why it does not take place."""
        return self._open_wizard("outcome")

    def _open_wizard(self, name):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            f"bacg_sla_platino.bacg_sla_session_{name}_action"
        )
        action["context"] = {
            "default_session_id": self.id,
            "default_ticket_id": self.ticket_id.id,
        }
        return action

    # -------------------------------------------------------------------------
    # Texts
    # -------------------------------------------------------------------------

    def _sentence(self):
        return self.env._(
            "%(when)s, %(minutes)s min, %(medium)s, with %(agent)s",
            when=self._when(),
            minutes=self.minutes,
            medium=self._medium_label(),
            agent=self.user_id.name,
        )

    def _log_on_case(self, sentence):
        """Log an internal note on the case."""
        lines = [sentence]
        if self.notice_reason:
            lines.append(self.env._("At short notice: %s", self.notice_reason))
        self.ticket_id._log_notes({self.ticket_id: lines})

    def _answered(self):
        self.ticket_id.activity_unlink(
            ["bacg_sla_platino.mail_activity_type_session"], only_automated=False
        )
