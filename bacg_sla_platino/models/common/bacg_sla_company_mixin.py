# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError


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
        if self.env.su:
            return
        source = self._fields["company_id"].related or ""
        link, _dot, path = source.partition(".")
        if link in vals:
            # sudo: whose it is, for who may not read it
            giver = self._get_company_source(link, vals).sudo()
            # None is the ORM's to refuse: each of these links is required.
            if giver:
                self._check_company_served(giver.mapped(path))
        if "company_id" in vals:
            self._check_company_served(
                self._get_company_source("company_id", vals).sudo()
            )

    def _get_company_source(self, name, vals):
        """Return the record that a value of a link stands for.

        :raises UserError: if it is written in a way that the ORM takes for none
        """
        value = vals[name]
        if isinstance(value, models.BaseModel):
            return value
        if value and type(value) is not int:
            raise UserError(
                self.env._(
                    "%s: give the number of one record.",
                    self._fields[name]._description_string(self.env),
                )
            )
        return self.env[self._fields[name].comodel_name].browse(value or ())

    def _check_company_served(self, company):
        user = self.env.user
        if not company and not user.serves_all_companies:
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
