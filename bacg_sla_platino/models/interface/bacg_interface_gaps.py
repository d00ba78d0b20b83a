# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgInterface(models.Model):
    """What the agreement recommends and an interface lacks (decision 23)."""

    _inherit = "bacg.interface"

    def _get_gaps(self):
        """Return what is missing of what the agreement recommends: keys of ``gap``."""
        self.ensure_one()
        found = {
            "contact": self.contact_id,
            "our_contact": self.user_id,
            "test": self.test_url,
        }
        return [gap for gap, there in found.items() if not there]

    def _get_open_gaps(self):
        """Return the gaps whose risk nobody accepted."""
        # sudo: the portal shows what was accepted, too
        accepted = self.sudo().risk_ids.filtered(lambda risk: not risk.ended_at)
        gaps = accepted.mapped("gap")
        return [gap for gap in self._get_gaps() if gap not in gaps]

    def _check_gaps(self):
        """Ask for what the agreement recommends, or for who accepts the risk.

        :raises UserError: naming what is missing
        """
        for interface in self.filtered("gap_text"):
            raise UserError(
                self.env._(
                    "%(interface)s – %(gaps)s. The agreement recommends it (7.02, "
                    "7.06): fill it in on the interface, or have the risk accepted by "
                    "name (“Accept the risk”).",
                    interface=interface.name,
                    gaps=interface.gap_text,
                )
            )

    def _end_risks(self):
        """End what was accepted about gaps that are closed."""
        for interface in self:
            gaps = interface._get_gaps()
            # sudo: only these methods write what was accepted
            live = interface.sudo().risk_ids.filtered(lambda risk: not risk.ended_at)
            closed = live.filtered(lambda risk, gaps=gaps: risk.gap not in gaps)
            closed.ended_at = fields.Datetime.now()
