# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ..common.selections import selection_labels


class BacgSlaStatement(models.Model):
    """The fixes of bugs that were due or done in the month (SLA 4.02)."""

    _inherit = "bacg.sla.statement"

    def _content(self):
        return {**super()._content(), "fixes": self._development_content()}

    def _development_content(self):
        """Return the document's content about fixes: a row for each bug."""
        start, end = self._bounds()
        due = Domain("bug_fix_due", ">=", self.date_from) & Domain(
            "bug_fix_due", "<=", self.date_to
        )
        done = Domain("closed_date", ">=", start) & Domain("closed_date", "<", end)
        # sudo: the statement counts the cases of all teams
        tickets = self.env["helpdesk.ticket"].sudo()
        bugs = tickets.with_context(active_test=False).search(
            Domain("contract_id", "=", self.contract_id.id)
            & Domain("bug_fix_due", "!=", False)
            & (due | done),
            order="bug_fix_due, id",
        )
        rows = []
        for ticket in bugs:
            fixed = ticket._development_fixed_on()
            outcome = ticket._development_judge_fix(fixed, self.date_to)
            if outcome:
                rows.append(
                    {
                        "case": ticket.number,
                        "name": ticket.name,
                        "development": ticket.development_id.name,
                        "type": ticket.bug_type,
                        "priority": ticket.priority,
                        "due": ticket.bug_fix_due.isoformat(),
                        "fixed": fixed and fixed <= self.date_to and fixed.isoformat(),
                        "outcome": outcome,
                    }
                )
        return rows

    def _development_labels(self):
        """Return the labels of what the rows about fixes hold, by field."""
        tickets = self.env["helpdesk.ticket"]
        return {
            name: selection_labels(tickets, name)
            for name in ("bug_type", "bug_fix_state", "priority")
        }
