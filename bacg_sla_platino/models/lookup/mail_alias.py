# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import ormcache

ADDRESS_FIELDS = {
    "alias_name",
    "alias_domain_id",
    "alias_incoming_local",
    "alias_parent_model_id",
    "alias_parent_thread_id",
}


class MailAlias(models.Model):
    _inherit = "mail.alias"

    @api.model
    @ormcache("model", "res_id")
    def _get_alias_address(self, model, res_id):
        """Return the address under which a record gets mail, False without one."""
        # sudo: as core does to tell where answers go
        alias = self.sudo().search(
            [
                ("alias_domain_id", "!=", False),
                ("alias_name", "!=", False),
                ("alias_parent_model_id.model", "=", model),
                ("alias_parent_thread_id", "=", res_id),
            ],
            # Core's order; of one name on two domains, the older one.
            order="alias_model_id, alias_name, id",
            limit=1,
        )
        return alias.alias_full_name

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        self.env.registry.clear_cache()
        return aliases

    def write(self, vals):
        result = super().write(vals)
        if ADDRESS_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
