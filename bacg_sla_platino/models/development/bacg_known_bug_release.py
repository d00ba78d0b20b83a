# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgKnownBugRelease(models.Model):
    """The release that brings a fix to a series."""

    _name = "bacg.known.bug.release"
    _description = "Release that Fixes a Bug"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "series, id"
    _rec_name = "version"

    bug_id = fields.Many2one(
        comodel_name="bacg.known.bug", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="bug_id.company_id", store=True)
    series = fields.Char(required=True, help="Odoo's version: 17.0.")
    version = fields.Char(required=True, help="Of the module: 17.0.1.2.1.")
    released_on = fields.Date(default=fields.Date.context_today)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        released = self.bug_id.filtered(
            lambda bug: bug.state == "released" or bug.resolution == "fixed"
        )
        if released and not released.release_ids - self:
            raise UserError(
                self.env._("Fixed in: a released bug keeps the release that fixes it.")
            )

    _series_uniq = models.Constraint(
        "UNIQUE (bug_id, series)", "One release brings the fix to a series."
    )
