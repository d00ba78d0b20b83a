# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import fields, models


class BacgUptimeCall(models.Model):
    """That somebody was woken for a case: only added to."""

    _name = "bacg.uptime.call"
    _description = "Call to the Person on Duty"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "at desc, id desc"
    _rec_name = "at"

    ticket_id = fields.Many2one(index=True)
    at = fields.Datetime(required=True)
    number = fields.Integer(required=True, help="Which call for this incident it is.")
    user_id = fields.Many2one(
        comodel_name="res.users", string="On duty", ondelete="restrict"
    )
    webhook_id = fields.Many2one(
        comodel_name="bacg.sla.webhook",
        ondelete="set null",
        groups="helpdesk_mgmt.group_helpdesk_manager",
        help="Empty: by mail only.",
    )


class DutyNotice(NamedTuple):
    """That nobody answered a case of priority 1: what its webhook is told."""

    status: models.BaseModel
    number: int

    def step_text(self, env):
        return env._("Call %s", self.number)

    def sentence(self, status, zone):
        """Return the text of the notice, in the language of ``status``."""
        return status.ticket_id.with_env(status.env)._duty_sentence(self.number)
