# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain


class BacgSlaStatement(models.Model):
    """The emergency changes of the month, and those past their term (SLA 7.04)."""

    _inherit = "bacg.sla.statement"

    def _content(self):
        return {**super()._content(), "emergency_changes": self._interface_content()}

    def _interface_content(self):
        """Return the document's content about emergency changes: a row for each.

        Made or due in the period, or approved in it, or past the term at its end.
        """
        start, end = self._bounds()
        inside = Domain.OR(
            Domain(name, ">=", start) & Domain(name, "<", end)
            for name in ("actual_start", "emergency_due", "agreed_at")
        )
        overdue = Domain("agreed_at", "=", False) | Domain("agreed_at", ">=", end)
        overdue &= Domain("emergency_due", "<", end)
        contract = self.contract_id
        # sudo: the statement counts what all teams did
        minutes = self.env["bacg.change.minute"].sudo()
        changes = minutes.search(
            Domain("is_emergency", "=", True)
            & Domain("actual_start", "!=", False)
            & Domain("partner_id", "=", contract.partner_id.id)
            & Domain("company_id", "=", contract.company_id.id)
            & Domain("actual_start", "<", end)
            & (inside | overdue),
            order="actual_start, id",
        )
        # As it stood when the period ended, whatever was approved later.
        last = end - timedelta(seconds=1)
        to_string = fields.Datetime.to_string
        return [
            {
                "name": minute.name,
                "subject": minute.subject,
                "interface": minute.interface_id.name,
                "made": to_string(minute.actual_start),
                "due": to_string(minute.emergency_due),
                "approved": bool(minute.agreed_at and minute.agreed_at <= last)
                and to_string(minute.agreed_at),
                "outcome": minute._judge_emergency(last),
            }
            for minute in changes
        ]

    def _document_labels(self):
        minutes = self.env["bacg.change.minute"]
        states = minutes._fields["emergency_state"]._description_selection(self.env)
        return {**super()._document_labels(), "emergency": dict(states)}
