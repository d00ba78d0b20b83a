# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import ormcache


class IrSequence(models.Model):
    _name = "ir.sequence"
    _inherit = ["bacg.sla.cached.mixin", "ir.sequence"]
    _cached_fields = {"active", "code", "company_id"}

    @api.model
    @ormcache("code", "company_id")
    def _get_sequence_id(self, code, company_id):
        """Return the id of the sequence that ``next_by_code`` takes for a company."""
        # sudo: of a company its own users see the sequences
        domain = [("code", "=", code), ("company_id", "in", [company_id, False])]
        sequences = self.sudo().with_context(active_test=True)
        return sequences.search(domain, order="company_id", limit=1).id
