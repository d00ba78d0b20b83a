# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields, models
from odoo.exceptions import AccessError


class BacgSlaContract(models.Model):
    """Who decides for a customer on his windows, and what he picked (SLA 3.03)."""

    _inherit = "bacg.sla.contract"

    def _localization_may_decide(self, user):
        """Return whether a user decides for the customer: contact points, approvers."""
        return user.partner_id in self._localization_get_people()

    def _localization_get_people(self):
        """Return the customer's contact points and approvers: nobody who left him."""
        # sudo: the portal asks, which reads no contracts
        contract = self.sudo()
        points = contract.contact_ids.filtered(
            lambda partner: (
                partner.active and partner.commercial_partner_id == contract.partner_id
            )
        )
        return points | contract._approval_get_approvers()

    def _localization_check_decides(self, user):
        if not self._localization_may_decide(user):
            raise AccessError(
                self.env._(
                    "This is for the contact points of your company, or for who "
                    "approves for it: ask one of them."
                )
            )

    def _localization_get_windows(self):
        """Return the customer's windows, in sudo."""
        # sudo: the portal has no access; the domain says whose they are
        return (
            self.env["bacg.maintenance.window"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
        )

    def _localization_pick_window(self, window, environment, values, user):
        """Take the customer's word for when he maintains an environment.

        :param window: the one that he has, or none
        :param user: of the customer, who picks it
        :raises AccessError: if it is not his to pick
        """
        self._localization_check_decides(user)
        blocked = values.get("blackout_ids", [])
        picked = {
            **values,
            "blackout_ids": [Command.clear(), *blocked],
            "picked_by_id": user.partner_id.id,
            "picked_at": fields.Datetime.now(),
        }
        if window:
            window.write(picked)
            return window
        return window.create(
            {
                **picked,
                "environment": environment,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
            }
        )
