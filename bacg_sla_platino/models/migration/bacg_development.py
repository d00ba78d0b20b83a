# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgDevelopment(models.Model):
    """What a migration does to a development."""

    _inherit = "bacg.development"

    migration_line_ids = fields.One2many(
        comodel_name="bacg.migration.line",
        inverse_name="development_id",
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
        return {"name": self.display_name}

    def _migration_move(self, series, version):
        """Carry the new series.

        :param version: the module's version in it
        """
        self.write({"series": series, "version": version})

    def _migration_retire(self, line):
        """Be used no longer: a migration's line replaced it."""
        self.state = "retired"
        self._message_log(body=line._get_plan_text())
