# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# Causes that are checked first on the customer's side (SLA 2.04).
OUTAGE_CHECKS = [
    ("internet", "Their internet connection"),
    ("network", "A change in their network policies"),
    ("firewall", "A firewall of theirs"),
    ("services", "Other services of theirs"),
]


class BacgSlaEvent(models.Model):
    """What the outcome of an outage claim is based on."""

    _inherit = "bacg.sla.event"

    checks = fields.Char(
        help="For the outcome of an outage claim: what was checked first (SLA 2.04)."
    )
    cause = fields.Selection(selection=OUTAGE_CHECKS)

    # The analysis of outage claims only reads these events.
    _scope_idx = models.Index("(ticket_id, at, id) WHERE kind = 'scope'")

    @api.depends("checks", "cause")
    def _compute_change(self):
        result = super()._compute_change()
        for event in self:
            event.change += event._outage_text()
        return result

    def _outage_text(self):
        """Return the cause of an outcome and what was checked, if any."""
        labels = dict(self._fields["cause"]._description_selection(self.env))
        checked = [labels[key] for key in (self.checks or "").split(",") if key]
        text = ""
        if self.cause:
            text += self.env._(" – cause: %s", labels[self.cause])
        if checked:
            text += self.env._(" – checked: %s", ", ".join(checked))
        return text
