# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.clock.local_day import midnight


class BacgSlaContract(models.Model):
    """The version of the agreement that binds a contract (decision 35)."""

    _inherit = "bacg.sla.contract"

    @api.model
    def _default_agreement_id(self):
        agreement = self.env.company.sla_agreement_id
        return agreement and agreement._in_force_on(agreement._today())

    @api.depends("agreement_id", "version_ids", "state")
    def _compute_bound_agreement_id(self):
        now = fields.Datetime.now()
        for contract in self:
            agreement = contract.agreement_id
            newest = (agreement | agreement._get_later_versions())[-1:]
            accepted = contract._get_agreement_at(datetime.max)
            contract.bound_agreement_id = contract._get_agreement_at(now)
            contract.newest_agreement_id = newest
            ended = contract.state == "expired"
            contract.is_version_pending = newest != accepted and not ended

    @api.model
    def _search_is_version_pending(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Only who started with a version that has a successor can owe an answer.
        started = Domain("agreement_id.successor_id", "!=", False)
        pending = self.search(started).filtered("is_version_pending")
        return Domain("id", "in" if True in value else "not in", pending.ids)

    def write(self, vals):
        if "agreement_id" in vals:
            agreements = self.env["bacg.sla.agreement"]
            self._check_agreement_change(agreements.browse(vals["agreement_id"]))
        return super().write(vals)

    def _check_agreement_change(self, agreement):
        """Refuse another agreement under cases that were promised the one before."""
        # sudo: the cases of all teams count
        changed = self.sudo().filtered(lambda one: one.agreement_id != agreement)
        for contract in changed.with_context(active_test=False):
            if not contract.ticket_ids:
                continue
            former = contract.agreement_id
            names = {
                "customer": contract.partner_id.name,
                "agreement": former.display_name,
            }
            is_version = (
                agreement in former._get_later_versions()
                or former in agreement._get_later_versions()
            )
            if is_version:
                raise UserError(
                    self.env._(
                        "Agreement: cases of %(customer)s are measured by "
                        "%(agreement)s. Another version binds the contract from the "
                        "customer's approval: ask him to accept it.",
                        **names,
                    )
                )
            raise UserError(
                self.env._(
                    "Agreement: cases of %(customer)s are measured by %(agreement)s. "
                    "Another agreement needs a contract of its own: end this one, then "
                    "make another.",
                    **names,
                )
            )

    def _get_agreement_at(self, moment):
        """Return the version that binds this contract at a naive UTC ``moment``."""
        self.ensure_one()
        # sudo: whoever opens a case need not see contracts
        bound = self.sudo().version_ids.filtered(lambda one: one.bound_at <= moment)
        last = bound.sorted(lambda one: (one.bound_at, one.id))[-1:]
        return last.agreement_id.sudo(self.env.su) or self.agreement_id

    def _bind(self, agreement, **values):
        """Let a version bind this contract from now, or from its own first day.

        It never reaches back: cases keep what they were promised.

        :param values: of the row, as what proves that the customer accepted
        """
        self.ensure_one()
        if self._get_agreement_at(datetime.max) == agreement:
            return
        # sudo: nobody writes these rows but this method
        self.env["bacg.sla.contract.version"].sudo().create(
            {
                **values,
                "contract_id": self.id,
                "agreement_id": agreement.id,
                "bound_at": max(
                    fields.Datetime.now(), self._get_first_moment(agreement)
                ),
            }
        )

    def _get_first_moment(self, agreement):
        """Return when a version's first day begins for the customer (naive UTC)."""
        calendar = self.resource_calendar_id or agreement.resource_calendar_id
        return midnight(agreement.effective_from, calendar.tz or "UTC")
