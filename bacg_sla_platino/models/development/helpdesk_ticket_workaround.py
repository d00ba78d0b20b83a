# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

CRITICAL = ("2", "3")  # the keys of the priorities 2 and 1


class HelpdeskTicket(models.Model):
    """A critical bug needs at least a workaround in the table's time (SLA 4.03).

    The table's resolution time is the workaround's; the fix has a day of its own.
    """

    _inherit = "helpdesk.ticket"

    bug_workaround = fields.Text(
        string="Workaround", readonly=True, sla_fact=True, copy=False
    )

    def _sla_measure_all(self, facts, policy, hours):
        wanted = super()._sla_measure_all(facts, policy, hours)
        if not self.bug_under_warranty:
            return wanted
        wanted.pop("resolution", None)
        if self.priority in CRITICAL and not facts.withdrawn(self.first_response_at):
            moments = (self._development_get_workaround_at(facts), facts.resolved_at())
            reached = min(filter(None, moments), default=None)
            clocks = self._sla_one_clock("workaround", reached, facts, policy, hours)
            if clocks:
                wanted["workaround"] = [dict(c, metric="workaround") for c in clocks]
        return wanted

    def _sla_target(self, metric, reached, facts, policy):
        target = super()._sla_target(metric, reached, facts, policy)
        if metric == "workaround" and not target:
            return super()._sla_target("resolution", reached, facts, policy)
        return target

    def _sla_cancel_reason(self, facts):
        reason = super()._sla_cancel_reason(facts)
        bug = self.bug_under_warranty and reason == "no_policy"
        return "bug" if bug else reason

    @api.model
    def _sla_get_fact_kinds(self):
        return (*super()._sla_get_fact_kinds(), "workaround", "workaround_refuted")

    @api.model
    def _development_get_workaround_at(self, facts):
        """Return when the workaround that holds was given; a refuted one was none."""
        given = None
        for event in facts.events:
            if event.kind == "workaround":
                given = given or event.at
            elif event.kind == "workaround_refuted":
                given = None
        return given

    def _development_give_workaround(self, text):
        """Tell the customer a workaround, in the agent's name: it reaches its clock.

        :return: the message
        """
        self._check_agent_access()
        self.ensure_one()
        text = (text or "").strip()
        if not self.development_id:
            raise UserError(self.env._("Development: name it first."))
        if not text:
            raise UserError(
                self.env._("Workaround: describe it, the customer works by it.")
            )
        message = self._case_write_to_customer(text)
        # sudo: a fact and not a field to fill in
        ticket = self.sudo()
        ticket._sla_put(bug_workaround=text)
        ticket._sla_log([ticket._sla_event("workaround", message_id=message.id)])
        ticket._sla_sync()
        return message

    def _development_refute_workaround(self, reason, partner=None):
        """Note that the workaround does not help: its clock runs from its first start.

        :param partner: the customer's contact who says so, else the user does
        """
        self.ensure_one()
        reason = (reason or "").strip()
        if self.closed:
            raise UserError(
                self.env._("Case %s is closed: reopen it first.", self.number)
            )
        if not self.bug_workaround:
            raise UserError(self.env._("No workaround was given on this case."))
        if not reason:
            raise UserError(self.env._("Reason: say what does not help."))
        # sudo: the caller checked who says so
        ticket = self.sudo()
        author = partner or self.env.user.partner_id
        ticket._sla_put(bug_workaround=False)
        ticket._sla_log(
            [
                ticket._sla_event(
                    "workaround_refuted", reason=reason, author_id=author.id
                )
            ]
        )
        ticket._sla_sync()
