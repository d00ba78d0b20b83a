# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgUptimeSpan(models.Model):
    """What a source of others knew of its targets."""

    _inherit = "bacg.uptime.span"

    source_id = fields.Many2one(
        comodel_name="bacg.uptime.source",
        index="btree_not_null",
        ondelete="set null",
        help="Empty: our own checks.",
    )

    @api.model
    def _note(self, instances, source, state, moment):
        """Let ``state`` hold from a moment (naive UTC) on; False: nobody looks more.

        What our own checks know of the same time stands beside it.
        """
        present = self.search(
            [
                ("instance_id", "in", instances.ids),
                ("source_id", "=", source.id),
                ("stop", "=", False),
            ]
        )
        going_on = present.filtered(lambda span: span.state == state)
        ended = present - going_on
        empty = ended.filtered(lambda span: span.start >= moment)
        (ended - empty).stop = moment
        empty.unlink()
        fresh = instances - going_on.instance_id if state else instances.browse()
        self.create(
            [
                {
                    "instance_id": instance.id,
                    "source_id": source.id,
                    "state": state,
                    "start": moment,
                }
                for instance in fresh
            ]
        )
