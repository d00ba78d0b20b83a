# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..agreement.bacg_sla_target import PAUSED_METRICS
from .bacg_sla_report import PAUSE_REASONS

# Of a running clock they grow: only Python knows the open hours.
GROWING = ("elapsed_minutes", "late_minutes", "median_minutes", "p90_minutes")


class BacgSlaReport(models.Model):
    """The times of each clock: while it ran, while it was paused, until now."""

    _inherit = "bacg.sla.report"

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let running clocks count until now, for who asks for their times."""
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr not in GROWING or query is None:
            return sql
        counted = SQL.identifier(alias, "elapsed_minutes")
        minutes = SQL.identifier(self._join_running(alias, query), "minutes")
        elapsed = SQL("COALESCE(%s, %s)", minutes, counted)
        if field_expr != "late_minutes":
            return elapsed
        after = SQL.identifier(alias, "late_after")
        return SQL("GREATEST(%s - %s, 0)", elapsed, after)

    def _join_running(self, alias, query):
        """Join what each running clock of a query has counted; return its alias."""
        running = query.make_alias(alias, "running")
        if running not in query.from_clause.code:
            times = self._query_running(query)
            condition = SQL(
                "%s = %s", SQL.identifier(running, "id"), SQL.identifier(alias, "id")
            )
            query.add_join("LEFT JOIN", running, SQL("(%s)", times), condition)
        return running

    @api.model
    def _query_running(self, query):
        """Return the query of what the running clocks of a query count until now."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM bacg_sla_status WHERE state = 'running' AND id IN %s",
                query.subselect(),
            )
        )
        # sudo: the rules of the report say whose clocks are seen
        running = self.env["bacg.sla.status"].sudo().browse(id_ for (id_,) in rows)
        elapsed = running._get_elapsed_minutes(fields.Datetime.now())
        return SQL(
            "SELECT UNNEST(%s::int[]) AS id, UNNEST(%s::float[]) AS minutes",
            list(running.ids),
            list(elapsed.values()),
        )

    @api.model
    def _sql_life(self):
        """Return the clock's wall time in minutes, without the time it was closed."""
        return SQL(
            "GREATEST(EXTRACT(EPOCH FROM %s - facts.started_at) / 60 - %s, 0)::float",
            self._sql_end(),
            self._sql_paused(("closed",)),
        )

    @api.model
    def _sql_paused(self, reasons):
        """Return the minutes that pauses of these reasons cover; overlaps count once.

        First response and weekly report are never paused.
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

    @api.model
    def _sql_paused_columns(self):
        """Return a column of paused minutes for each reason."""
        return SQL(", ").join(
            SQL(
                "%s AS %s",
                self._sql_paused((reason,)),
                SQL.identifier(f"paused_{reason}"),
            )
            for reason in PAUSE_REASONS
        )

    @api.model
    def _sql_end(self):
        return SQL(
            "COALESCE(facts.reached_at, facts.ended_at, %s)", fields.Datetime.now()
        )
