# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaEvent(models.Model):
    _inherit = "bacg.sla.event"

    kind = fields.Selection(
        selection_add=[
            ("imported", "Imported"),
            ("classified", "Classified"),
            ("unclassified", "Classification taken back"),
            ("reminder", "Customer reminded"),
            ("pause_merged", "Pause of a merged case"),
            ("merged", "Merged"),
            ("merged_into", "Merged into another case"),
        ],
        ondelete={
            "imported": "cascade",
            "classified": "cascade",
            "unclassified": "cascade",
            "reminder": "cascade",
            "pause_merged": "cascade",
            "merged": "cascade",
            "merged_into": "cascade",
        },
    )

    @api.model
    def _labels_of_kinds(self):
        labels = super()._labels_of_kinds()
        return {
            **labels,
            "classified": labels["priority"],
            "unclassified": labels["priority"],
            "pause_merged": labels["pause_voided"],
        }
