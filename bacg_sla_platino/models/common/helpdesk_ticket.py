# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
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

    @api.model
    def _get_agents_fields(self):
        """Return the fields that no customer reads, beside those with ``groups``.

        Views that decide by them what to show cannot name a field with groups.
        """
        return set()

    @api.model
    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        hidden = not self.env.su and self.env.user.share
        return not hidden or field.name not in self._get_agents_fields()

    def _get_priority_label(self):
        return selection_labels(self, "priority").get(self.priority)
