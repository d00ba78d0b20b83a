# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models

from ...tools.mail import mail_kind
from ...tools.mail.mail_address import mail_domain

COUNTED_KINDS = (mail_kind.GENERATED, mail_kind.REPLY)
LOOP_MINUTES, LOOP_THRESHOLD = 120, 20  # core's own defaults


class BacgMailInbound(models.Model):
    """Machines that answer each other without end: kept, but no longer cases."""

    _inherit = "bacg.mail.inbound"

    # Who sent how much lately, asked for each message of a machine.
    _sender_idx = models.Index("(sender, received_at) WHERE kind IS NOT NULL")

    def _is_loop(self):
        """Tell whether machines answer each other, or we ourselves.

        People are never counted: cases are unlimited (SLA 1.01).
        """
        if self._is_own_address():
            return True
        if self.kind not in COUNTED_KINDS or not self.sender:
            return False
        get_param = self.env["ir.config_parameter"].sudo().get_param
        minutes = int(get_param("mail.gateway.loop.minutes", LOOP_MINUTES))
        threshold = int(get_param("mail.gateway.loop.threshold", LOOP_THRESHOLD))
        since = self.received_at - timedelta(minutes=minutes)
        domain = self._loop_domain(self.sender)
        recent = [("received_at", ">=", since), ("id", "!=", self.id)]
        if self.search_count(domain + recent, limit=threshold) < threshold:
            return False
        allowed = self.env["mail.gateway.allowed"].sudo()
        return not allowed.search_count([("email_normalized", "=", self.sender)])

    def _is_own_address(self):
        """Tell whether a message claims to come from a mailbox of ours."""
        domains = self.env["mail.alias.domain"].sudo()
        # Core takes an alias for itself on foreign domains, too.
        if mail_domain(self.sender or "") not in domains._sla_names():
            return False
        return bool(domains._find_aliases([self.sender]))

    def _loop_domain(self, address):
        """Return the domain of the messages of machines under an address."""
        return [("sender", "=", address), ("kind", "in", COUNTED_KINDS)]
