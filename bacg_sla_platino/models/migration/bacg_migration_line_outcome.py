# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...tools.series import is_version_of
from .bacg_migration_line import MOVED_STATES, REPLACED_STATES


class BacgMigrationLine(models.Model):
    """What the plan says of a line, and what the end of the migration makes of it."""

    _inherit = "bacg.migration.line"

    # -------------------------------------------------------------------------
    # In the plan
    # -------------------------------------------------------------------------

    @api.model
    def _get_plan_fields(self):
        """Return the names of the fields that the plan is made of."""
        fields = {"kind", "name", "state", "replaced_by", "app_id"}
        return fields | set(self._get_item_fields().values())

    def _get_plan_substance(self):
        """Return what both sides approve of this line, of values JSON can hold."""
        item = self._get_item()
        item_id = item.id if item else 0
        return [self.name, self.kind, item_id, self._get_plan_outcome()]

    def _get_plan_outcome(self):
        """Return what the plan makes of this line; progress is none of it."""
        if self.state == "replaced_app":
            return f"replaced_app: {self.app_id.id}"
        if self.state == "replaced_core":
            return f"replaced_core: {self.replaced_by}"
        # An exception is approved by itself, whatever the plan says.
        return "nothing_to_do" if self.state == "nothing_to_do" else "port"

    def _get_plan_text(self):
        """Return what both sides read of this line: its name, and of what it is."""
        item, name = self._get_item(), self.name
        if item and (item_name := item._migration_propose()["name"]) != name:
            name = f"{name} ({item_name})"
        return f"{name}: {self._get_outcome_text()}"

    def _get_replacement(self):
        """Return the name of what replaces it, empty without one."""
        name = self.app_id.name if self.state == "replaced_app" else self.replaced_by
        return (name or "").strip()

    def _get_outcome_text(self):
        """Return in words what becomes of it."""
        if self.state in REPLACED_STATES:
            return self.env._("replaced by %s", self._get_replacement())
        if self.exception_reason:
            return self.env._("exception, approved by itself")
        if self.state == "nothing_to_do":
            return self.env._("works as it is, nothing to do")
        return self.env._("to be migrated without cost")

    # -------------------------------------------------------------------------
    # At the end
    # -------------------------------------------------------------------------

    @api.constrains("new_version")
    def _check_new_version(self):
        for line in self.filtered("new_version"):
            series = line.migration_id.to_series
            if not is_version_of(line.new_version, series):
                raise ValidationError(
                    self.env._(
                        "New version: %(version)s of %(line)s is none for Odoo "
                        "%(series)s, write it as %(series)s.1.0.0.",
                        version=line.new_version,
                        line=line.name,
                        series=series,
                    )
                )

    def _check_versions(self):
        """Refuse to note a version that nobody said, or that there is not."""
        lines = self.filtered(lambda line: line._is_moved() or line._get_new_app())
        unknown = lines.filtered(lambda line: not line.new_version)
        if unknown:
            raise UserError(
                self.env._(
                    "New version: say which one the customer uses of: %s.",
                    ", ".join(unknown.mapped("name")),
                )
            )
        for line in lines:
            app = line._get_new_app()
            if app and line.new_version not in app.version_ids.mapped("name"):
                raise UserError(
                    self.env._(
                        "New version: the catalogue has no version %(version)s of "
                        "%(app)s. Choose another one, or add it there.",
                        version=line.new_version,
                        app=app.name,
                    )
                )

    def _is_moved(self):
        """Return whether what it is about carries the new series in the end."""
        return bool(self._get_item()) and self.state in MOVED_STATES

    def _get_new_app(self):
        """Return the VITT app that the customer uses in the new series, if any."""
        if self.state == "replaced_app":
            return self.app_id
        moved = self.kind == "vitt_app" and self._is_moved()
        return self.installation_id.app_id if moved else self.app_id.browse()

    def _apply_outcome(self):
        """Let what these lines are about carry the new series, or be used no more."""
        for line in self:
            item, migration = line._get_item(), line.migration_id
            if line._is_moved():
                item._migration_move(migration.to_series, line.new_version)
            if item and line.state in REPLACED_STATES:
                item._migration_retire(line)
            if line.state == "replaced_app":
                installations = self.env["bacg.vitt.app.installation"]
                installations._migration_install(
                    line.app_id, migration, line.new_version
                )
