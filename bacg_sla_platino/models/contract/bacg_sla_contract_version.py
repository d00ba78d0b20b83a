# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgSlaContractVersion(models.Model):
    """A version of the agreement and the moment from which it binds a contract.

    Only added to: cases were measured by it. Another version, or an older one again,
    is another row.
    """

    _name = "bacg.sla.contract.version"
    _description = "Version that Binds an SLA Contract"
    _order = "contract_id, bound_at desc, id desc"
    _rec_name = "agreement_id"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement", required=True, ondelete="restrict"
    )
    bound_at = fields.Datetime(
        string="In force since",
        required=True,
        help="Cases reported from this moment on are measured by the version.",
    )

    def write(self, vals):
        if vals:
            self._raise_bound()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._raise_bound()

    def _raise_bound(self):
        raise UserError(
            self.env._("What binds a contract stays: accept another version instead.")
        )
