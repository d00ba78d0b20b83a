# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# The browser says every minute that a case is still open.
PRESENT = timedelta(minutes=2)


class BacgCasePresence(models.Model):
    """Who has a case open right now, so that "Next case" gives it to nobody else.

    It is no fact: nothing but the next case and a hint follow from it.
    """

    _name = "bacg.case.presence"
    _description = "Agent on a Case"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", required=True, ondelete="cascade"
    )
    seen_at = fields.Datetime(required=True, index=True)

    _once = models.UniqueIndex("(user_id, ticket_id)")

    @api.model
    def _see(self, ticket):
        """Note that the current user has a case open now."""
        self.env.execute_query(
            SQL(
                "INSERT INTO bacg_case_presence (ticket_id, user_id, seen_at) "
                "VALUES (%s, %s, %s) ON CONFLICT (user_id, ticket_id) "
                "DO UPDATE SET seen_at = EXCLUDED.seen_at RETURNING id",
                ticket.id,
                self.env.uid,
                fields.Datetime.now(),
            )
        )
        self.invalidate_model()

    @api.model
    def _search_colleagues(self, domain=()):
        """Return what others than the current user have open now."""
        since = fields.Datetime.now() - PRESENT
        mine = [("user_id", "!=", self.env.uid), ("seen_at", ">", since)]
        return self.search([*mine, *domain])

    @api.autovacuum
    def _gc_presences(self):
        gone = fields.Datetime.now() - timedelta(days=1)
        self.search([("seen_at", "<", gone)], limit=10000).unlink()
