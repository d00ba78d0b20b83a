# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.concurrency import is_nobodys_fault

_logger = logging.getLogger(__name__)

# How long a decision can be taken back before it is carried out.
HOLD = timedelta(seconds=10)
# Cases whose deadline is this near do not wait for that.
NEAR = timedelta(minutes=2)
CRON = "bacg_sla_platino.ir_cron_triage"
BATCH = 50
# What may happen to a case without changing what was decided on it.
HARMLESS = ("breached", "category")


class BacgTriageDecision(models.Model):
    """What an agent decided on a case of “To classify”, until it is carried out.

    Nothing has happened before: taking it back leaves no trace but in the ledger.
    """

    _name = "bacg.triage.decision"
    _description = "Decision on a New Case"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "due_at, id"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, ondelete="cascade"
    )
    end = fields.Selection(
        selection=[
            ("duplicate", "Duplicate"),
            ("foreign", "Not for us"),
            ("ask", "Customer asked"),
            ("spam", "Spam"),
        ],
        string="Decision",
        required=True,
    )
    text = fields.Text(help="What is written to the customer.")
    original_id = fields.Many2one(
        comodel_name="helpdesk.ticket", ondelete="cascade", index="btree_not_null"
    )
    late_reason = fields.Char()
    due_at = fields.Datetime(required=True, index=True)
    event_id = fields.Many2one(
        comodel_name="bacg.sla.event", required=True, ondelete="cascade"
    )

    _ticket_uniq = models.UniqueIndex(
        "(ticket_id)", "Somebody has decided on this case a moment ago."
    )

    @api.model
    def _cron_settle(self):
        """Carry out what nobody took back, and whose browser is gone."""
        due = Domain("due_at", "<=", fields.Datetime.now())
        while decisions := self.search(due, limit=BATCH).try_lock_for_update():
            decisions._settle()
            left = self.search_count(due)
            if not self.env["ir.cron"]._commit_progress(BATCH, remaining=left):
                break

    def _settle(self):
        """Carry out these decisions, in the name of who made them, each alone."""
        for decision in self:
            # What is told is told to who decided.
            decision = decision.with_context(lang=decision.user_id.lang)
            try:
                with self.env.cr.savepoint():
                    decision._carry_out()
            except Exception as error:
                if is_nobodys_fault(error):
                    raise
                why = str(error)
                if not isinstance(error, UserError):
                    _logger.exception("%s could not be carried out", decision)
                    why = decision.env._(
                        "an error of the system. Do it on the case, and tell an "
                        "administrator: the log has the details."
                    )
                self.env.invalidate_all()
                decision._report(why)
        self.unlink()

    def _carry_out(self):
        """Do what was decided, unless something else happened to the case since."""
        later = self.ticket_id.sla_event_ids.filtered(
            lambda event: event.id > self.event_id.id and event.kind not in HARMLESS
        )
        if later:
            self._report(self.env._("something happened to the case meanwhile."))
            return
        user = self.user_id
        # Whose browser or scheduled action it is says nothing of where he works.
        ticket = self.ticket_id.with_user(user).with_context(
            lang=user.lang,
            tz=user.tz,
            allowed_company_ids=(user.company_id | user.company_ids).ids,
        )
        getattr(ticket, f"_queue_end_{self.end}")(self)

    def _report(self, why):
        """Tell the agent that a decision was not carried out: the case is back.

        The note keeps what he wrote, for him to send it from there.

        :param why: a sentence
        """
        labels = dict(self._fields["end"]._description_selection(self.env))
        sentence = self.env._(
            "“%(decision)s” was not carried out: %(why)s",
            decision=labels[self.end],
            why=why,
        )
        lines = [sentence]
        if self.text:
            text = Markup("<br/>").join(self.text.splitlines())
            lines += [self.env._("It was not sent:"), text]
        ticket = self.ticket_id
        ticket._log_notes({ticket: lines})
        ticket.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_id.id, summary=sentence
        )

    def _take_back(self):
        """Forget these decisions, and log that they were taken back.

        :raises UserError: if one is being carried out
        """
        if self.try_lock_for_update() != self:
            raise UserError(
                self.env._("It is being carried out: it can no longer be taken back.")
            )
        tickets = self.ticket_id
        tickets._sla_log(
            [
                decision.ticket_id._sla_event("untriaged", new=decision.end)
                for decision in self
            ]
        )
        self.unlink()
