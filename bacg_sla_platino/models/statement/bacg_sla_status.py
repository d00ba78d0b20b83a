# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

JUDGEMENT_FIELDS = {"state", "reached_at", "breached_at", "voided"}


class BacgSlaStatus(models.Model):
    """Clocks that change what an issued statement says: a revision is offered."""

    _inherit = "bacg.sla.status"

    # Answers what was judged in a month; the report's ``known_at``.
    _known_at_idx = models.Index("(LEAST(reached_at, breached_at))")

    @api.model_create_multi
    def create(self, vals_list):
        statuses = super().create(vals_list)
        if self.env["bacg.sla.statement"]._horizons():
            statuses._statement_flag_revisions(statuses._statement_counted_moments())
        return statuses

    def write(self, vals):
        judged = JUDGEMENT_FIELDS & vals.keys()
        if not (judged and self.env["bacg.sla.statement"]._horizons()):
            return super().write(vals)
        moments = self._statement_judged_moments()
        result = super().write(vals)
        self._statement_flag_revisions(moments)
        return result

    def _statement_counted_moments(self):
        """Return the start of each new clock that is counted from then on.

        A clock that replaces another changes the figures only when it is judged.
        """
        return {
            status: status.started_at
            for status in self
            if not status.ticket_id.sla_status_ids.filtered(
                lambda other, status=status: (
                    other.metric == status.metric and other != status
                )
            )
        }

    def _statement_judged_moments(self):
        moments = {status: status._statement_judged_moment() for status in self}
        return {status: moment for status, moment in moments.items() if moment}

    def _statement_judged_moment(self):
        """Return when the clock was judged (naive UTC), None if it does not count."""
        self.ensure_one()
        if self.voided or (self.state == "cancelled" and not self.breached_at):
            return None
        return min(filter(None, (self.reached_at, self.breached_at)), default=None)

    def _statement_flag_revisions(self, before):
        """Offer revisions of the statements whose figures these clocks change.

        :param before: dict from clock to the moment from which it counted until now
        """
        statements = self.env["bacg.sla.statement"]
        for status in self:
            moments = (before.get(status), status._statement_judged_moment())
            moment = min(filter(None, moments), default=None)
            if moment:
                statements._flag_revisions(status.ticket_id.contract_id, moment)
