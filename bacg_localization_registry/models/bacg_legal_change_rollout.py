# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.bacg_sla_platino.models.contract.bacg_sla_contract_find import (
    RUNNING_STATES,
)
from odoo.addons.bacg_sla_platino.tools.clock.local_day import local_date

from ..tools.legal_dates import date_in_force
from .bacg_legal_change_clock import MOOT_STATUSES

# Of BACG's clock, the worst first.
VERDICTS = ("overdue", "met_late", "running", "met")


class BacgLegalChange(models.Model):
    """Who has installed what a change asks for is warned of it no more."""

    _inherit = "bacg.legal.change"

    def _is_moot(self):
        """Return whether it binds nobody, whatever its date says."""
        return (
            self.legal_status in MOOT_STATUSES
            or self.state == "not_applicable"
            or self.change_kind == "form_record_change"
        )

    def _get_contracts_behind(self):
        # sudo: customers of all companies
        rollouts = self.env["bacg.localization.rollout"].sudo()
        installed = rollouts.search(
            [
                ("release_id", "in", self.release_ids.ids),
                ("release_id.state", "=", "ready"),
                ("release_id.completes", "=", True),
                ("environment", "=", "production"),
                ("state", "=", "installed"),
            ]
        )
        done = {(one.partner_id, one.company_id) for one in installed}
        return (
            super()
            ._get_contracts_behind()
            .filtered(
                lambda one: (
                    one.state in RUNNING_STATES
                    and (one.partner_id, one.company_id) not in done
                )
            )
        )

    # -------------------------------------------------------------------------
    # How it stood at a moment
    # -------------------------------------------------------------------------

    def _local_day(self, moment):
        return local_date(moment, self.regulator_id.tz or "UTC")

    def _get_days(self, partners, moment=None):
        """Return the day that binds each of these customers, by partner.

        :param moment: as it stood then, by what had been announced; None: as it stands
        """
        self.ensure_one()
        if moment is None:
            return {} if self._is_moot() else self._get_mandatory_from(partners)
        if not self._has_clock():
            return {}
        day, days = self._local_day(moment), {}
        for partner in partners:
            phase = self.phase_ids._get_of_partner(partner)
            first = (phase or self).first_mandatory_from
            days[partner] = date_in_force(first, self._get_steps(phase), day)
        return days

    def _has_clock(self):
        form = self.change_kind == "form_record_change"
        return not form and self.state != "not_applicable"

    def _get_ready_at(self, moment):
        """Return the day on which all was ready, as it stood at a moment, or None."""
        whole = self.release_ids.filtered(
            lambda one: one.completes and one._stands(moment)
        )
        return min(whole.mapped("ready_date"), default=None)

    def _judge_at(self, moment):
        """Return how BACG's clock stood at a moment (SLA 3.02).

        A part of what the law asks ends no clock, nor does what was withdrawn.

        :return: one of :data:`VERDICTS`, or None without a day
        """
        self.ensure_one()
        # What was complied with before it stood here has no release.
        done_before = self.state in ("ready", "closed") and not self.release_ids
        if not self._has_clock() or done_before:
            return None
        if ready := self._get_ready_at(moment):
            judged = self._get_binding_date(ready)
            return "met" if not judged or ready < judged else "met_late"
        day = self._local_day(moment)
        binds = self._get_binding_date(day)
        return binds and ("overdue" if binds <= day else "running")

    def _judge_worst(self, moment):
        """Return the worst verdict on these changes at a moment, or None."""
        verdicts = {one._judge_at(moment) for one in self}
        return next((one for one in VERDICTS if one in verdicts), None)

    def _is_public_at(self, moment):
        """Return whether customers hear of it: published, or binding already."""
        day = self._local_day(moment)
        published = self.publication_date and self.publication_date <= day
        return bool(published or self._judge_at(moment) == "overdue")

    def _prepare_statement_row(self, partner, moment):
        """Return how a change without a rollout stood for a customer, as JSON values.

        See the rollout's method of this name.
        """
        return {
            "country": self.localization_id.name,
            "release": self.name,
            "binds": fields.Date.to_string(self._get_days(partner, moment)[partner]),
            "ready": fields.Date.to_string(self._get_ready_at(moment)),
            "ours": self._judge_at(moment),
            "state": False,
            "installed": False,
            "outcome": None,
            "own_choice": False,
        }
