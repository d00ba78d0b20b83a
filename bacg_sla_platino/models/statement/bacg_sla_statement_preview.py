# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, models


class BacgSlaStatement(models.Model):
    """The month that still runs, as its statement would say it now."""

    _inherit = "bacg.sla.statement"

    @api.model
    def _preview(self, contract, first, last):
        """Return the document of a period that is not over, as HTML.

        Nothing is kept: no number is taken, and no statement is in the way of the one
        that is made when the month is over.

        :param first, last: local days of the customer's, both included
        """
        self._check_manager()
        contract.check_access("read")
        # As drafts do: the figures are those of all teams.
        statements = self.with_user(SUPERUSER_ID)
        values = self._prepare_values(contract, first, last)
        statement = statements.new({**values, "state": "draft"})
        statement.agreement_ids = statement._agreements()
        statement.content = statement._content()
        return statement._document_html()
