# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import models

# Maximum of the column in which Odoo stores the next number of a sequence.
GREATEST = 2**31 - 2


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _case_skip_numbers(self, numbers):
        """Continue this sequence after the greatest of these numbers.

        Numbers that it would never generate, as with another prefix, are ignored.

        :param numbers: list of texts
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
