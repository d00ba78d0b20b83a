# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgDevelopment(models.Model):
    """What a migration does to a development."""

    _inherit = "bacg.development"

    def _migration_propose(self):
        """Return values of the line that a migration proposes for it."""
        return {"name": self.display_name}

    def _migration_move(self, series, version):
        """Carry the new series.

        :param version: the module's version in it, or False if it is not known
        """
        self.series = series
        if version:
            self.version = version

    def _migration_retire(self, line):
        """Be used no longer: a migration's line replaced it."""
        self.state = "retired"
        self._message_log(body=line._get_plan_text())
