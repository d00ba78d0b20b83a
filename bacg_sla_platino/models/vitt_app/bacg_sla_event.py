# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaEvent(models.Model):
    _inherit = "bacg.sla.event"

    kind = fields.Selection(
        selection_add=[
            ("vitt_app", "VITT app asked for"),
            ("vitt_app_answer", "Answered with a VITT app"),
        ],
        ondelete={"vitt_app": "cascade", "vitt_app_answer": "cascade"},
    )

    def _record_name(self, value):
        if self.kind not in ("vitt_app", "vitt_app_answer") or not value.isdecimal():
            return super()._record_name(value)
        # sudo: the name of an app of a case that the user sees
        record = self.env["bacg.vitt.app"].sudo().browse(int(value)).exists()
        return record.name or value
