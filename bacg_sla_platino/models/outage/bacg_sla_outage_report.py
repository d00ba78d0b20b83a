# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ..agreement.bacg_sla_policy import OUTAGE_SCOPES
from .bacg_sla_event import OUTAGE_CHECKS


class BacgSlaOutageReport(models.Model):
    """Outage claims and their outcomes, one row per claim, read from the ledger.

    Only the last outcome of a claim counts. An unchecked claim on a merged case belongs
    to the case into which it was merged.
    """

    _name = "bacg.sla.outage.report"
    _description = "Outage Claim"
    _auto = False
    _order = "claimed_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "bacg.sla.event": [
            "ticket_id",
            "kind",
            "at",
            "old_value",
            "new_value",
            "cause",
            "author_id",
            "company_id",
        ],
        "helpdesk.ticket": ["active", "contract_id", "commercial_partner_id"],
    }

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Case", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    contract_id = fields.Many2one(comodel_name="bacg.sla.contract", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    outcome = fields.Selection(selection=OUTAGE_SCOPES, readonly=True)
    cause = fields.Selection(selection=OUTAGE_CHECKS, readonly=True)
    claimed_at = fields.Datetime(readonly=True)
    claimed_by_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    checked_at = fields.Datetime(
        string="Checked on", readonly=True, help="When its first outcome was entered."
    )
    checked_by_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    check_minutes = fields.Float(
        string="Minutes to check", readonly=True, aggregator="avg"
    )
    corrected = fields.Integer(
        readonly=True, help="Number of claims whose outcome was corrected."
    )
    claims = fields.Integer(readonly=True)
    open_claims = fields.Integer(string="To be checked", readonly=True)
    confirmed = fields.Integer(readonly=True, help="Total or partial outages.")
    some_users = fields.Integer(string="Some users only", readonly=True)
    refuted = fields.Integer(
        readonly=True, help="No outage, or a cause on the customer's side."
    )
    refuted_rate = fields.Float(
        string="Refuted (%)",
        readonly=True,
        aggregator="avg",
        help="Refuted / checked claims of the group.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT claim.*,
                   ticket.contract_id, ticket.commercial_partner_id AS partner_id,
                   EXTRACT(EPOCH FROM claim.checked_at - claim.claimed_at)::float / 60
                       AS check_minutes,
                   1 AS claims,
                   (claim.outcome = 'claimed')::int AS open_claims,
                   (claim.outcome IN ('total', 'partial'))::int AS confirmed,
                   (claim.outcome = 'some_users')::int AS some_users,
                   (claim.outcome IN ('local', 'none'))::int AS refuted,
                   CASE WHEN claim.outcome != 'claimed'
                        THEN (claim.outcome IN ('local', 'none'))::int::float
                        END AS refuted_rate
              FROM (%(claims)s) claim
              JOIN helpdesk_ticket ticket ON ticket.id = claim.ticket_id
             WHERE claim.outcome != 'claimed' OR NOT EXISTS (
                   SELECT FROM bacg_sla_event merged
                    WHERE merged.ticket_id = claim.ticket_id
                      AND merged.kind = 'merged_into' AND NOT ticket.active)
            """,
            claims=self._query_claims(),
        )

    def _query_claims(self):
        """Return the query of the claims with their first and their last outcome."""
        return SQL(
            """
            SELECT MIN(id) FILTER (WHERE place = 1) AS id, ticket_id, company_id,
                   MIN(at) FILTER (WHERE place = 1) AS claimed_at,
                   MIN(author_id) FILTER (WHERE place = 1) AS claimed_by_id,
                   MIN(at) FILTER (WHERE place = 2) AS checked_at,
                   MIN(author_id) FILTER (WHERE place = 2) AS checked_by_id,
                   (ARRAY_AGG(new_value ORDER BY place DESC))[1] AS outcome,
                   (ARRAY_AGG(cause ORDER BY place DESC))[1] AS cause,
                   (MAX(place) > 2)::int AS corrected
              FROM (
                SELECT *, ROW_NUMBER() OVER (
                           PARTITION BY ticket_id, claim_number ORDER BY at, id
                       ) AS place
                  FROM (
                    SELECT id, ticket_id, company_id, at, author_id, new_value, cause,
                           COUNT(*) FILTER (WHERE new_value = 'claimed') OVER (
                               PARTITION BY ticket_id ORDER BY at, id
                           ) AS claim_number
                      FROM bacg_sla_event
                     WHERE kind = 'scope'
                  ) numbered
                 WHERE claim_number > 0
              ) placed
             GROUP BY ticket_id, company_id, claim_number
            """
        )

    def action_open_ticket(self):
        return self.ticket_id._get_records_action()
