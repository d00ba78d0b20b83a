# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.mail import case_number
from ...tools.mail.urgent_subject import claims_anew, has_prefix

CLAIM = {"priority": "3", "outage_scope": "claimed"}


class HelpdeskTicket(models.Model):
    """The claim of an outage by the subject of a mail, whichever it is (SLA 2.02)."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _intake_get_prefixes(self, company):
        # sudo: the gateway reads the setting, for whoever wrote
        return (company.sudo().sla_urgent_prefixes or "").split(",")

    @api.model
    def _intake_prepare_claim_values(self, subject, company, is_stopped=False):
        """Return the values of an outage claim if a new case makes one (SLA 2.02).

        :param subject: as it was written; a prefix of it claims
        :param is_stopped: whether the customer ticked so in the portal's form
        """
        prefixes = self._intake_get_prefixes(company)
        return CLAIM if is_stopped or has_prefix(subject, prefixes) else {}

    def _sla_customer_replied(self, message):
        """Let the customer claim an outage also in an answer (SLA 2.02)."""
        was_closed = self.sudo().closed
        result = super()._sla_customer_replied(message)
        if message.message_type == "email" and self._intake_claims_anew(message):
            self.sudo()._intake_claim_by(message, was_closed)
        return result

    def _case_is_only_thanks(self, message):
        claims = message.message_type == "email" and self._intake_claims_anew(message)
        return not claims and super()._case_is_only_thanks(message)

    def _intake_claims_anew(self, message):
        """Return whether a mail's own subject claims an outage, not its thread's."""
        prefixes = self._intake_get_prefixes(self.company_id or self.env.company)
        if not has_prefix(message.subject, prefixes):
            return False
        # sudo: the subjects of the case that the mail is about
        before = self.sudo().message_ids - message
        thread = {self.name, *filter(None, before.mapped("subject"))}
        # Without a number only an answer finds its case.
        is_answer = not case_number.candidates(message.subject)
        return claims_anew(message.subject, prefixes, thread, is_answer)

    def _intake_claim_by(self, message, was_closed):
        """Make this case one of priority 1, to be checked, from this mail on.

        :param was_closed: the mail opened it again
        """
        said = {"author_id": message.author_id.id, "message_id": message.id}
        events = [self._sla_event("scope", self.outage_scope, "claimed", **said)]
        if self.priority != CLAIM["priority"] or was_closed:
            # Of priority 1 already and open, its hour runs since before.
            values = {"from_now": True, **said}
            event = self._sla_event(
                "priority", self.priority, CLAIM["priority"], **values
            )
            events.insert(0, event)
        self._sla_log(events)
        if self.outage_scope != "claimed":
            self._sla_with(logged=True, trusted=True).write(CLAIM)
        self._sla_sync()
