# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class BacgSlaCasePartMixin(models.AbstractModel):
    """Facts and clocks of a case: seen by who sees the case, whatever OCA's rules say.

    A record rule cannot say so: its domain is evaluated without the case's own rules.
    """

    _name = "bacg.sla.case.part.mixin"
    _description = "Part of a Case"
    _inherit = ["bacg.sla.company.mixin"]

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Case", required=True, ondelete="cascade"
    )
    # Precomputed: written with the row, not by an update after it.
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, precompute=True
    )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._case_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _case_domain(self):
        """Return the domain of the rows whose case, if they have one, the user sees."""
        seen = Domain("ticket_id", "any", [])
        if self._fields["ticket_id"].required:
            return seen
        return seen | Domain("ticket_id", "=", False)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        forbidden = result[0] if result else self.browse()
        # sudo: only to get from the part to its case
        parts = (self - forbidden).sudo()
        visible = parts.ticket_id.sudo(False)._filtered_access("read")
        hidden = parts.filtered(
            lambda part: part.ticket_id and part.ticket_id not in visible
        ).sudo(False)
        if not hidden:
            return result
        return forbidden | hidden, lambda: AccessError(
            self.env._("You do not see the case that this belongs to.")
        )
