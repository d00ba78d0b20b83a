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
    unproposed_count = fields.Integer(
        string="Customers to propose it to",
        compute="_compute_unproposed_count",
        compute_sudo=True,
        help="Of all companies: who acquired it and does not have it before him.",
    )

    def _compute_unproposed_count(self):
        acquired = self._get_acquired()
        known = {
            (one.release_id, *one._get_window_key()[:2]) for one in self.rollout_ids
        }
        by_country = acquired.grouped("localization_id")
        for release in self:
            customers = {
                (release, one.partner_id, one.company_id)
                for one in by_country.get(release.localization_id, ())
            }
            left = customers - known if release.state == "ready" else ()
            release.unproposed_count = len(left)

    def _get_acquired(self):
        """Return who acquired their localizations and is a customer, in sudo."""
        # sudo: whose contracts they are is counted, not shown
        return (
            self.env["bacg.localization.acquired"]
            .sudo()
            .search(
                [
                    ("localization_id", "in", self.localization_id.ids),
                    ("contract_id.state", "in", RUNNING_STATES),
                ]
            )
        )

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
        acquired = self._get_acquired().filtered(
            lambda one: one.company_id in self.env.companies
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

    def _on_withdrawn(self):
        """Tell those before whom it is, installed or not, that it is no more."""
        result = super()._on_withdrawn()
        # sudo: customers of all companies
        self.sudo().rollout_ids._tell("mail_template_rollout_withdrawn")
        return result

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
