# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["bacg.sla.cached.mixin", "mail.alias.domain"]

    @api.model
    @ormcache()
    def _intake_get_domain_names(self):
        """Return the names of all mail domains of ours; asked for each mail."""
        return frozenset(self.sudo().search(Domain.TRUE).mapped("name"))

    @api.model
    @ormcache()
    def _intake_get_bounce_addresses(self):
        """Return the addresses to which our mail comes back undelivered."""
        bounces = self.sudo().search([("bounce_alias", "!=", False)])
        return frozenset(bounces.mapped("bounce_email"))
