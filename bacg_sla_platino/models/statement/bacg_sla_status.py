# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

JUDGEMENT_FIELDS = {"state", "reached_at", "breached_at", "voided"}


class BacgSlaStatus(models.Model):
    """What reports and statements need to know of a clock beside its times."""

    _inherit = "bacg.sla.status"

    @api.model_create_multi
    def create(self, vals_list):
        statuses = super().create(vals_list)
        if self.env["bacg.sla.statement"]._horizons():
            statuses._touch_statements(statuses._counted_moments())
        return statuses

    def write(self, vals):
        judged = JUDGEMENT_FIELDS & vals.keys()
        if not (judged and self.env["bacg.sla.statement"]._horizons()):
            return super().write(vals)
        moments = self._judged_moments()
        result = super().write(vals)
        self._touch_statements(moments)
        return result

    def _judged_moment(self):
        """Return when the clock was judged (naive UTC), if it was and counts."""
        self.ensure_one()
        if self.voided or (self.state == "cancelled" and not self.breached_at):
            return None
        return min(filter(None, (self.reached_at, self.breached_at)), default=None)

    def _judged_moments(self):
        moments = {status: status._judged_moment() for status in self}
        return {status: moment for status, moment in moments.items() if moment}

    def _counted_moments(self):
        """Return from when new clocks change what was counted before.

        One that takes another's place changes it only by being judged.
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

    def _touch_statements(self, before):
        """Flag the statements whose period these clocks changed afterwards.

        :param before: dict from clock to the moment from which it counted until now
        """
        statements = self.env["bacg.sla.statement"]
        for status in self:
            moments = (before.get(status), status._judged_moment())
            moment = min(filter(None, moments), default=None)
            if moment:
                statements._flag_revisions(status.ticket_id.contract_id, moment)
