# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class BacgSlaCompanyMixin(models.AbstractModel):
    """Nobody gives a record to a company for which he does not work.

    Core looks at the rules of companies before a write only: by one, a record would
    leave for the other company, or become everybody's.
    """

    _name = "bacg.sla.company.mixin"
    _description = "Of a Company of Its Writer"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_company_of_user(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_company_of_user(vals)
        return super().write(vals)

    @api.model
    def _check_company_of_user(self, vals):
        """Refuse values that give a record to a company that is not the user's.

        By its own field, or by the record from which it has its company.

        :raises AccessError: with the name of the company
        """
        source = self._fields["company_id"].related or "company_id"
        name, _dot, path = source.partition(".")
        if self.env.su or name not in vals:
            return
        # sudo: whose it is, for who may not read it
        givers = self.env[self._fields[name].comodel_name].sudo()
        giver = givers.browse(vals[name] or ())
        company = giver.mapped(path) if path else giver
        user = self.env.user
        if not company and not path and not user.serves_all_companies:
            raise AccessError(
                self.env._(
                    "Company: choose one of yours; only who works for all companies "
                    "may leave it empty."
                )
            )
        if company - user.company_ids:
            raise AccessError(
                self.env._(
                    "Company: you do not work for %s. Choose one of yours, or ask "
                    "somebody of that company.",
                    company.name,
                )
            )
