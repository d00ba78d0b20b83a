# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class BacgLocalizationAcquired(models.Model):
    """A localization that a customer acquired for its use (SLA 3.01)."""

    _name = "bacg.localization.acquired"
    _description = "Acquired Localization"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "partner_id, localization_id, id"
    _rec_name = "localization_id"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    localization_id = fields.Many2one(
        comodel_name="bacg.localization",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '=', 'supported')]",
    )
    date = fields.Date(
        string="Acquired on", required=True, default=fields.Date.context_today
    )
    version = fields.Char(
        help="What the customer has installed, as in 19.0 or 19.0.1.2.0."
    )

    _localization_uniq = models.Constraint(
        "UNIQUE (contract_id, localization_id)",
        "This contract already has this localization.",
    )

    @api.constrains("localization_id")
    def _check_supported(self):
        for acquired in self:
            if acquired.localization_id.state != "supported":
                raise ValidationError(
                    self.env._(
                        "Localization: “%(name)s” is not supported, so that nobody can "
                        "acquire it yet.",
                        name=acquired.localization_id.name,
                    )
                )

    @api.constrains("localization_id", "version")
    def _check_version(self):
        for acquired in self.filtered("version"):
            localization = acquired.localization_id
            if not localization._supports_version(acquired.version):
                raise ValidationError(
                    self.env._(
                        "Version: “%(name)s” works on Odoo %(versions)s, not on "
                        "%(version)s.",
                        name=localization.name,
                        versions=localization.odoo_versions,
                        version=acquired.version,
                    )
                )
