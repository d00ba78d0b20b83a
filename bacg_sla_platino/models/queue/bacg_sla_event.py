# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaEvent(models.Model):
    _inherit = "bacg.sla.event"

    kind = fields.Selection(
        selection_add=[
            ("triaged", "Decided in “To classify”"),
            ("untriaged", "Decision taken back"),
        ],
        ondelete={"triaged": "cascade", "untriaged": "cascade"},
    )

    @api.model
    def _labels_of_kinds(self):
        ends = self.env["bacg.triage.decision"]._fields["end"]
        labels = dict(ends._description_selection(self.env))
        return {**super()._labels_of_kinds(), "triaged": labels, "untriaged": labels}
