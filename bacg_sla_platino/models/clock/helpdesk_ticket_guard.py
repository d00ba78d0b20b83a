# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# The clocks of two machines may differ by so much.
DRIFT = timedelta(minutes=5)

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

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            latest = fields.Datetime.now() + DRIFT
            for vals in vals_list:
                reported = fields.Datetime.to_datetime(vals.get("reported_at"))
                if reported and reported > latest:
                    raise UserError(
                        self.env._("Reported on: a case is not reported in the future.")
                    )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (written := FACTS & vals.keys()):
            described = self.fields_get(sorted(written), ["string"])
            raise AccessError(
                self.env._(
                    "%s: what the clocks of a case count by is noted when it happens, "
                    "and never written by hand.",
                    ", ".join(field["string"] for field in described.values()),
                )
            )
        return super().write(vals)
