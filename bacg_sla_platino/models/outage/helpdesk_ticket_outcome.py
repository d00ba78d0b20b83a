# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools.clock.case_facts import HELD_SCOPES, REFUTED_SCOPES
from ..clock.helpdesk_ticket_stage import CLOSED_MODES
from ..common.selections import selection_labels

# No outage on BACG's side: the agent sets the priority, the customer is notified.
TOLD_SCOPES = ("local", "none")


class HelpdeskTicket(models.Model):
    """Claims of an outage, their outcomes and corrections (SLA 2.02 to 2.05)."""

    _inherit = "helpdesk.ticket"

    def action_outage_confirmed_total(self):
        self._outage_judge("total", "3")

    def action_outage_confirmed_partial(self):
        self._outage_judge("partial", "3")

    def action_outage_some_users(self):
        """Set the outcome “Some users only”: priority 2, 24 clock hours (SLA 2.05).

        This is also possible without a claim.
        """
        self._outage_judge("some_users", "2")

    def _outage_claim(self, reason, from_now):
        """Claim an outage for a customer, for example by telephone (SLA 2.02).

        :param reason: the agent's reason, for the ledger
        :param from_now: the case got worse: its clocks start now, not with the report
        """
        self.ensure_one()
        self._check_agent_access()
        if self.outage_scope == "claimed":
            raise UserError(
                self.env._(
                    "Case %s: an outage is already claimed; enter its outcome.",
                    self.number,
                )
            )
        if self.stage_id.sla_mode in CLOSED_MODES:
            raise UserError(
                self.env._(
                    "Case %s is closed: reopen it before you claim an outage.",
                    self.number,
                )
            )
        self._sla_with(reason=reason, from_now=from_now).write(
            {"outage_scope": "claimed", "priority": "3"}
        )

    def _case_take_facts(self, sources):
        """Take over claims from the merged cases, too."""
        super()._case_take_facts(sources)
        claimed = sources.filtered(lambda ticket: ticket.outage_scope == "claimed")
        if not claimed or self.outage_scope != "none":
            return
        claimed_at = min(claimed.mapped("outage_claimed_at"))
        numbers = ", ".join(claimed.mapped("number"))
        self._sla_with(
            reason=self.env._("Merged from %s", numbers),
            counted_from=claimed_at if claimed_at != self.reported_at else None,
        ).write(
            {
                "outage_scope": "claimed",
                "outage_claimed_at": claimed_at,
                "priority": "3",
            }
        )

    def _outage_judge(self, scope, priority, reason=None, cause=False):
        """Set the outcome of an outage claim; with a reason, correct it.

        :param scope: a value of ``outage_scope`` other than ``claimed``
        :param priority: new priority of the case, with clocks from the report
        :param reason: for the ledger; the customer reads it if there is no outage
        :param cause: for ``local``, a key of ``OUTAGE_CHECKS``
        """
        self._check_agent_access()
        self._sla_lock()
        reason, cause = (reason or "").strip(), scope == "local" and cause
        for ticket in self:
            ticket._outage_check_outcome(scope, reason, cause)
            tell = scope in TOLD_SCOPES or ticket.outage_scope in TOLD_SCOPES
            ticket._outage_set_outcome(scope, priority, reason, cause)
            if tell:
                ticket._outage_notify_outcome(scope, priority, reason)

    def _outage_check_outcome(self, scope, reason, cause):
        """Raise if the outcome does not fit the case or lacks its reason or cause."""
        number = self.number
        claimed = self._outage_is_known()
        # "Some users" needs no claim: SLA 2.05 applies in any case.
        if not claimed and scope != "some_users":
            raise UserError(self.env._("Case %s: no outage is claimed on it.", number))
        if claimed and self.outage_scope != "claimed" and not reason:
            raise UserError(
                self.env._(
                    "Case %s: the claim was already checked. To correct the outcome, "
                    "use “Correct” next to it and enter a reason.",
                    number,
                )
            )
        if (self.outage_scope, self.outage_cause) == (scope, cause):
            raise UserError(self.env._("Case %s: it already has this outcome.", number))
        if scope in TOLD_SCOPES and not reason:
            raise UserError(
                self.env._("Reason: explain to the customer why there is no outage.")
            )
        if scope == "local" and not cause:
            raise UserError(
                self.env._("Cause: choose what failed on the customer's side.")
            )

    def _outage_set_outcome(self, scope, priority, reason, cause):
        old = self.outage_scope
        if {old, scope} <= HELD_SCOPES - {"claimed"}:
            priority = self.priority  # the same for total and partial
        ticket = self._sla_with(
            reason=reason,
            cancel_reason=self._outage_get_cancel_reason(scope),
            counted_from=self._outage_get_counted_from(scope),
            trusted=True,
        )
        ticket.write(
            {"outage_scope": scope, "outage_cause": cause, "priority": priority}
        )
        if old == scope:  # another cause
            self._sla_log([self._sla_event("scope", old, scope, reason=reason)])
        self._case_mark_classified(reason)

    def _outage_get_cancel_reason(self, scope):
        """Return the reason to cancel clocks whose breach was a mistake (SLA 2.03).

        These are breaches under the presumed priority of a refuted claim, or under the
        policy of a wrong outcome. None for other clocks.
        """
        old = self.outage_scope
        if old in HELD_SCOPES and scope in REFUTED_SCOPES:
            return "refuted"
        return "outcome" if old != "claimed" and self._outage_is_known() else None

    def _outage_is_known(self):
        """Return whether an outage was claimed, or an outcome given without a claim."""
        return bool(self.outage_claimed_at) or self.outage_scope != "none"

    def _outage_get_counted_from(self, scope):
        """Return when the clocks start with this outcome, None for the report."""
        # sudo: agents may read the facts of their cases, but not the whole tables
        ticket = self.sudo()
        facts = ticket._sla_read_facts()[ticket]
        start = facts.counted_by_outcome(self.reported_at, scope)
        return start if start != self.reported_at else None

    def _outage_notify_outcome(self, scope, priority, reason):
        """Notify the customer as the agent; it is a first response (SLA 2.03)."""
        self.message_post(
            body=self._outage_get_outcome_message(scope, priority, reason),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            date=self._sla_now(),
        )

    def _outage_get_outcome_message(self, scope, priority, reason):
        """Return the message to the customer (Markup), in their language."""
        self.ensure_one()
        # sudo: a system template about a case whose access was checked
        template = self.env.ref("bacg_sla_platino.mail_template_outage_outcome").sudo()
        outcome = {"scope": scope, "priority": priority, "reason": reason}
        return template._render_field(
            "body_html", self.ids, compute_lang=True, add_context={"outcome": outcome}
        )[self.id]

    def _outage_get_outcome_promise(self, scope, priority):
        """Return the texts of priority and times for the message to the customer."""
        policy = self._case_get_policies()._first_match(
            priority, self.category_id, scope
        )
        return selection_labels(self, "priority")[priority], policy.times_text
