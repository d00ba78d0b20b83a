# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _check_commercial(self):
        """Check that these customers are companies, and not contacts of one.

        :raises ValidationError: with the contact and its company
        """
        for partner in self:
            if partner != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Customer: choose the company %(company)s, not its contact "
                        "%(contact)s.",
                        company=partner.commercial_partner_id.display_name,
                        contact=partner.display_name,
                    )
                )
