# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaEvent(models.Model):
    _inherit = "bacg.sla.event"

    kind = fields.Selection(
        selection_add=[
            ("automatic_follow_up", "Automatic weekly report"),
            ("vendor_asked", "Manufacturer or third party asked"),
            ("vendor_reference", "Manufacturer's reference"),
            ("vendor_answered", "Manufacturer's answer"),
        ],
        ondelete={
            "automatic_follow_up": "cascade",
            "vendor_asked": "cascade",
            "vendor_reference": "cascade",
            "vendor_answered": "cascade",
        },
    )

    @api.model
    def _labels_of_kinds(self):
        labels = super()._labels_of_kinds()
        progress = self.env["bacg.sla.follow.up"]._fields["progress"]
        progress_labels = dict(progress._description_selection(self.env))
        return {
            **labels,
            "answered": progress_labels,
            "follow_up": progress_labels,
            "vendor_asked": labels["pause_voided"],
        }
