# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.bacg_sla_platino.models.contract.bacg_sla_contract_find import (
    RUNNING_STATES,
)


class BacgComplianceRelease(models.Model):
    """A release is proposed to those who acquired its country's localization.

    Proposed only: when it is installed, and whether, is the customer's (SLA 3.03).
    """

    _inherit = "bacg.compliance.release"

    rollout_ids = fields.One2many(
        comodel_name="bacg.localization.rollout",
        inverse_name="release_id",
        string="Rollouts",
    )
    rollout_count = fields.Integer(compute="_compute_rollout_count")

    def _compute_rollout_count(self):
        counts = dict(
            self.env["bacg.localization.rollout"]._read_group(
                [("release_id", "in", self.ids)], ["release_id"], ["__count"]
            )
        )
        for release in self:
            release.rollout_count = counts.get(release, 0)

    def action_propose(self):
        """Propose these releases to the customers of the user's companies."""
        for release in self:
            release._check_state("ready")
        rollouts = self._propose()
        if not rollouts:
            raise UserError(
                self.env._(
                    "Nobody is left to propose it to: all who acquired the "
                    "localization have it before them already."
                )
            )
        return rollouts._get_records_action(name=self.env._("Proposed now"))

    def _propose(self):
        """Propose these releases to those who do not have them before them yet.

        :return: the new rollouts
        """
        self.check_access("write")
        # sudo: whose contracts and windows they are is in the domain
        acquired = self.env["bacg.localization.acquired"].sudo()
        acquired = acquired.search(
            [
                ("localization_id", "in", self.localization_id.ids),
                ("contract_id.state", "in", RUNNING_STATES),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        rollouts = self.env["bacg.localization.rollout"].sudo()
        known = {
            one._get_key() for one in rollouts.search([("release_id", "in", self.ids)])
        }
        values = [
            one
            for one in self._prepare_rollouts(acquired)
            if tuple(one.values()) not in known
        ]
        created = rollouts.create(values)
        created._note_first_windows()
        created._log_act("proposed", "ours", self.env.user.partner_id)
        created._tell_proposal()
        return created.sudo(self.env.su)

    def _prepare_rollouts(self, acquired):
        """Return the values of the rollouts to who acquired, by environment.

        Production for all; tests for who maintains a test environment.
        """
        windows = self.env["bacg.maintenance.window"].sudo()
        tests = windows.search(
            [
                ("environment", "=", "test"),
                ("partner_id", "in", acquired.partner_id.ids),
            ]
        )
        tested = {(one.partner_id, one.company_id) for one in tests}
        values = {}
        for release in self:
            for one in acquired:
                if one.localization_id != release.localization_id:
                    continue
                customer = (one.partner_id, one.company_id)
                environments = ["production"]
                if customer in tested:
                    environments.append("test")
                for environment in environments:
                    key = (release, *customer, environment)
                    values[key] = {
                        "release_id": release.id,
                        "partner_id": one.partner_id.id,
                        "company_id": one.company_id.id,
                        "environment": environment,
                    }
        return list(values.values())

    def _stands(self, moment=None):
        """Return whether it is ready and not withdrawn, now or at a moment."""
        if moment is None:
            return self.state == "ready"
        gone = self.withdrawn_at and self.withdrawn_at <= moment
        return bool(self.ready_at and self.ready_at <= moment and not gone)

    def action_view_rollouts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_localization_registry.bacg_localization_rollout_action"
        )
        return dict(action, domain=[("release_id", "=", self.id)])
