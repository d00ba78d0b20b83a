# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.bacg_sla_platino.tools.series import is_version_of

REGIME_STATUSES = [
    ("mandatory", "Mandatory"),
    ("phased", "By phases"),
    ("voluntary", "Voluntary"),
    ("pilot", "Pilot"),
    ("planned", "Planned"),
    ("unclear", "Unclear"),
    ("none", "None"),
]
CONTROL_MODELS = [
    ("clearance", "Clearance before issuing"),
    ("real_time", "Real-time reporting"),
    ("fiscal_device", "Fiscal device"),
    ("authorization_range", "Authorized ranges of numbers"),
    ("none", "None"),
]


class BacgLocalizationLine(models.Model):
    """A feature of a country's localization: what the law asks for, what we have."""

    _name = "bacg.localization.line"
    _description = "Feature of a Localization"
    _order = "localization_id, sequence, id"
    _rec_name = "feature_id"

    localization_id = fields.Many2one(
        comodel_name="bacg.localization",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    feature_id = fields.Many2one(
        comodel_name="bacg.localization.feature",
        required=True,
        ondelete="restrict",
        index=True,
    )
    regime_status = fields.Selection(
        selection=REGIME_STATUSES,
        string="In the law",
        required=True,
        default="unclear",
    )
    control_model = fields.Selection(selection=CONTROL_MODELS, string="Control")
    document_ids = fields.Many2many(
        comodel_name="bacg.legal.document", string="Documents"
    )
    module_name = fields.Char(
        string="BACG module", help="Its technical name, as in l10n_gt_fel."
    )
    module_version = fields.Char(string="Version", help="As in 19.0.1.2.0.")
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("development", "In development"),
            ("available", "Available"),
            ("retired", "Retired"),
        ],
        required=True,
        default="planned",
    )

    _feature_uniq = models.Constraint(
        "UNIQUE (localization_id, feature_id)",
        "This localization already has this feature.",
    )

    @api.constrains("module_version", "localization_id")
    def _check_module_version(self):
        for line in self.filtered("module_version"):
            localization = line.localization_id
            versions = localization._split(localization.odoo_versions)
            if not any(is_version_of(line.module_version, one) for one in versions):
                raise ValidationError(
                    self.env._(
                        "Version: “%(version)s” of %(feature)s is for none of Odoo "
                        "%(versions)s. Write it as in 19.0.1.2.0.",
                        version=line.module_version,
                        feature=line.feature_id.name,
                        versions=localization.odoo_versions,
                    )
                )
