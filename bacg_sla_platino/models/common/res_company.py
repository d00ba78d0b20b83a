# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    def _check_at_least(self, least, *names):
        """Check the numbers of these settings against their lower limit.

        :raises ValidationError: with the first setting's label and the limit
        """
        for name in names:
            if any(company[name] < least for company in self):
                label = self._fields[name]._description_string(self.env)
                raise ValidationError(
                    self.env._(
                        "%(setting)s: enter %(least)s or more.",
                        setting=label,
                        least=least,
                    )
                )
