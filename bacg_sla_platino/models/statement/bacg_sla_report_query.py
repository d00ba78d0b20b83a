# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .bacg_sla_report import LATE_OUTCOMES, PAUSE_REASONS

# The condition of every clock.
ALL = SQL("TRUE")

# When a clock's fate was known; an index of its own answers it.
KNOWN_AT = SQL("LEAST(status.reached_at, status.breached_at)")

# The weekly report under the manufacturer's terms is not promised (SLA 1.12).
COURTESY = SQL("ticket.scope_state = 'vendor' AND status.metric = 'follow_up'")

# A breach counts even if the clock is cancelled later, unless it is voided.
UNCOUNTED = SQL(
    "(status.voided OR %s "
    "OR status.state = 'cancelled' AND status.breached_at IS NULL)",
    COURTESY,
)

OUTCOME = SQL(
    """
    CASE WHEN status.voided THEN 'voided'
         WHEN %s THEN 'courtesy'
         WHEN %s THEN 'cancelled'
         WHEN status.state = 'cancelled' THEN 'cancelled_late'
         WHEN status.breached_at IS NULL AND status.reached_at IS NULL THEN 'open'
         WHEN status.breached_at IS NULL THEN 'met'
         WHEN status.reached_at IS NULL THEN 'open_late'
         ELSE 'late' END
    """,
    COURTESY,
    UNCOUNTED,
)

# Who gave the weekly report that reached the clock (SLA 1.22).
FOLLOW_UP_BY = SQL(
    """
    CASE WHEN status.metric != 'follow_up' THEN NULL
         WHEN status.reached_at IS NULL THEN NULL
         WHEN EXISTS (
             SELECT FROM bacg_sla_event event
              WHERE event.ticket_id = status.ticket_id
                AND event.at = status.reached_at
                AND event.kind = 'automatic_follow_up'
         ) THEN 'automatic' ELSE 'person' END
    """
)


class BacgSlaReport(models.Model):
    """The query behind the report: each clock and its outcome."""

    _inherit = "bacg.sla.report"

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
            "promised_minutes",
            "counted_minutes",
            "company_id",
        ],
        "bacg.sla.pause": ["ticket_id", "reason", "start", "stop", "voided_at"],
        "bacg.sla.event": ["ticket_id", "kind", "at"],
        "bacg.sla.target": ["policy_id", "agreement_id", "basis"],
        "bacg.sla.policy": ["priority"],
        "bacg.sla.contract": ["agreement_id", "resource_calendar_id"],
        "bacg.sla.contract.version": ["contract_id", "agreement_id", "bound_at"],
        "bacg.sla.agreement": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
        "helpdesk.ticket": [
            "contract_id",
            "commercial_partner_id",
            "team_id",
            "user_id",
            "scope_state",
            "late_reason",
            "solution",
        ],
    }

    @property
    def _table_query(self):
        """One row for each clock; what is counted is NULL or 0 if it is not judged.

        A query and not a view, as open clocks count until now. What running clocks
        count is added where it is asked for, by ``_field_to_sql``.
        """
        return SQL(
            """
            SELECT facts.*,
                   (facts.judged_at IS NOT NULL)::int AS judged,
                   (facts.outcome = 'met')::int AS met,
                   CASE WHEN facts.outcome IN %(late)s
                        THEN COALESCE(facts.noted_reason, 'none')
                        END AS late_reason,
                   CASE WHEN facts.judged_at IS NOT NULL
                        THEN (facts.outcome = 'met')::int::float END AS kept_rate,
                   DATE_TRUNC(
                       'month',
                       facts.judged_at AT TIME ZONE 'UTC' AT TIME ZONE facts.zone
                   )::date AS month,
                   GREATEST(facts.elapsed_minutes - facts.late_after, 0)
                       AS late_minutes,
                   facts.elapsed_minutes AS median_minutes,
                   facts.elapsed_minutes AS p90_minutes,
                   %(life)s AS life_minutes,
                   %(paused)s AS paused_minutes,
                   %(paused)s / NULLIF(%(life)s, 0) AS paused_share,
                   %(paused_columns)s
              FROM (%(facts)s) facts
            """,
            late=LATE_OUTCOMES,
            facts=self._query_facts(),
            life=self._sql_life(),
            paused=self._sql_paused(PAUSE_REASONS),
            paused_columns=self._sql_paused_columns(),
        )

    @api.model
    def _count_promises(self, starts, tickets):
        """Return how many promises were kept, of those judged since a moment.

        As the report counts them.

        :param starts: dict from contract id to the moment, naive UTC
        :param tickets: query of the ids of the cases that count
        :return: dict from contract id, metric and policy id to ``(kept, judged)``
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT facts.contract_id, facts.metric, facts.policy_id,
                       COUNT(*) FILTER (WHERE facts.outcome = 'met'), COUNT(*)
                  FROM (%(facts)s) facts
                  JOIN UNNEST(%(contracts)s::int[], %(starts)s::timestamp[])
                       AS month (contract_id, start) USING (contract_id)
                 WHERE facts.judged_at >= month.start
              GROUP BY facts.contract_id, facts.metric, facts.policy_id
                """,
                facts=self._query_facts(
                    SQL(
                        "ticket.id IN %s AND %s >= %s",
                        tickets.subselect(),
                        KNOWN_AT,
                        min(starts.values(), default=None),
                    )
                ),
                contracts=list(starts),
                starts=list(starts.values()),
            )
        )
        return {tuple(key): (kept, judged) for *key, kept, judged in rows}

    @api.model
    def _query_facts(self, counted=ALL):
        """Return the query of the clocks with their outcome, and when it was known.

        :param counted: the condition of the clocks that count
        """
        return SQL(
            """
            SELECT status.id, status.ticket_id, status.metric, status.company_id,
                   status.cancel_reason, status.started_at, status.deadline,
                   status.reached_at, status.breached_at, %(known)s AS known_at,
                   status.counted_minutes::float AS elapsed_minutes,
                   CASE WHEN %(uncounted)s OR status.breached_at IS NULL THEN NULL
                        ELSE status.promised_minutes::float END AS late_after,
                   target.basis, target.agreement_id, target.policy_id,
                   policy.priority,
                   ticket.contract_id, ticket.commercial_partner_id AS partner_id,
                   ticket.team_id, ticket.user_id,
                   ticket.late_reason AS noted_reason,
                   COALESCE(own.tz, agreed.tz, measured.tz, 'UTC') AS zone,
                   %(outcome)s AS outcome,
                   CASE WHEN %(uncounted)s THEN NULL
                        ELSE %(known)s END AS judged_at,
                   CASE WHEN status.state = 'cancelled' OR status.voided
                        THEN COALESCE(status.cancelled_at, status.write_date)
                        END AS ended_at,
                   %(follow_up)s AS follow_up
              FROM %(clocks)s
             WHERE %(counted)s
            """,
            counted=counted,
            known=KNOWN_AT,
            uncounted=UNCOUNTED,
            outcome=OUTCOME,
            follow_up=FOLLOW_UP_BY,
            clocks=self._sql_clocks(),
        )

    @api.model
    def _sql_clocks(self):
        """Return each clock with the target that measures it, and the zones.

        The customer's zone is of the version that binds his contract now.
        """
        return SQL(
            """
            bacg_sla_status status
            JOIN helpdesk_ticket ticket ON ticket.id = status.ticket_id
            JOIN bacg_sla_target target ON target.id = status.target_id
            JOIN bacg_sla_policy policy ON policy.id = target.policy_id
            JOIN bacg_sla_agreement agreement ON agreement.id = target.agreement_id
            JOIN resource_calendar measured
              ON measured.id = agreement.resource_calendar_id
            LEFT JOIN bacg_sla_contract contract ON contract.id = ticket.contract_id
            LEFT JOIN resource_calendar own ON own.id = contract.resource_calendar_id
            LEFT JOIN (
                SELECT DISTINCT ON (contract_id) contract_id, agreement_id
                  FROM bacg_sla_contract_version
                 WHERE bound_at <= %s
              ORDER BY contract_id, bound_at DESC, id DESC
            ) bound ON bound.contract_id = contract.id
            LEFT JOIN bacg_sla_agreement signed
              ON signed.id = COALESCE(bound.agreement_id, contract.agreement_id)
            LEFT JOIN resource_calendar agreed
              ON agreed.id = signed.resource_calendar_id
            """,
            fields.Datetime.now(),
        )
