# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.bacg_sla_platino.tools.series import is_version_of


class BacgComplianceReleaseLine(models.Model):
    """A module of a release, in the version that is installed."""

    _name = "bacg.compliance.release.line"
    _description = "Module of a Compliance Release"
    _order = "release_id, technical_name, id"
    _rec_name = "technical_name"

    release_id = fields.Many2one(
        comodel_name="bacg.compliance.release",
        required=True,
        ondelete="cascade",
        index=True,
    )
    technical_name = fields.Char(string="Module", required=True, help="l10n_gt_fel")
    version = fields.Char(required=True, help="As in 19.0.1.2.0.")
    reference = fields.Char(string="Tag or commit")

    _module_uniq = models.Constraint(
        "UNIQUE (release_id, technical_name, version)",
        "This release already holds this version of the module.",
    )

    @api.constrains("technical_name", "version", "release_id")
    def _check_version(self):
        for line in self:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", line.technical_name):
                raise ValidationError(
                    self.env._(
                        "Module: “%s” is no technical name. Write it as in "
                        "l10n_gt_fel.",
                        line.technical_name,
                    )
                )
            localization = line.release_id.localization_id
            versions = localization._split(localization.odoo_versions)
            if not any(is_version_of(line.version, one) for one in versions):
                raise ValidationError(
                    self.env._(
                        "Version: “%(version)s” of %(module)s is for none of Odoo "
                        "%(versions)s. Write it as in 19.0.1.2.0.",
                        version=line.version,
                        module=line.technical_name,
                        versions=localization.odoo_versions,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_release()
        lines.release_id._forget_test()
        return lines

    def write(self, vals):
        self._check_release()
        releases = self.release_id
        result = super().write(vals)
        # Nor is a line moved into a release that was ready.
        self._check_release()
        (releases | self.release_id)._forget_test()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        self._check_release()
        self.release_id._forget_test()

    def _check_release(self):
        if self.env.su:
            return
        for release in self.release_id.filtered("ready_at"):
            release._raise_fixed(release)
