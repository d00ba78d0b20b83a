# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse

WHOLE_DAY = 0.0


class BacgHolidayOfferLine(models.TransientModel):
    """A day that may be a holiday."""

    _name = "bacg.holiday.offer.line"
    _description = "Day that May Be a Holiday"
    _inherit = ["bacg.sla.window.mixin"]
    _order = "day"

    offer_id = fields.Many2one(
        comodel_name="bacg.holiday.offer",
        required=True,
        ondelete="cascade",
        index=True,
    )
    day = fields.Date(string="Date", required=True)
    day_text = fields.Char(string="Day", compute="_compute_day_text")
    name = fields.Char(required=True, help="What cases and customers will read.")
    kind = fields.Selection(
        selection=[
            ("public", "Public holiday"),
            ("other", "Of some only"),
            ("asked", "By custom"),
        ],
        required=True,
    )
    is_asked = fields.Boolean(export_string_translation=False)
    closed = fields.Selection(
        selection=[
            ("no", "No holiday"),
            ("half", "Half a day"),
            ("whole", "Whole day"),
        ],
        string="Holiday",
    )
    note = fields.Char()

    @api.depends("day")
    @api.depends_context("lang")
    def _compute_day_text(self):
        locale = babel_locale_parse(self.env.lang)
        for line in self:
            line.day_text = line.day and format_skeleton(
                "MMMEd", line.day, locale=locale
            )

    def _get_closing_hour(self):
        """Return from which hour of the day (float) nobody works."""
        return self.offer_id.half_day_from if self.closed == "half" else WHOLE_DAY
