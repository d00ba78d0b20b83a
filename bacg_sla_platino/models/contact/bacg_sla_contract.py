# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaContract(models.Model):
    """Who saw the company's cases by a contract sees them no more."""

    _inherit = "bacg.sla.contract"

    def write(self, vals):
        before = {c: (c.share_cases, c.contact_ids) for c in self}
        result = super().write(vals)
        ended = self.filtered(
            lambda c: before[c][0] and not c.share_cases or before[c][1] - c.contact_ids
        )
        if ended:
            # sudo: cases of all teams
            tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
            customers = ended.partner_id.commercial_partner_id
            tickets.search(
                [("commercial_partner_id", "in", customers.ids)]
            )._contact_renew_token()
        return result

    def _service_collect(self, page):
        result = super()._service_collect(page)
        # sudo: only numbers of people, for contact points
        partners = self.env["res.partner"].sudo()
        counts = dict(
            partners._read_group(
                [
                    (
                        "commercial_partner_id",
                        "in",
                        page.as_contact_point.partner_id.ids,
                    ),
                    ("user_ids.share", "=", True),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for contract in page.as_contact_point:
            people = counts.get(contract.partner_id, 0)
            points = ", ".join(contract.contact_ids.mapped("name")) or "–"
            page.add(contract, "1.03", self.env._("People with access"), people)
            page.add(contract, "1.03", self.env._("Contact points"), points)
        for contract in self - page.as_contact_point:
            sight = (
                self.env._("You see all cases of your company.")
                if contract in page.with_all_cases
                else self.env._("You see the cases that you sent or follow.")
            )
            page.say(contract, "1.03", sight)
        return result
