# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools import hours


class BacgHoursAllocation(models.Model):
    """Hours that a draw takes from a grant; every balance is a sum of these rows.

    Rows of used hours are only added, negative ones undo; reservations are planned
    again whenever their draw changes.
    """

    _name = "bacg.hours.allocation"
    _description = "Allocation of Hours"
    _inherit = ["bacg.hours.part.mixin"]
    _order = "date, id"

    entry_id = fields.Many2one(
        comodel_name="bacg.hours.entry",
        ondelete="cascade",
        index="btree_not_null",
        help="The time entry that uses the hours. Empty: they are reserved.",
    )
    grant_id = fields.Many2one(
        comodel_name="bacg.hours.grant",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: overdrawn, the next grant covers it.",
    )
    partner_id = fields.Many2one(
        related="draw_id.partner_id", store=True, precompute=True, index=True
    )
    hours_pool = fields.Selection(
        related="draw_id.hours_pool", string="Pool", store=True, precompute=True
    )
    kind = fields.Selection(
        selection=[("reserved", "Reserved"), ("used", "Used")],
        required=True,
    )
    hours = fields.Float(required=True)
    date = fields.Date(
        string="Work date", required=True, help="It decides which grants are valid."
    )

    _used_by_entry = models.Constraint(
        "CHECK ((kind = 'used') = (entry_id IS NOT NULL))",
        "Used hours have a time entry; reserved hours have none.",
    )

    def _by_draw_and_grant(self):
        """Return the sums of these rows, as ``((draw, grant), minutes)`` to undo.

        They come in the order of drain; what was given back is left out.
        """
        sums = {}
        for row in self.sorted("id"):
            key = (row.draw_id, row.grant_id)
            sums[key] = sums.get(key, 0) + hours.to_minutes(row.hours)
        return [(key, minutes) for key, minutes in sums.items() if minutes > 0]
