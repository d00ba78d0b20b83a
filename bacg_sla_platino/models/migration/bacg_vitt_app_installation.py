# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgVittAppInstallation(models.Model):
    """What a migration does to a customer's VITT app."""

    _inherit = "bacg.vitt.app.installation"

    migration_line_ids = fields.One2many(
        comodel_name="bacg.migration.line",
        inverse_name="installation_id",
        string="On migrations",
        readonly=True,
    )

    def action_view_migrations(self):
        self.ensure_one()
        return self.migration_line_ids.migration_id._get_records_action(
            name=self.env._("Migrations of %s", self.display_name)
        )

    def _migration_propose(self):
        """Return values of the line that a migration proposes for it."""
        values = {"name": self.app_id.name}
        if successor := self.app_id.successor_id:
            values |= {"state": "replaced_app", "app_id": successor.id}
        return values

    def _migration_move(self, series, version):
        """Carry the new series.

        :param version: the app's version in it
        """
        self.write({"series": series, "version": version})

    def _migration_retire(self, line):
        """Be used no longer: a migration's line replaced it."""
        self.active = False
        self._message_log(body=line._get_plan_text())

    @api.model
    def _migration_install(self, app, migration, version):
        """Note that a customer uses an app, in a version, since a migration."""
        customer = {
            "app_id": app.id,
            "partner_id": migration.partner_id.id,
            "company_id": migration.company_id.id,
        }
        installed = self.search([(name, "=", key) for name, key in customer.items()])
        if installed:
            installed._migration_move(migration.to_series, version)
            return
        self.create({**customer, "series": migration.to_series, "version": version})
