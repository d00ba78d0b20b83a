# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    sla_contract_ids = fields.One2many(
        comodel_name="bacg.sla.contract",
        inverse_name="partner_id",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    def _contract_is_in_force(self, company, moment=None):
        """Return whether a contract of the contact's company is in force.

        :param moment: naive UTC, now if it is left out
        """
        self.ensure_one()
        moment = moment or fields.Datetime.now()
        key = (self.commercial_partner_id, company, moment)
        return bool(self.env["bacg.sla.contract"]._find_for([key]))
