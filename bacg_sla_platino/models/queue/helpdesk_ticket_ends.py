# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """How a new case ends that is not classified: which may, and what is done then."""

    _inherit = "helpdesk.ticket"

    def _check_changes(self, vals):
        if vals.get("duplicate_id") and not self.env.su:
            self._queue_check_original(self.browse(vals["duplicate_id"]))
        return super()._check_changes(vals)

    def _sla_opened(self, change):
        if not self.env.su:
            duplicates = self.filtered("duplicate_id")
            for original, tickets in duplicates.grouped("duplicate_id").items():
                tickets._queue_check_original(original)
        return super()._sla_opened(change)

    def _queue_check_decision(self, end):
        """Raise if one of these cases cannot end so.

        :raises UserError: names the case and the way out
        """
        self._check_agent_access()
        self._case_check_unclaimed()
        # sudo: a colleague's decision counts, too
        for decision in self.sudo().triage_decision_ids:
            raise UserError(
                self.env._(
                    "Case %(number)s: %(person)s has decided on it a moment ago.",
                    number=decision.ticket_id.number,
                    person=decision.user_id.name,
                )
            )
        for ticket in self.filtered(lambda case: case.classified_at or case.closed):
            raise UserError(
                self.env._(
                    "Case %s is classified or closed already: open it, and use “Change "
                    "the stage” or write to the customer there.",
                    ticket.number,
                )
            )
        for ticket in self:
            ticket._queue_get_stage(end)
        check = getattr(self, f"_queue_check_{end}", None)
        if check:
            check()

    def _queue_check_spam(self):
        for ticket in self.filtered("contract_id"):
            raise UserError(
                self.env._(
                    "Case %(number)s is of %(customer)s, who has a contract: it is no "
                    "spam. Use “Not for us”, which tells the customer.",
                    number=ticket.number,
                    customer=ticket.commercial_partner_id.name,
                )
            )

    def _queue_check_foreign(self):
        for ticket in self.filtered(lambda case: not case.partner_id):
            raise UserError(
                self.env._(
                    "Case %s has no customer who could read this: choose its contact.",
                    ticket.number,
                )
            )

    def _queue_check_ask(self):
        self._queue_check_foreign()

    def _queue_get_stage(self, end):
        """Return the stage in which this case ends.

        :param end: a value of ``bacg.triage.decision``
        :raises UserError: if its team has none
        """
        if stage := self._sla_stage("wait_customer" if end == "ask" else "cancel"):
            return stage
        team = self.team_id.name or ""
        if end == "ask":
            raise UserError(
                self.env._(
                    "Team %s has no stage that waits for the customer: ask an "
                    "administrator for one, or write to the customer on the case.",
                    team,
                )
            )
        raise UserError(
            self.env._(
                "Team %s has no stage for cancelled cases: ask an administrator for "
                "one.",
                team,
            )
        )

    def _queue_check_original(self, original):
        """Raise if these cases are no duplicates of another one.

        A duplicate hides no clock: the original is open, of the same customer and
        company, and was reported before.
        """
        original.check_access("read")
        if original.closed or original.duplicate_id or original in self:
            raise UserError(
                self.env._(
                    "Duplicate of: choose another case, which is open and no duplicate "
                    "itself."
                )
            )
        for ticket in self:
            ticket._queue_check_same_customer(original)
            ticket._queue_check_same_company(original)
            ticket._queue_check_reported_later(original)

    def _queue_check_same_customer(self, original):
        """Raise if this case is not of the known customer of another one."""
        customer = self.commercial_partner_id
        if not customer or customer != original.commercial_partner_id:
            raise UserError(
                self.env._(
                    "Case %(number)s is of another customer than %(original)s. "
                    "Choose its contact on the case first.",
                    number=self.number,
                    original=original.number,
                )
            )

    def _queue_check_same_company(self, original):
        """Raise if this case and another one are of different companies of ours."""
        if self.company_id != original.company_id:
            raise UserError(
                self.env._(
                    "Case %(number)s belongs to another of our companies than "
                    "%(original)s: work on each by itself.",
                    number=self.number,
                    original=original.number,
                )
            )

    def _queue_check_reported_later(self, original):
        """Raise if this case was reported before another one."""
        if self.reported_at < original.reported_at:
            raise UserError(
                self.env._(
                    "Case %(number)s was reported before %(original)s: mark that "
                    "one as a duplicate of this one, so that no time is lost.",
                    number=self.number,
                    original=original.number,
                )
            )

    def _queue_end_duplicate(self, decision):
        """Go on in the original: who sent this one follows it and is told so."""
        original = decision.original_id.with_env(self.env)
        words = self.env._("Duplicate of %s", original.number)
        self._queue_cancel(decision, words, duplicate_id=original.id)
        # sudo: whoever decides need not be allowed to add followers
        original.sudo().message_subscribe(self.partner_id.ids)
        note = original._in_staff_language().env._(
            "%(person)s reported it again in %(number)s: %(excerpt)s",
            person=self.partner_id.name or self.partner_email,
            number=self.number,
            excerpt=self.excerpt,
        )
        original._log_notes({original: [note]})
        # sudo: who waits for the customer has heard of him
        original.sudo()._sla_resume()
        template = self.env.ref("bacg_sla_platino.mail_template_duplicate")
        self._send_automatic_mail(template)

    def _queue_end_foreign(self, decision):
        """Tell the customer that support is the wrong place, and cancel the case."""
        if decision.text:
            self._case_write_to_customer(decision.text)
        self._queue_cancel(decision, self.env._("Not for us"))

    def _queue_end_ask(self, decision):
        """Ask the customer; the case is back in the queue when he answers."""
        self.stage_id = self._queue_get_stage("ask")
        self._case_write_to_customer(decision.text)

    def _queue_end_spam(self, decision):
        self._queue_check_spam()
        self._queue_cancel(decision, self.env._("Spam"))

    def _queue_cancel(self, decision, reason, **values):
        """Cancel this case; the mail of the stage would say something else."""
        values["stage_id"] = self._queue_get_stage(decision.end).id
        if decision.late_reason:
            values["late_reason"] = decision.late_reason
        quiet = self.with_context(tracking_disable=True)
        quiet._sla_with(reason=reason).write(values)
