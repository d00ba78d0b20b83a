# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaClause(models.Model):
    """What stands beside a clause where no figure does (SLA 1 to 7)."""

    _inherit = "bacg.sla.clause"

    def _service_chapters(self):
        """Return the titles of the agreement's chapters by their number."""
        return {
            "1": self.env._("Support"),
            "2": self.env._("Availability"),
            "3": self.env._("Fiscal localization"),
            "4": self.env._("Warranty of developments"),
            "5": self.env._("Migrations"),
            "6": self.env._("VITT apps"),
            "7": self.env._("Interfaces with other systems"),
        }

    def _service_sentences(self):
        """Return what a clause says by its number where nothing is counted yet.

        Rooms and addons above answer with figures; until they do, this is the truth.
        """
        unregistered = self.env._(
            "No localization of yours is registered here: tell us which one you use."
        )
        ask = self.env._("Ask for it by a case: we arrange a meeting.")
        no_interface = self.env._("No interface of yours is registered here.")
        return {
            "3.01": unregistered,
            "3.02": unregistered,
            "3.03": self.env._("No adaptation waits for you to choose its window."),
            "3.04": ask,
            "3.05": self.env._("Eight countries, as the clause names them."),
            "3.06": ask,
            "3.07": self.env._("No such change is agreed with you at present."),
            "5.01": self.env._("No migration of yours is planned at present."),
            "5.02": self.env._("Nothing waits for your approval."),
            "7.02": no_interface,
            "7.04": no_interface,
            "7.05": no_interface,
            "7.06": no_interface,
        }
