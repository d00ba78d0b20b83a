# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaEvent(models.Model):
    _inherit = "bacg.sla.event"

    kind = fields.Selection(
        selection_add=[("interface", "Interface")], ondelete={"interface": "cascade"}
    )

    def _record_name(self, value):
        if self.kind != "interface" or not value.isdecimal():
            return super()._record_name(value)
        # sudo: the name of an interface of a case that the user sees
        record = self.env["bacg.interface"].sudo().browse(int(value)).exists()
        return record.name or value
