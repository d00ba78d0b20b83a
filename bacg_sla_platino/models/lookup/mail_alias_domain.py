# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models, tools
from odoo.fields import Domain


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    @api.model
    def _find_aliases(self, email_list):
        """Look only for what could be ours: core asks several times for each mail."""
        if not self._sla_may_be_ours(email_list):
            return []
        return super()._find_aliases(email_list)

    @api.model
    @tools.ormcache()
    def _sla_names(self):
        """Return the names of all mail domains of ours; asked for each mail."""
        return frozenset(self.sudo().search(Domain.TRUE).mapped("name"))

    @api.model
    def _sla_may_be_ours(self, addresses):
        """Return, without a query, whether one of these addresses could be ours."""
        ours, names = self._sla_addresses()
        return any(
            address in ours or address.partition("@")[0] in names
            for address in filter(None, addresses)
        )

    @api.model
    @tools.ormcache()
    def _sla_addresses(self):
        """Return all addresses of ours, and the names that are ours on any domain."""
        domains = self.sudo().search(Domain.TRUE)
        aliases = self.env["mail.alias"].sudo().search([("alias_name", "!=", False)])
        everywhere = aliases.filtered("alias_incoming_local")
        return (
            frozenset(aliases.mapped("alias_full_name"))
            | frozenset(domains.mapped("catchall_email"))
            | frozenset(domains.mapped("default_from_email"))
            | self._sla_bounce_addresses(),
            frozenset(everywhere.mapped("alias_name")),
        )

    @api.model
    @tools.ormcache()
    def _sla_bounce_addresses(self):
        """Return the addresses to which our mail comes back undelivered."""
        bounces = self.sudo().search([("bounce_alias", "!=", False)])
        return frozenset(bounces.mapped("bounce_email"))

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        self.env.registry.clear_cache()
        return result

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
