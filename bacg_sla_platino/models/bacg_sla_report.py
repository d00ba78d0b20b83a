# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .bacg_sla_target import METRICS, PAUSED_METRICS
from .sla_selections import PRIORITIES

PAUSE_REASONS = ("customer", "vendor", "third_party", "technical_review")
COURTESY = SQL("ticket.scope_state = 'vendor' AND status.metric = 'follow_up'")


class BacgSlaReport(models.Model):
    """One row a clock: how the agreement was kept, in every grouping.

    A clock is judged once, in the month of the earlier of ``reached_at`` and
    ``breached_at``: breached in May and solved in June is late in May, and so it is if
    the case is cancelled in June. What is voided, or was cancelled before it was
    judged, stands apart by its ``outcome`` and is never counted as judged.
    """

    _name = "bacg.sla.report"
    _description = "SLA Compliance"
    _auto = False
    _order = "started_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "bacg.sla.status": [
            "ticket_id",
            "target_id",
            "metric",
            "state",
            "cancel_reason",
            "cancelled_at",
            "started_at",
            "deadline",
            "reached_at",
            "breached_at",
            "voided",
            "elapsed_minutes",
            "late_minutes",
            "company_id",
        ],
        "bacg.sla.pause": ["ticket_id", "reason", "start", "stop"],
        "bacg.sla.event": ["ticket_id", "kind", "at"],
        "bacg.sla.target": ["policy_id", "agreement_id", "basis"],
        "bacg.sla.policy": ["priority"],
        "bacg.sla.contract": ["agreement_id", "resource_calendar_id"],
        "bacg.sla.agreement": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
        "helpdesk.ticket": [
            "contract_id",
            "commercial_partner_id",
            "team_id",
            "user_id",
            "scope_state",
        ],
    }

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Case", readonly=True
    )
    metric = fields.Selection(selection=METRICS, readonly=True)
    priority = fields.Selection(
        selection=PRIORITIES,
        readonly=True,
        help="Of the policy by which the clock is measured.",
    )
    basis = fields.Selection(
        selection=[("clock", "Clock hours (24×7)"), ("business", "Business hours")],
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[
            ("met", "Kept"),
            ("late", "Done late"),
            ("open_late", "Late and still open"),
            ("cancelled_late", "Late, then cancelled"),
            ("open", "Not judged yet"),
            ("cancelled", "Cancelled"),
            ("voided", "Voided"),
            ("courtesy", "Courtesy, not promised"),
        ],
        readonly=True,
    )
    cancel_reason = fields.Selection(
        selection="_selection_cancel_reason", readonly=True
    )
    month = fields.Date(
        readonly=True,
        help="The month, in the customer's zone, in which the clock was judged. "
        "Empty: not judged (yet).",
    )
    judged_at = fields.Datetime(
        readonly=True, help="The earlier of “reached” and “breached”."
    )
    started_at = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    reached_at = fields.Datetime(readonly=True)
    breached_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(
        string="Cancelled or voided on",
        readonly=True,
        help="Since then the clock is measured no more.",
    )
    word = fields.Selection(
        selection=[("person", "By a person"), ("automatic", "Automatic")],
        string="Weekly word",
        readonly=True,
        help="Who gave the weekly word that this clock waited for (SLA 1.22).",
    )
    agreement_id = fields.Many2one(comodel_name="bacg.sla.agreement", readonly=True)
    contract_id = fields.Many2one(comodel_name="bacg.sla.contract", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    team_id = fields.Many2one(comodel_name="helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Agent", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    judged = fields.Integer(readonly=True)
    met = fields.Integer(string="Kept", readonly=True)
    kept_rate = fields.Float(
        string="Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Kept / judged of all clocks in the group; never a mean of its rows.",
    )
    elapsed_minutes = fields.Float(
        readonly=True, help="In the hours of the target: clock or business."
    )
    median_minutes = fields.Float(
        string="Median (minutes)",
        readonly=True,
        aggregator="avg",
        help="Half of the judged clocks of the group took at most this.",
    )
    p90_minutes = fields.Float(
        string="90th percentile (minutes)",
        readonly=True,
        aggregator="avg",
        help="Nine of ten judged clocks of the group took at most this.",
    )
    late_minutes = fields.Float(readonly=True)
    life_minutes = fields.Float(
        string="Life (minutes)",
        readonly=True,
        help="Wall time from the start to the end of the clock, or to the present.",
    )
    paused_minutes = fields.Float(
        readonly=True, help="Wall time in which the clock stood still."
    )
    paused_share = fields.Float(
        string="Paused (%)",
        readonly=True,
        aggregator="avg",
        help="Paused / life of all clocks in the group.",
    )
    paused_customer = fields.Float(string="Paused: customer", readonly=True)
    paused_vendor = fields.Float(string="Paused: manufacturer", readonly=True)
    paused_third_party = fields.Float(string="Paused: third party", readonly=True)
    paused_technical_review = fields.Float(
        string="Paused: technical review", readonly=True
    )

    @api.model
    def _selection_cancel_reason(self):
        reason = self.env["bacg.sla.status"]._fields["cancel_reason"]
        return reason._description_selection(self.env)

    @property
    def _table_query(self):
        """One row a clock, at this moment: a query, so that no view has to be kept.

        Counted columns are NULL or 0 for what is not judged.
        """
        return SQL(
            """
            SELECT facts.*,
                   (facts.judged_at IS NOT NULL)::int AS judged,
                   (facts.outcome = 'met')::int AS met,
                   CASE WHEN facts.judged_at IS NOT NULL
                        THEN (facts.outcome = 'met')::int::float END AS kept_rate,
                   DATE_TRUNC(
                       'month',
                       facts.judged_at AT TIME ZONE 'UTC' AT TIME ZONE facts.zone
                   )::date AS month,
                   facts.elapsed_minutes AS median_minutes,
                   facts.elapsed_minutes AS p90_minutes,
                   %(life)s AS life_minutes,
                   %(paused)s AS paused_minutes,
                   %(paused)s / NULLIF(%(life)s, 0) AS paused_share,
                   %(columns)s
              FROM (%(facts)s) facts
            """,
            facts=self._query_facts(),
            life=self._sql_life(),
            paused=self._sql_paused(PAUSE_REASONS),
            columns=SQL(", ").join(
                SQL(
                    "%s AS %s",
                    self._sql_paused((reason,)),
                    SQL.identifier(f"paused_{reason}"),
                )
                for reason in PAUSE_REASONS
            ),
        )

    @api.model
    def _query_facts(self):
        """Return the query of the clocks with what was judged of them and when."""
        return SQL(
            """
            SELECT status.id, status.ticket_id, status.metric, status.company_id,
                   status.cancel_reason, status.started_at, status.deadline,
                   status.reached_at, status.breached_at,
                   status.elapsed_minutes::float,
                   CASE WHEN %(uncounted)s THEN 0
                        ELSE status.late_minutes END::float AS late_minutes,
                   target.basis, target.agreement_id, policy.priority,
                   ticket.contract_id, ticket.commercial_partner_id AS partner_id,
                   ticket.team_id, ticket.user_id,
                   COALESCE(own.tz, agreed.tz, measured.tz, 'UTC') AS zone,
                   CASE WHEN status.voided THEN 'voided'
                        WHEN %(courtesy)s THEN 'courtesy'
                        WHEN %(uncounted)s THEN 'cancelled'
                        WHEN status.state = 'cancelled' THEN 'cancelled_late'
                        WHEN status.breached_at IS NULL AND status.reached_at IS NULL
                        THEN 'open'
                        WHEN status.breached_at IS NULL THEN 'met'
                        WHEN status.reached_at IS NULL THEN 'open_late'
                        ELSE 'late' END AS outcome,
                   CASE WHEN %(uncounted)s THEN NULL
                        ELSE LEAST(status.reached_at, status.breached_at)
                        END AS judged_at,
                   CASE WHEN status.state = 'cancelled' OR status.voided
                        THEN COALESCE(status.cancelled_at, status.write_date)
                        END AS ended_at,
                   CASE WHEN status.metric != 'follow_up' THEN NULL
                        WHEN status.reached_at IS NULL THEN NULL
                        WHEN EXISTS (
                            SELECT FROM bacg_sla_event event
                             WHERE event.ticket_id = status.ticket_id
                               AND event.at = status.reached_at
                               AND event.kind = 'automatic_word'
                        ) THEN 'automatic' ELSE 'person' END AS word
              FROM bacg_sla_status status
              JOIN helpdesk_ticket ticket ON ticket.id = status.ticket_id
              JOIN bacg_sla_target target ON target.id = status.target_id
              JOIN bacg_sla_policy policy ON policy.id = target.policy_id
              JOIN bacg_sla_agreement agreement ON agreement.id = target.agreement_id
              JOIN resource_calendar measured
                ON measured.id = agreement.resource_calendar_id
              LEFT JOIN bacg_sla_contract contract ON contract.id = ticket.contract_id
              LEFT JOIN resource_calendar own
                ON own.id = contract.resource_calendar_id
              LEFT JOIN bacg_sla_agreement signed ON signed.id = contract.agreement_id
              LEFT JOIN resource_calendar agreed
                ON agreed.id = signed.resource_calendar_id
            """,
            # The weekly word under the manufacturer's terms (SLA 1.12).
            courtesy=COURTESY,
            # A breach counts whatever became of the clock, unless it is voided.
            uncounted=SQL(
                "(status.voided OR %s "
                "OR status.state = 'cancelled' AND status.breached_at IS NULL)",
                COURTESY,
            ),
        )

    @api.model
    def _sql_end(self):
        return SQL(
            "COALESCE(facts.reached_at, facts.ended_at, %s)", fields.Datetime.now()
        )

    @api.model
    def _sql_life(self):
        """Return the clock's wall time in minutes, without the times it was closed."""
        return SQL(
            "GREATEST(EXTRACT(EPOCH FROM %s - facts.started_at) / 60 - %s, 0)::float",
            self._sql_end(),
            self._sql_paused(("closed",)),
        )

    @api.model
    def _sql_paused(self, reasons):
        """Return the minutes that pauses of these reasons cover; overlaps count once.

        First response and weekly word are never paused.
        """
        return SQL(
            """
            CASE WHEN facts.metric IN %(metrics)s THEN COALESCE((
                SELECT SUM(GREATEST(EXTRACT(EPOCH FROM
                           part.stop - GREATEST(part.start, part.covered)), 0)) / 60
                  FROM (
                    SELECT clipped.start, clipped.stop,
                           MAX(clipped.stop) OVER (
                               ORDER BY clipped.start, clipped.stop
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ) AS covered
                      FROM (
                        SELECT GREATEST(pause.start, facts.started_at) AS start,
                               LEAST(pause.stop, %(end)s) AS stop
                          FROM bacg_sla_pause pause
                         WHERE pause.ticket_id = facts.ticket_id
                           AND pause.reason IN %(reasons)s
                           AND pause.voided_at IS NULL
                      ) clipped
                     WHERE clipped.stop > clipped.start
                  ) part
            ), 0)::float ELSE 0 END
            """,
            metrics=PAUSED_METRICS,
            reasons=tuple(reasons),
            end=self._sql_end(),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Compute rates from sums and percentiles from all clocks of the group."""
        ratios = {
            "kept_rate:avg": ("met", "judged"),
            "paused_share:avg": ("paused_minutes", "life_minutes"),
        }
        shares = {"median_minutes:avg": 0.5, "p90_minutes:avg": 0.9}
        if aggregate_spec in ratios:
            part, whole = ratios[aggregate_spec]
            return SQL(
                "SUM(%s)::float / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, part, query),
                self._field_to_sql(self._table, whole, query),
            )
        if aggregate_spec in shares:
            return SQL(
                "PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s) FILTER (WHERE %s = 1)",
                shares[aggregate_spec],
                self._field_to_sql(self._table, "elapsed_minutes", query),
                self._field_to_sql(self._table, "judged", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_ticket(self):
        return self.ticket_id._get_records_action()
