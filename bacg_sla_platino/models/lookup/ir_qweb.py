# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo import models
from odoo.tools import ormcache


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """Compile once what is sent again and again; core keeps views alone.

        The context's ``sla_keep_compiled`` says that a text comes again.
        """
        kept = self.env.context.get("sla_keep_compiled")
        if not kept or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        source = etree.tostring(template, encoding="unicode")
        return self._sla_generate_code(source, template)

    @ormcache(
        "source",
        "tuple(self.env.context.get(k) or False"
        " for k in self._get_template_cache_keys())",
        cache="templates",
    )
    def _sla_generate_code(self, source, template):
        core = self.with_context(sla_keep_compiled=False)
        return core._generate_code_uncached(template)
