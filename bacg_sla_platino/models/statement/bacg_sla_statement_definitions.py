# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..agreement.bacg_sla_target import METRICS

# Promises that are no cell of the agreement's table but have a clause of their own.
CLAUSES = {"follow_up": "1.22"}


class BacgSlaStatement(models.Model):
    """What was promised, by which clause, and how it is measured."""

    _inherit = "bacg.sla.statement"

    def _agreements(self):
        """Return the versions by which the clocks of the period were measured."""
        measured = self._report().search(self._rows_domain()).agreement_id
        return measured or self.contract_id.agreement_id._in_force_on(self.date_to)

    def _definitions(self):
        """Return the promise of each row of the table, with its clause."""
        return [
            {
                "metric": target.metric,
                "priority": target.policy_id.priority,
                "policy": target.policy_id.name,
                "clause": self._clause_number(target),
                "minutes": target.minutes,
                "basis": target.basis,
                "agreement": target.agreement_id.display_name,
            }
            for target in self.with_context(
                lang=self.lang
            ).agreement_ids.policy_ids.target_ids.sorted(
                lambda target: (
                    target.agreement_id.id,
                    list(dict(METRICS)).index(target.metric),
                    -int(target.policy_id.priority),
                )
            )
        ]

    def _clause_number(self, target):
        """Return the number of the clause that makes a promise, if there is one."""
        clauses = target.agreement_id.clause_ids
        own = clauses.filtered(
            lambda clause: clause.number == CLAUSES.get(target.metric)
        )
        return (own[:1] or target.policy_id.clause_id).number or ""

    def _metric_words(self):
        """Return for each metric from when, until when and through what it counts."""
        never = self.env._("Nothing.")
        waits = self.env._(
            "Waiting for the customer, the manufacturer, a third party or a deeper "
            "technical review; the time in which the case was closed."
        )
        report = self.env._("The customer's report reaches us.")
        return {
            "first_response": {
                "start": report,
                "stop": self.env._(
                    "The first message of a person of ours reaches him."
                ),
                "pause": never,
            },
            "resolution": {
                "start": report,
                "stop": self.env._("The case is resolved."),
                "pause": waits,
            },
            "workaround": {
                "start": report,
                "stop": self.env._("A workaround is at hand."),
                "pause": waits,
            },
            "follow_up": {
                "start": self.env._(
                    "The wait for the manufacturer or a third party begins, or the "
                    "last word was given."
                ),
                "stop": self.env._("The customer is told how things stand."),
                "pause": never,
            },
        }
