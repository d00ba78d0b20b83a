# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

from .selections import selection_labels


class HelpdeskTicket(models.Model):
    """What every room asks of a case."""

    _inherit = "helpdesk.ticket"

    def _check_agent_access(self):
        """Refuse what customers could otherwise call on the cases that they see."""
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user_own"):
            group = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
            # sudo: groups are not readable for customers
            raise AccessError(
                self.env._(
                    "This is for BACG's agents: it needs the access level “%s”.",
                    group.sudo().full_name,
                )
            )
        self.check_access("write")

    def _get_priority_label(self):
        return selection_labels(self, "priority").get(self.priority)
