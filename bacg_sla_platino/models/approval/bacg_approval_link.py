# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import fields, models
from odoo.tools import consteq


class BacgApprovalLink(models.Model):
    """The link by which one contact is asked: it answers once."""

    _name = "bacg.approval.link"
    _description = "Link to an Approval"

    approval_id = fields.Many2one(
        comodel_name="bacg.approval", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="approval_id.company_id", store=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        index=True,
    )
    token = fields.Char(
        required=True,
        default=lambda self: secrets.token_urlsafe(32),
        groups="base.group_system",
    )

    def _is_usable(self):
        """Return whether the contact may still be written to about this."""
        return bool(
            self.partner_id.email_normalized
            and self.approval_id._may_answer(self.partner_id)
        )

    def _find(self, approval, token):
        """Return the link of an approval that a visitor's token is of."""
        return approval.link_ids.filtered(
            lambda link: consteq(link.token.encode(), str(token or "").encode())
        )

    # -------------------------------------------------------------------------
    # For the mails
    # -------------------------------------------------------------------------

    def _url(self):
        path = self.approval_id._portal_path()
        return f"{self.get_base_url()}{path}?token={self.token}"

    def _sender(self):
        return self.approval_id.contract_id._support_sender()
