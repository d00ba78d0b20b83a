# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.mail.excerpt import HEAD, excerpt
from .bacg_triage_decision import CRON, HOLD, NEAR


class HelpdeskTicket(models.Model):
    """“To classify”: a new case is classified, or ends in one of four other ways."""

    _inherit = "helpdesk.ticket"

    to_classify = fields.Boolean(
        compute="_compute_to_classify",
        search="_search_to_classify",
        help="The case waits for an agent to decide what it is, or whether an outage "
        "that is claimed is one.",
    )
    triage_decision_ids = fields.One2many(
        comodel_name="bacg.triage.decision",
        inverse_name="ticket_id",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
        export_string_translation=False,
    )
    triage_text = fields.Char(
        string="Decision",
        compute="_compute_triage",
        help="What was decided a moment ago.",
    )
    can_undo_triage = fields.Boolean(
        compute="_compute_triage", export_string_translation=False
    )
    excerpt = fields.Char(
        string="Beginning",
        compute="_compute_excerpt",
        help="The first 200 characters of what the customer wrote.",
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {
            "can_undo_triage",
            "excerpt",
            "to_classify",
            "triage_text",
        }

    @api.depends(
        "closed", "classified_at", "outage_scope", "sla_mode", "triage_decision_ids"
    )
    def _compute_to_classify(self):
        for ticket in self:
            # sudo: whether somebody decided, for whoever asks
            decided = ticket.sudo().triage_decision_ids
            waiting = decided or ticket.sla_mode == "wait_customer"
            new = not (ticket.classified_at or waiting)
            claimed = ticket.outage_scope == "claimed"
            ticket.to_classify = not ticket.closed and (new or claimed)

    def _search_to_classify(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as above
        decided = self.env["bacg.triage.decision"].sudo()._search([])
        new = (
            Domain("classified_at", "=", False)
            & Domain("stage_id.sla_mode", "!=", "wait_customer")
            & Domain("id", "not in", decided.select("ticket_id"))
        )
        claimed = Domain("outage_scope", "=", "claimed")
        domain = Domain("closed", "=", False) & (new | claimed)
        return domain if True in value else ~domain

    @api.depends("triage_decision_ids", "can_undo_classify")
    @api.depends_context("uid", "lang")
    def _compute_triage(self):
        decisions = self.env["bacg.triage.decision"]
        labels = dict(decisions._fields["end"]._description_selection(self.env))
        for ticket in self:
            # sudo: a colleague's decision, too, says why a case is not there
            decision = ticket.sudo().triage_decision_ids[:1]
            own = decision.user_id == self.env.user
            ticket.can_undo_triage = own if decision else ticket.can_undo_classify
            words = [labels.get(decision.end), decision.original_id.number]
            ticket.triage_text = " ".join(filter(None, words))

    @api.depends("description")
    def _compute_excerpt(self):
        self.flush_recordset(["description"])
        # Not by the ORM: a mail may have megabytes, of which its beginning is shown.
        query = SQL(
            "SELECT id, left(description, %s) FROM helpdesk_ticket WHERE id = ANY(%s)",
            HEAD,
            self._origin.ids,
        )
        heads = dict(self.env.execute_query(query))
        for ticket in self:
            ticket.excerpt = excerpt(heads.get(ticket._origin.id) or "")

    def action_classify(self, priority=None):
        super().action_classify(priority)
        return self._queue_offer_undo(self.env._("%s cases classified.", len(self)))

    def action_triage_duplicate(self):
        return self._queue_open_window("duplicate")

    def action_triage_foreign(self):
        return self._queue_open_window("foreign")

    def action_triage_ask(self):
        return self._queue_open_window("ask")

    def action_triage_spam(self):
        """Cancel these cases in a moment, and write to nobody.

        Of late ones a window asks why they are late.
        """
        if any(ticket._sla_counts_late() for ticket in self):
            return self._queue_open_window("spam")
        return self._queue_decide("spam")

    def action_undo_triage(self):
        """Take back what the user decided on these cases a moment ago.

        What cannot be taken back, as it was carried out, holds up nothing else.

        :return: an action that names such cases, None if there are none
        :raises UserError: if nothing can be taken back
        """
        self._check_agent_access()
        # sudo: agents make and take back decisions here alone
        decisions = self.sudo().triage_decision_ids
        own = decisions.filtered(lambda decision: decision.user_id == self.env.user)
        free = own.try_lock_for_update()
        others = self - decisions.ticket_id.sudo(False)
        undoable = others._case_filter_undoable()
        left = self - undoable - free.ticket_id.sudo(False)
        if left == self:
            self._queue_refuse_undo()
        free._take_back()
        self._queue_notify_screens()
        undoable.action_undo_classify()
        return left._queue_name_not_undone() if left else None

    def _queue_refuse_undo(self):
        """Raise the reason why none of these cases can be taken back."""
        # sudo: as above
        decisions = self.sudo().triage_decision_ids
        for decision in decisions.filtered(lambda d: d.user_id != self.env.user):
            raise UserError(
                self.env._(
                    "Case %(number)s: %(person)s decided on it. Who decides takes it "
                    "back.",
                    number=decision.ticket_id.number,
                    person=decision.user_id.name,
                )
            )
        decisions._take_back()
        self.action_undo_classify()

    def _queue_name_not_undone(self):
        """Return an action of the client that names what was not taken back."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Not undone, as it was carried out or changed since: %s",
                    ", ".join(self.mapped("number")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def action_settle_triage(self):
        """Carry out what the user decided and did not take back in time."""
        self._check_agent_access()
        due = Domain("due_at", "<=", fields.Datetime.now())
        own = Domain("user_id", "=", self.env.uid)
        # sudo: as above; each is carried out with the rights of its user
        decisions = self.env["bacg.triage.decision"].sudo().search(due & own)
        decisions.try_lock_for_update()._settle()

    def _queue_open_window(self, end):
        """Return the action of a window that asks for what a decision needs."""
        self._queue_check_decision(end)
        window = self.env["bacg.triage.decide"].create(
            {"ticket_ids": self.ids, "end": end}
        )
        labels = dict(window._fields["end"]._description_selection(self.env))
        return window._get_records_action(name=labels[end], target="new")

    def _queue_decide(self, end, text=None, original=None, late_reason=None):
        """Decide on these cases; in some seconds it is carried out, if not undone.

        :param end: how the cases end: a value of ``bacg.triage.decision``
        :param text: what is written to each customer, as plain text
        :param original: the case of which these are duplicates
        :param late_reason: why a late case that this closes is late
        :return: an action of the client that offers to undo it
        :raises UserError: names the case and the way out
        """
        self._queue_check_decision(end)
        if original:
            self._queue_check_original(original)
        decisions = self._queue_create_decisions(
            self._queue_log_decisions(end, original),
            end=end,
            text=text,
            original_id=original.id if original else False,
            late_reason=late_reason,
        )
        self._queue_plan_decisions(decisions)
        self._queue_notify_screens()
        return self._queue_offer_undo(
            self.env._("%s cases: carried out in a moment.", len(self))
        )

    def _queue_log_decisions(self, end, original):
        """Return the new events of the ledger that tell how each of these ends."""
        reason = original.number if original else None
        return self._sla_log(
            [ticket._sla_event("triaged", new=end, reason=reason) for ticket in self]
        )

    def _queue_create_decisions(self, events, **values):
        """Return new decisions on these cases, due when they can be undone no more.

        :param events: of the ledger, one a case
        :param values: fields that the decisions share
        """
        now = fields.Datetime.now()
        # sudo: agents make decisions here alone
        return self.sudo().triage_decision_ids.create(
            [
                {
                    **values,
                    "ticket_id": ticket.id,
                    "user_id": self.env.uid,
                    "due_at": now if ticket._queue_is_near(now) else now + HOLD,
                    "event_id": event.id,
                }
                for ticket, event in zip(self, events, strict=True)
            ]
        )

    @api.model
    def _queue_plan_decisions(self, decisions):
        """Carry out decisions that are due, and let the others be when they are."""
        now = fields.Datetime.now()
        decisions.filtered(lambda decision: decision.due_at <= now)._settle()
        # sudo: whoever decides has it carried out
        self.env.ref(CRON).sudo()._trigger(at=now + HOLD)

    def _queue_offer_undo(self, sentence):
        """Return an action of the client that carries out, and undoes if told to.

        :param sentence: what a decision on many cases says; a single one says it in
            its row
        """
        # sudo: whether anything is to be carried out
        return {
            "type": "ir.actions.client",
            "tag": "bacg_triage_decided",
            "params": {
                "ids": self.ids,
                "message": sentence if len(self) > 1 else False,
                "seconds": HOLD.total_seconds(),
                "is_held": bool(self.sudo().triage_decision_ids),
            },
        }

    def _queue_is_near(self, now):
        """Return whether the deadline of this case does not wait for an undo."""
        deadline = self.sla_deadline
        return bool(deadline) and now <= deadline <= now + NEAR
