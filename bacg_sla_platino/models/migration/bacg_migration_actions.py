# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.concurrency import touch
from ...tools.series import is_series, sort_key


class BacgMigration(models.Model):
    """What people do with a migration: propose lines, begin, finish or cancel it."""

    _inherit = "bacg.migration"

    # -------------------------------------------------------------------------
    # Lines
    # -------------------------------------------------------------------------

    def action_propose_lines(self):
        """Add what the customer has and is on no line yet."""
        self.check_access("write")
        self._check_open()
        self._propose_lines()

    def _propose_lines(self):
        lines = self.env["bacg.migration.line"]
        names = lines._get_item_fields()
        values = []
        for migration in self:
            for kind, items in migration._get_items().items():
                new = items - migration.line_ids[names[kind]]
                values += [
                    {
                        "migration_id": migration.id,
                        "kind": kind,
                        "state": "analyse",
                        names[kind]: item.id,
                        **item._migration_propose(),
                    }
                    for item in new
                ]
        return lines.create(values)

    def _get_items(self):
        """Return what is to be migrated, to be extended by rooms and addons above.

        Their records have a ``series``, and the methods of ``bacg.development`` in this
        room: ``_migration_propose``, ``_migration_move``, ``_migration_retire``.

        :return: dict from a kind of line to a recordset; the kind's field of the line
            stands in its ``_get_item_fields``
        """
        self.ensure_one()
        domain = Domain("partner_id", "=", self.partner_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )
        developments = self.env["bacg.development"].search(
            domain & Domain("state", "!=", "retired")
        )
        installations = self.env["bacg.vitt.app.installation"].search(domain)
        return {
            "development": developments.filtered(self._is_below),
            "vitt_app": installations.filtered(self._is_below),
        }

    def _is_below(self, item):
        """Return whether something has not come to our series yet."""
        series = item.series
        return not is_series(series) or sort_key(series) < sort_key(self.to_series)

    # -------------------------------------------------------------------------
    # Begin and end
    # -------------------------------------------------------------------------

    def action_start(self):
        """Begin the work: both sides have approved the plan (SLA 5.02)."""
        self.check_access("write")
        for migration in self:
            migration._check_open()
            migration._check_plan()
            if migration.state == "planned":
                migration._write_noted(
                    {"state": "running", "started_on": migration._today()}
                )

    def action_done(self):
        """End the work: what was migrated carries the new series (SLA 5.01)."""
        self.check_access("write")
        touch(self)
        for migration in self:
            migration._check_open()
            migration._check_plan()
            migration._check_lines()
            # sudo: what was migrated belongs to the customer, whoever notes it
            migration.line_ids.sudo()._apply_outcome()
            migration._write_noted({"state": "done", "finished_on": migration._today()})
            migration._end_warnings()
        template = self.env.ref("bacg_sla_platino.mail_template_migration_done")
        told = self.filtered(lambda one: one._recipients())
        # Of no record: an answer to it is a case, "it does not work".
        template._send_automatic(told.ids, model=False, res_id=False)

    def _recipients(self):
        """Return who of the customer is told the end: contact points and approvers."""
        contract = self.contract_id
        people = contract.contact_ids | contract._approval_get_approvers()
        return people.filtered("email_normalized")

    def _sender(self):
        return self.contract_id._support_sender()

    def _cancel(self, reason):
        """Give a migration up; what was asked waits no longer.

        :param reason: the customer reads it
        """
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Why cancelled: write it down, the customer reads it.")
            )
        void_reason = self.env._("The migration was cancelled")
        for migration in self:
            migration._check_open()
            migration._approval_withdraw(void_reason)
            migration.line_ids._approval_withdraw(void_reason)
            migration._write_noted({"state": "cancelled", "cancel_reason": reason})
            migration._end_warnings()

    def _today(self):
        return self.contract_id._today()

    def _write_noted(self, values):
        """Write what only the buttons write."""
        # sudo: the access was checked; nobody else writes it
        self.sudo().write(values)

    def _check_plan(self):
        if not self._approval_is_given():
            raise UserError(
                self.env._(
                    "%s: the plan is not approved by both sides. Ask for approval and "
                    "wait for both answers.",
                    self.display_name,
                )
            )

    def _check_lines(self):
        if self.state != "running":
            raise UserError(self.env._("Begin the migration before you finish it."))
        pending = self.line_ids._get_pending_exceptions()
        if pending:
            raise UserError(
                self.env._(
                    "These exceptions are not approved by both sides: %s.",
                    ", ".join(pending.mapped("name")),
                )
            )
        left = self.line_ids.filtered(lambda line: not line._is_done())
        if left:
            raise UserError(
                self.env._(
                    "These lines are still open: %s.", ", ".join(left.mapped("name"))
                )
            )
        self.line_ids._check_versions()

    def action_view_approvals(self):
        """Show the rounds of the plan and of its exceptions."""
        self.ensure_one()
        self.check_access("read")
        return self._get_approvals()._get_records_action(
            name=self.env._("Approvals of %s", self.display_name)
        )
