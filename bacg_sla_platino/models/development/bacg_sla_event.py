# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaEvent(models.Model):
    _inherit = "bacg.sla.event"

    kind = fields.Selection(
        selection_add=[
            ("development", "Development"),
            ("bug_exclusion", "Excluded from the warranty"),
            ("workaround", "Workaround given"),
            ("workaround_refuted", "Workaround refuted"),
        ],
        ondelete={
            "development": "cascade",
            "bug_exclusion": "cascade",
            "workaround": "cascade",
            "workaround_refuted": "cascade",
        },
    )

    @api.model
    def _labels_of_kinds(self):
        exclusions = self.env["helpdesk.ticket"]._fields["bug_exclusion"]
        labels = dict(exclusions._description_selection(self.env))
        return {**super()._labels_of_kinds(), "bug_exclusion": labels}

    def _record_name(self, value):
        if self.kind != "development" or not value.isdecimal():
            return super()._record_name(value)
        # sudo: the name of a development of a case that the user sees
        record = self.env["bacg.development"].sudo().browse(int(value)).exists()
        return record.name or value
