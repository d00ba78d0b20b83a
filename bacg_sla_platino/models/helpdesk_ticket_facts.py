# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

# Of a case, what its clocks count by and what they say: noted by what happens.
FACTS = frozenset(
    {
        "reported_at",
        "first_response_at",
        "first_response_message_id",
        "agreement_id",
        "policy_id",
        "sla_note",
        "sla_state",
        "sla_deadline",
    }
)


class HelpdeskTicket(models.Model):
    """What nobody writes by hand, though a form or a call may try."""

    _inherit = "helpdesk.ticket"

    def write(self, vals):
        if not self.env.su and (written := FACTS & vals.keys()):
            fields = self.fields_get(sorted(written), ["string"])
            raise AccessError(
                self.env._(
                    "%s: what the clocks of a case count by is noted when it happens, "
                    "and never written by hand.",
                    ", ".join(field["string"] for field in fields.values()),
                )
            )
        return super().write(vals)
