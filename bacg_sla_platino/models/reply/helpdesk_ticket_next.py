# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...tools.concurrency import touch
from ...tools.queue_sections import WAITING

# More than agents who ask in the same moment.
NEXT_LIMIT = 20


class HelpdeskTicket(models.Model):
    """Who has a case open, and which one an agent takes up next."""

    _inherit = "helpdesk.ticket"

    def action_reply_present(self):
        """Note that the user has this case open; he is gone once he says so no more.

        :return: the names of the colleagues who have it open, too
        """
        self.ensure_one()
        self._check_agent_access()
        # sudo: presences are read and written here alone
        presences = self.env["bacg.case.presence"].sudo()
        presences._see(self)
        here = [("ticket_id", "=", self.id)]
        return presences._search_colleagues(here).user_id.mapped("name")

    def action_reply_next(self):
        """Return the id of the case that breaches next in the user's queue, or False.

        Of two who ask at once each gets another one: it is theirs to see first, not
        to answer; whose case it is changes with the first answer.

        Called on the cases that the user has seen and passed over.
        """
        # What he passed over may be a colleague's by now, and not his to see.
        self.browse()._check_agent_access()
        # sudo: as above
        presences = self.env["bacg.case.presence"].sudo()
        passed = self.ids + presences._search_colleagues().ticket_id.ids
        cases = self.search(
            self._reply_get_queue_domain() & Domain("id", "not in", passed),
            limit=NEXT_LIMIT,
        )
        case = cases.try_lock_for_update(allow_referencing=True, limit=1)
        if case:
            # Who waits for this row looks again, and sees that it is taken.
            touch(case)
            presences._see(case)
        return case.id

    @api.model
    def _reply_get_queue_domain(self):
        """Return the cases of "My queue" in which the user can do something now."""
        user = self.env.user
        nobodys = Domain("user_id", "=", False) & (
            Domain("team_id", "=", False) | Domain("team_id.user_ids", "in", user.ids)
        )
        return Domain("queue_tier", "<", WAITING) & (
            Domain("user_id", "=", user.id) | nobodys
        )
