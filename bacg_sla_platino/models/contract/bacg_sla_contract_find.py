# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...tools.clock.local_day import local_date
from ..common.zones import zone_name

RUNNING_STATES = ("running", "expiring")


class BacgSlaContract(models.Model):
    """The contract that is in force at a moment, and the customer's own days."""

    _inherit = "bacg.sla.contract"

    def _local_day(self, moment):
        """Return the day of a naive UTC ``moment`` in the customer's zone."""
        return local_date(moment, self._get_business_calendar().tz or "UTC")

    def _today(self):
        """Return the present day in the customer's zone."""
        return self._local_day(fields.Datetime.now())

    def _format_time(self, moment):
        """Return a naive UTC ``moment`` as the customer reads it, zone included."""
        zone = self._get_business_calendar().tz or "UTC"
        text = format_datetime(self.env, moment, tz=zone, dt_format="d MMM y, HH:mm")
        return f"{text} ({zone_name(self.env, zone)})"

    def _overlaps(self, other):
        """Return whether two contracts with one of our companies share a day."""
        return (
            self.company_id == other.company_id
            and self.date_from <= (other.date_to or date.max)
            and other.date_from <= (self.date_to or date.max)
        )

    def _runs_at(self, moment):
        """Return whether the contract is in force at a naive UTC ``moment``."""
        return self._runs_on(self._local_day(moment))

    def _runs_on(self, day):
        """Return whether the contract is in force on a ``day`` of the customer's."""
        return self.date_from <= day and (not self.date_to or day <= self.date_to)

    @api.model
    def _get_running(self, customer):
        """Return the contracts of a customer that run today, in sudo.

        :param customer: a commercial partner
        """
        # sudo: the portal has no access to contracts; the domain says whose they are
        return self.sudo().search(
            [("partner_id", "=", customer.id), ("state", "in", RUNNING_STATES)]
        )

    @api.model
    def _find_for(self, keys):
        """Return the contract in force for each of ``keys``.

        Where there are several, which the constraint forbids, an agent chooses.

        :param keys: iterable of ``(commercial partner, company, naive UTC moment)``
        :return: dict from key to contract; keys without one are left out
        """
        keys = [key for key in keys if key[0] and key[2]]
        if not keys:
            return {}
        # sudo: whoever opens a case need not see contracts
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.browse({partner.id for partner, _c, _m in keys})
        # Read from the customer, not searched: they are cached from case to case.
        contracts = {partner.id: partner.sla_contract_ids for partner in partners}
        found = {}
        for partner, company, moment in keys:
            running = contracts[partner.id].filtered(
                lambda contract, company=company, moment=moment: (
                    contract.active
                    and contract.company_id == company
                    and contract._runs_at(moment)
                )
            )
            if len(running) == 1:
                found[partner, company, moment] = running
        return found

    def _ended_before(self, moment):
        """Return whether the last day had passed at a naive UTC ``moment``."""
        return bool(self.date_to) and self.date_to < self._local_day(moment)

    def _has_extra(self, kind, moment):
        """Return whether the customer has such an extra at a naive UTC moment."""
        self.ensure_one()
        day = self._local_day(moment)
        return any(
            extra.kind == kind and extra._valid_on(day) for extra in self.extra_ids
        )
