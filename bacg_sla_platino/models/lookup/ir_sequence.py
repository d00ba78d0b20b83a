# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, models
from odoo.tools import ormcache

# Of the column in which Odoo keeps a sequence's next number.
GREATEST = 2**31 - 2
# Which sequence a code and a company have hangs on these.
CHOICE_FIELDS = {"active", "code", "company_id"}


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _sla_step_over(self, numbers):
        """Let this sequence go on after the greatest of numbers that are in use.

        What it would never give itself, as with another prefix, does not matter.

        :param numbers: texts
        """
        self.ensure_one()
        counter = self._get_current_sequence()
        day = counter.date_from if counter._name != self._name else None
        prefix, suffix = self._get_prefix_suffix(date_range=day)
        own = re.compile(f"{re.escape(prefix)}([0-9]+){re.escape(suffix)}")
        found = (
            int(match[1]) for number in numbers if (match := own.fullmatch(number))
        )
        last = max((number for number in found if number <= GREATEST), default=0)
        if last >= counter.number_next_actual:
            counter.number_next = last + 1

    @api.model
    @ormcache("code", "company_id")
    def _sla_id_of(self, code, company_id):
        """Return the id of the sequence that ``next_by_code`` takes for a company."""
        # sudo: of a company its own users see the sequences
        domain = [("code", "=", code), ("company_id", "in", [company_id, False])]
        sequences = self.sudo().with_context(active_test=True)
        return sequences.search(domain, order="company_id", limit=1).id

    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        self.env.registry.clear_cache()
        return sequences

    def write(self, vals):
        result = super().write(vals)
        if CHOICE_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
