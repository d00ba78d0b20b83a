# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

UNDO_TIME = timedelta(minutes=5)


class HelpdeskTicket(models.Model):
    """A classification by mistake is taken back; the ledger tells both."""

    _inherit = "helpdesk.ticket"

    can_undo_classify = fields.Boolean(
        compute="_compute_can_undo_classify",
        export_string_translation=False,
    )

    @api.depends("classified_at", "classified_by_id")
    @api.depends_context("uid")
    def _compute_can_undo_classify(self):
        earliest = fields.Datetime.now() - UNDO_TIME
        for ticket in self:
            own = ticket.classified_by_id == self.env.user
            ticket.can_undo_classify = own and ticket.classified_at >= earliest

    def action_undo_classify(self):
        """Put cases that the user classified a moment ago back into the queue.

        :raises UserError: for others, and where the priority has changed since
        """
        self._check_agent_access()
        for ticket in self - self._case_filter_undoable():
            raise UserError(
                self.env._(
                    "Case %s: a classification is taken back by who made it, for "
                    "five minutes. Use “Change the priority”.",
                    ticket.number,
                )
            )
        for ticket in self:
            ticket._case_undo_classify(ticket._case_get_classification())

    def _case_filter_undoable(self):
        """Return those of these cases whose classification can be taken back."""

        def is_changed(ticket):
            act = ticket._case_get_classification()
            # sudo: as below
            later = ticket.sudo().sla_event_ids.filtered(
                lambda event: event.id > act[-1:].id
            )
            return "priority" in later.mapped("kind")

        undoable = self.filtered("can_undo_classify")
        return undoable - undoable.filtered(is_changed)

    def _case_get_classification(self):
        """Return the rows of the ledger that the last classification wrote.

        Those of its transaction, up to the row that says that it was classified.
        """
        # sudo: an agent undoes what he did, whatever of the ledger he may read
        rows = self.sudo().sla_event_ids.sorted("id")
        classified = rows.filtered(lambda event: event.kind == "classified")[-1:]
        return rows.filtered(
            lambda event: (
                event.id <= classified.id
                and event.create_date == classified.create_date
            )
        )

    def _case_undo_classify(self, act):
        """Take the classification of this case back.

        :param act: the rows of the ledger that it wrote
        """
        changed = act.filtered(
            lambda event: (
                event.kind == "priority" and event.new_value == act[-1:].new_value
            )
        )[-1:]
        former = changed.old_value or self.priority
        self._sla_put(classified_at=False, classified_by_id=False)
        self._sla_log([self._sla_event("unclassified", self.priority, former)])
        self._sla_with(cancel_reason="undone").write({"priority": former})
