# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgOnboardingPoint(models.TransientModel):
    """One point of the list: it is done or not whenever somebody looks."""

    _name = "bacg.onboarding.point"
    _description = "Point of Setting Up"

    onboarding_id = fields.Many2one(
        comodel_name="bacg.onboarding", required=True, ondelete="cascade", index=True
    )
    key = fields.Char(required=True, export_string_translation=False)
    name = fields.Char(string="Point", compute="_compute_found")
    done = fields.Boolean(compute="_compute_found")
    text = fields.Char(string="What was found", compute="_compute_found")
    can_open = fields.Boolean(
        string="Readable",
        compute="_compute_found",
        export_string_translation=False,
        help="Whether the user may read what is set right there.",
    )

    @api.depends("onboarding_id", "key")
    @api.depends_context("uid")
    def _compute_found(self):
        self.name = self.text = self.done = self.can_open = False
        for onboarding, points in self.grouped("onboarding_id").items():
            found = onboarding._get_points() if onboarding else {}
            for point in points.filtered(lambda point, found=found: point.key in found):
                at = found[point.key]
                point.name, point.done, point.text = at.name, at.done, at.text
                point.can_open = point._is_readable(at.action)
                if not (point.done or point.can_open):
                    point.text = self.env._(
                        "%s Ask an administrator of Odoo (Settings).", at.text
                    )

    def _is_readable(self, action):
        """Return whether the user may read the records that a page lists.

        :param action: the XML id of the page
        """
        # sudo: pages of Settings, too, say which model they list
        model = self.env.ref(action).sudo().res_model
        return self.env[model].has_access("read")

    def action_mend(self):
        """Open the page on which this point is set right."""
        self.ensure_one()
        at = self.onboarding_id._get_points()[self.key]
        return self.env["ir.actions.act_window"]._for_xml_id(at.action)
