# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgUptimeOutageCorrection(models.Model):
    """Who set the begin or the end of an outage right, from what, and why.

    Nobody edits it.
    """

    _name = "bacg.uptime.outage.correction"
    _description = "Correction of an Outage"
    _order = "id"
    _rec_name = "field"

    outage_id = fields.Many2one(
        comodel_name="bacg.uptime.outage",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="outage_id.company_id", store=True)
    field = fields.Selection(
        selection=[("start", "Begin"), ("stop", "End")],
        string="What",
        required=True,
    )
    old_value = fields.Datetime(string="Was")
    new_value = fields.Datetime(string="Is", required=True)
    reason = fields.Char(required=True)
    author_id = fields.Many2one(
        comodel_name="res.users",
        string="Corrected by",
        required=True,
        default=lambda self: self.env.user,
    )
    at = fields.Datetime(
        string="Corrected on", required=True, default=fields.Datetime.now
    )
    observation_ids = fields.Many2many(
        comodel_name="bacg.uptime.observation",
        string="Stands for",
        help="What had been observed by then; what another source sees later counts "
        "as it is seen.",
    )
