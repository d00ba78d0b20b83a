# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .bacg_legal_change import LAW_DATES


class BacgLegalChangeCheck(models.Model):
    """Somebody looked a date up: when, who, and on which page. Only added to."""

    _name = "bacg.legal.change.check"
    _description = "Check of a Date"
    _order = "checked_on desc, id desc"
    _rec_name = "field_name"

    change_id = fields.Many2one(
        comodel_name="bacg.legal.change",
        required=True,
        ondelete="restrict",
        index=True,
    )
    field_name = fields.Selection(selection=LAW_DATES, string="Date", required=True)
    value = fields.Date(string="It said", help="The date as it was checked.")
    checked_on = fields.Date(required=True)
    checked_by_id = fields.Many2one(
        comodel_name="res.users", required=True, default=lambda self: self.env.user
    )
    checked_url = fields.Char(string="Page", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        changes = self.env["bacg.legal.change"]
        for vals in vals_list:
            change = changes.browse(vals.get("change_id"))
            name = vals.get("field_name")
            if name in dict(LAW_DATES):
                vals["value"] = change._get_checked_date(name)
            vals["checked_by_id"] = self.env.uid
        return super().create(vals_list)

    @api.constrains("checked_on")
    def _check_checked_on(self):
        for check in self:
            if check.checked_on > check.change_id._today():
                raise ValidationError(
                    self.env._("Checked on: %s is still to come.", check.checked_on)
                )

    @api.constrains("checked_url")
    def _check_checked_url(self):
        for check in self:
            if not check.checked_url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._(
                        "Page: “%s” is no address. Write it as in https://…",
                        check.checked_url,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A check is not edited: check again."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A check stays on the record."))
