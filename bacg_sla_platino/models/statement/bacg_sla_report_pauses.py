# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..agreement.bacg_sla_target import PAUSED_METRICS
from .bacg_sla_report import PAUSE_REASONS


class BacgSlaReport(models.Model):
    """How long a clock lived and how long it stood still, in SQL."""

    _inherit = "bacg.sla.report"

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
