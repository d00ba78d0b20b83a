# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.concurrency import advisory_lock, as_committed, isolated
from .bacg_sla_session import SESSION_MEDIA

# How long a session can be that a customer proposes, in minutes.
LENGTHS = (30, 60, 90, 120)
# How many times they may propose at once: each is kept free for them.
PROPOSALS = 3


class BacgSlaSession(models.Model):
    """What the customer proposes in the portal, and withdraws (SLA 1.17, 7.03)."""

    _inherit = "bacg.sla.session"

    @api.model
    def _propose(self, ticket, starts, partner, previous=None, **values):
        """Keep the times free that a customer proposes, and ask the agent.

        Called in sudo, once the customer's access to the case was checked.

        :param starts: naive UTC datetimes, one to ``PROPOSALS``
        :param partner: who proposes
        :param previous: the planned session to move, if any
        :param values: ``minutes``, ``medium``, ``agenda``
        :raises UserError: with a message for the customer that says what to do
        """
        self._check_proposal(ticket, starts, values)
        previous = previous or self.browse()
        ticket._session_withdraw(self.env._("Other times were proposed."))
        self._check_room(ticket, set(starts))
        self._check_customer_starts(ticket, starts, values["minutes"], previous)
        agent = ticket._session_agent()
        asked = previous or self.new({"ticket_id": ticket.id})
        asked._check_agent_free(agent, starts, values["minutes"])
        people = partner | ticket._session_customers()
        values = {
            **values,
            "ticket_id": ticket.id,
            "state": "proposed",
            "user_id": agent.id,
            "customer_ids": [(6, 0, people.ids)],
            "proposed_by_id": partner.id,
            "previous_id": previous.id,
        }
        sessions = self.create(
            [{**values, "start": start} for start in sorted(set(starts))]
        )
        sessions._ask_agent(partner)
        return sessions

    @api.model
    def _check_proposal(self, ticket, starts, values):
        if ticket.closed:
            raise UserError(self.env._("The case is closed: reply to it to reopen it."))
        if not ticket._session_agent():
            raise UserError(
                self.env._("Nobody is assigned to the case yet: please write to us.")
            )
        if values["medium"] not in dict(SESSION_MEDIA):
            raise UserError(self.env._("Medium: choose one from the list."))
        if values["minutes"] not in LENGTHS:
            raise UserError(self.env._("Length: choose one from the list."))
        if not 0 < len(set(starts)) <= PROPOSALS:
            raise UserError(
                self.env._("Time: choose one to %s from the list.", PROPOSALS)
            )

    @api.model
    def _check_room(self, ticket, starts):
        """Raise if the customer would keep too much time of our agents free.

        The proposals of one customer wait for each other.
        """
        customer = ticket.commercial_partner_id
        others = (
            Domain("state", "=", "proposed")
            & Domain("ticket_id.commercial_partner_id", "=", customer.id)
            & Domain("ticket_id", "!=", ticket.id)
        )
        taken = self.search_count(others)
        advisory_lock(self.env, f"session proposals of {customer.id}")
        with as_committed(self) as committed:
            taken = max(taken, committed.search_count(others))
        limit = ticket.company_id.sla_session_proposal_limit
        if taken + len(starts) > limit:
            raise UserError(
                self.env._(
                    "Your company has %(taken)s proposed times that wait for our "
                    "answer, and may have %(limit)s: withdraw one, or choose fewer.",
                    taken=taken,
                    limit=limit,
                )
            )

    @api.model
    def _check_customer_starts(self, ticket, starts, minutes, previous):
        """Raise if a time is past, too soon (SLA 7.03) or not free."""
        free = ticket._session_starts(timedelta(minutes=minutes), [previous])
        earliest, now = ticket._session_earliest(), fields.Datetime.now()
        for start in starts:
            when = ticket._format_customer_time(start)
            if start <= now:
                raise UserError(self.env._("Time: %s is over.", when))
            if start < earliest:
                raise UserError(self._too_soon(ticket, free, earliest))
            if start not in free:
                raise UserError(
                    self.env._(
                        "%s is no longer free. Choose another time from the list.",
                        when,
                    )
                )

    @api.model
    def _too_soon(self, ticket, free, earliest):
        hours = ticket._session_get_notice() / 60
        return self.env._(
            "Sessions of this kind are requested at least %(hours)g hours ahead. The "
            "earliest possible time is %(when)s.",
            hours=hours,
            when=ticket._format_customer_time(free[0] if free else earliest),
        )

    def _ask_agent(self, partner):
        """Notify the agent by a message from the customer and an activity."""
        ticket = self.ticket_id
        times = "; ".join(session._when() for session in self.sorted("start"))
        ticket.message_post(
            body=self.env._(
                "I propose a session (%(medium)s, %(minutes)s min): %(times)s. "
                "%(agenda)s",
                medium=self[0]._medium_label(),
                minutes=self[0].minutes,
                times=times,
                agenda=self[0].agenda or "",
            ),
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        staff = ticket._in_staff_language()
        note = staff.env._("%(who)s proposes a session.", who=partner.name)
        staff._schedule_activity_for_staff(
            "bacg_sla_platino.mail_activity_type_session", {ticket.id: note}
        )

    @api.model
    def _cron_expire_proposals(self):
        """Free the times that nobody answered, and tell the customer."""
        proposed = self.search([("state", "=", "proposed")])
        over = proposed.filtered(
            lambda session: (
                session.create_date <= session.company_id._session_get_oldest_proposal()
            )
        )
        cases = over.grouped("ticket_id")
        for done, (ticket, sessions) in enumerate(cases.items(), start=1):
            with isolated(ticket):
                sessions._expire(ticket)
            left = len(cases) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _expire(self, ticket):
        """End the proposals of a case, and tell its customer."""
        customer = ticket._in_customer_language()
        sessions = self.with_env(customer.env).sorted("start")
        sessions._end("declined", customer.env._("Nobody answered in time."))
        customer.message_post(
            body=customer.env._(
                "We have not answered your proposed times (%s) yet and no longer "
                "keep them free: please propose others.",
                "; ".join(session._when() for session in sessions),
            ),
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _withdraw(self):
        """Withdraw the customer's proposal; called in sudo, like :meth:`_propose`."""
        proposed = self.filtered(lambda session: session.state == "proposed")
        if proposed != self:
            raise UserError(
                self.env._("This time is no longer a proposal: please write to us.")
            )
        self._end("declined", self.env._("The customer withdrew it."))
        if not any(row.state == "proposed" for row in self.ticket_id.session_ids):
            self._answered()
