# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class BacgUptimeSpan(models.Model):
    """What our own checks know: states follow each other without a gap."""

    _inherit = "bacg.uptime.span"

    @api.model
    def _change(self, changes):
        """End the present state of instances and begin others.

        :param changes: dict from an instance's id to its changes in their order, each
            with ``at`` (naive UTC) and ``state``
        """
        present = self.search(
            [
                ("instance_id", "in", list(changes)),
                ("source_id", "=", False),
                ("stop", "=", False),
            ]
        )
        present = {span.instance_id.id: span for span in present}
        values = []
        for instance_id, own in changes.items():
            span = present.get(instance_id, self.browse())
            new = []
            for change in own:
                if new:
                    new[-1]["stop"] = change.at
                elif span:
                    span.stop = max(change.at, span.start)
                new.append(
                    {
                        "instance_id": instance_id,
                        "start": change.at,
                        "state": change.state,
                    }
                )
            values += new
        return self.create(values)
