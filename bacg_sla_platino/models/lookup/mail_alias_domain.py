# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["bacg.sla.cached.mixin", "mail.alias.domain"]

    # Saves 4 queries of 45 a mail.
    @api.model
    def _find_aliases(self, email_list):
        """Ask for none where none can be: core asks again and again for the sender."""
        if not self._may_be_own(email_list):
            return []
        return super()._find_aliases(email_list)

    @api.model
    def _may_be_own(self, addresses):
        """Return, without a query, whether one of these addresses could be ours."""
        ours, names = self._get_own_addresses()
        return any(
            address in ours or address.partition("@")[0] in names
            for address in filter(None, addresses)
        )

    @api.model
    @ormcache()
    def _get_own_addresses(self):
        """Return all addresses of ours, and the names that are ours on any domain."""
        domains = self.sudo().search(Domain.TRUE)
        aliases = self.env["mail.alias"].sudo().search([("alias_name", "!=", False)])
        everywhere = aliases.filtered("alias_incoming_local")
        kinds = ("catchall_email", "default_from_email", "bounce_email")
        return (
            frozenset(aliases.mapped("alias_full_name")).union(
                *(domains.mapped(kind) for kind in kinds)
            ),
            frozenset(everywhere.mapped("alias_name")),
        )
