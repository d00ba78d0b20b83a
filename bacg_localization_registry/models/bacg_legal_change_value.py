# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .bacg_legal_change import LAW_DATES
from .bacg_legal_change_dates import KINDS


class BacgLegalChangeValue(models.Model):
    """A date that was another one before: what, why, and by whose word.

    It tells a change of the law from a typing error of ours that was corrected, and
    from a source that says it differently. Only added to, by the acts of the change.
    """

    _name = "bacg.legal.change.value"
    _description = "Changed Value of a Legal Change"
    _order = "logged_at desc, id desc"
    _rec_name = "field_name"

    change_id = fields.Many2one(
        comodel_name="bacg.legal.change",
        required=True,
        ondelete="restrict",
        index=True,
    )
    revision_id = fields.Many2one(
        comodel_name="bacg.legal.change.revision", ondelete="restrict"
    )
    field_name = fields.Selection(
        selection=[*LAW_DATES, ("agreed_date", "Agreed for")],
        string="Date",
        required=True,
    )
    old_value = fields.Date(string="Before")
    new_value = fields.Date(string="Now")
    kind = fields.Selection(selection=KINDS, required=True)
    reason = fields.Char(required=True)
    source_url = fields.Char(string="Source")
    author_id = fields.Many2one(comodel_name="res.users", required=True)
    logged_at = fields.Datetime(string="On", required=True)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("The log of values is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of values is not edited."))
