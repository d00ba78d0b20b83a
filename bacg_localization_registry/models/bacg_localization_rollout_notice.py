# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

ALARMING = ("exposed", "no_window", "last_window")


class BacgLocalizationRollout(models.Model):
    """What customers are told of their rollouts, by mail (SLA 3.03)."""

    _inherit = "bacg.localization.rollout"

    def _get_recipients(self):
        """Return the customers' contacts who hear of each, by rollout."""
        contracts = self._get_contracts()
        return {
            one: contracts[one]._localization_get_people().filtered("email_normalized")
            for one in self
        }

    def _tell(self, template_name):
        """Mail each of these rollouts to its customer, in his language.

        :return: those of which somebody was told
        """
        template = self.env.ref(f"bacg_localization_registry.{template_name}")
        recipients = self._get_recipients()
        told = self.filtered(lambda one: recipients[one])
        for rollout in told:
            people = recipients[rollout]
            lang = people[:1].lang or self.env.lang
            template.with_context(lang=lang)._send_automatic(
                rollout.ids, recipient_ids=[(6, 0, people.ids)]
            )
        return told

    def _tell_proposal(self):
        production = self.filtered(lambda one: one.environment == "production")
        production._tell("mail_template_rollout_proposed")

    def _tell_alarms(self):
        """Tell customers what their exposure has come to; each once for each date.

        Where nobody is to be told, the next run asks again.
        """
        for rollout in self:
            alarm = rollout._get_alarm()
            if alarm and alarm != rollout.alarm:
                with isolated(rollout):
                    if rollout._tell("mail_template_rollout_alarm"):
                        rollout.alarm = alarm

    def _get_alarm(self):
        """Return of what the customer has to hear now, as a key; None of nothing.

        Exposed, without a window or with his last one. Of the notice that is left the
        change itself tells him, see ``bacg.legal.change.alarm``.
        """
        if self.exposure not in ALARMING or self.release_id.state != "ready":
            return None
        return f"{self.binding_date} {self.exposure}"
