# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import format_datetime

from ..common.selections import selection_labels
from ..common.zones import zone_name

ENVIRONMENTS = ("production", "test")


class BacgInterface(models.Model):
    """An interface as the customer's cards and page say it."""

    _inherit = "bacg.interface"

    def _portal_path(self):
        return f"/my/interfaces/{self.id}"

    def _portal_tone(self):
        """Return the colour of Bootstrap in which its state is written."""
        if not self.is_covered:
            return "danger"
        return "warning" if self.gap_text else "success"

    def _portal_state(self):
        if not self.is_covered:
            return self.env._("Not covered")
        if self.gap_text:
            return self.env._("Something is missing")
        return self.env._("In order")

    def _portal_sentence(self):
        """Return what the customer wants to know first of this interface."""
        if not self.is_covered:
            return self.env._(
                "Your contract has no extra for interfaces: cases about it are not "
                "covered. Ask your account manager for a quote."
            )
        if self.gap_text:
            return self.env._("Recommended and missing: %s.", self.gap_text)
        return self.env._("Your contract's extra covers it.")

    def _portal_systems(self):
        arrow = {"out": "→", "in": "←", "both": "↔"}[self.direction]
        return f"{self.own_system} {arrow} {self.other_system}"

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        env = self.env
        return [
            (env._("Systems"), self._portal_systems()),
            (env._("Protocol"), selection_labels(self, "protocol")[self.protocol]),
            (env._("Your technical contact"), self.contact_id.name or "–"),
            (env._("Our technical contact"), self.sudo().user_id.name or "–"),
        ]

    def _portal_environments(self):
        """Return a name and the facts of each environment."""
        names = {"test": self.env._("Test"), "production": self.env._("Production")}
        return [(names[one], self._portal_environment(one)) for one in ENVIRONMENTS]

    def _portal_environment(self, prefix):
        deployed = self[f"{prefix}_deployed_at"]
        return [
            (self.env._("Address"), self[f"{prefix}_url"] or "–"),
            (self.env._("Version"), self[f"{prefix}_version"] or "–"),
            (
                self.env._("Last deployment"),
                self._format_time(deployed) if deployed else "–",
            ),
        ]

    def _get_zone(self):
        """Return the name of the zone in which the customer reads times."""
        contract = self._get_contracts().get(self)
        calendar = contract and contract._get_business_calendar()
        return self.partner_id.tz or (calendar and calendar.tz) or "UTC"

    def _get_zone_name(self):
        return zone_name(self.env, self._get_zone())

    def _format_time(self, moment):
        """Return a naive UTC ``moment`` as the customer reads it."""
        return format_datetime(
            self.env, moment, tz=self._get_zone(), dt_format="EEE d MMM y, HH:mm"
        )
