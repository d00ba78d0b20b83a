# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo import models
from odoo.tools import ormcache


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    # Saves 8 ms of 23 a mail of ours.
    def _generate_code_uncached(self, template):
        """Compile once the texts that the system sends again and again.

        Core keeps views alone. What a user without full rights renders is compiled
        each time: that is when core checks it.
        """
        if not self.env.su or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        source = etree.tostring(template, encoding="unicode")
        return self._generate_code_by_source(source, template)

    @ormcache(
        "source",
        "tuple(self.env.context.get(k) or False"
        " for k in self._get_template_cache_keys())",
        cache="templates",
    )
    def _generate_code_by_source(self, source, template):
        # pylint: disable-next=super-method-mismatch
        return super()._generate_code_uncached(template)
