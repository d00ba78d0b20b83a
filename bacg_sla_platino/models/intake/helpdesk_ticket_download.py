# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError, UserError


class HelpdeskTicket(models.Model):
    """The mails of a case as they came, for what was lost in reading them."""

    _inherit = "helpdesk.ticket"

    def action_intake_download(self):
        """Download the mails of the case as they came, in one archive."""
        self.ensure_one()
        if not self._intake_get_originals():
            raise UserError(
                self.env._(
                    "No mail of this case is kept as it came: there was none, or the "
                    "days in the settings are over."
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/bacg/case/{self.id}/mails",
            "target": "download",
        }

    def _intake_get_originals(self):
        """Return the rows, in sudo, of the case's mails whose bytes are kept.

        Those of cases that were merged into it are among them.

        :raises AccessError: for anyone but a manager who sees the case: the bytes
            hold the keys of the links that the customer quotes
        """
        self._check_agent_access()
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(
                self.env._("Mails as they came: ask a supervisor to download them.")
            )
        # sudo: cases that were merged into it may be of other teams
        cases = merged = self.sudo().with_context(active_test=False)
        while merged:
            numbers = merged.mapped("number")
            into = [("kind", "=", "merged_into"), ("new_value", "in", numbers)]
            # Numbers are unique within a company.
            own = [("company_id", "in", merged.company_id.ids)]
            merged = cases.search([("sla_event_ids", "any", into), *own]) - cases
            cases |= merged
        # sudo: as above
        rows = self.env["bacg.mail.inbound"].sudo()
        return rows.search(
            [("ticket_id", "in", cases.ids), ("kept_raw", "!=", False)],
            order="received_at, id",
        )
