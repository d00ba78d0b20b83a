# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgUptimeMaintenanceNotice(models.Model):
    """A mail that told a customer the times of a window: only added to."""

    _name = "bacg.uptime.maintenance.notice"
    _description = "Mail on a Maintenance Window"
    _order = "sent_at desc, id desc"
    _rec_name = "kind"

    maintenance_id = fields.Many2one(
        comodel_name="bacg.uptime.maintenance",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="maintenance_id.company_id", store=True, precompute=True
    )
    kind = fields.Selection(
        selection=[
            ("announced", "Announced"),
            ("moved", "Moved"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
    )
    sent_at = fields.Datetime(required=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    recipients = fields.Char(required=True)
    user_id = fields.Many2one(comodel_name="res.users", ondelete="restrict")
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
