# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import format_datetime

from ...tools.clock.duration import format_minutes
from ..common.selections import selection_labels

BREACH_ACTIVITY = "bacg_sla_platino.mail_activity_type_breach"
ESCALATION_ACTIVITY = "bacg_sla_platino.mail_activity_type_escalation"


class BreachNotice(NamedTuple):
    """That a clock is late: on the case, to whoever is responsible for it.

    No agreement has to provide for it, and it goes to no webhook.
    """

    status: models.BaseModel
    by_note = True
    by_webhook = False
    activity_type = BREACH_ACTIVITY

    def activity_users(self):
        return self.status.ticket_id._get_responsible_user()

    def sentence(self, status, zone):
        """Return the text of the notice, in the language of ``status``."""
        return status._escalation_breach_sentence(zone)


class StepNotice(NamedTuple):
    """That a clock has passed a step of its agreement's escalation."""

    status: models.BaseModel
    escalation: models.BaseModel

    @property
    def by_note(self):
        return self.escalation.by_note

    @property
    def by_webhook(self):
        return self.escalation.by_webhook

    @property
    def activity_type(self):
        breach = self.escalation._step().is_breach
        return BREACH_ACTIVITY if breach else ESCALATION_ACTIVITY

    def activity_users(self):
        if not self.escalation.by_activity:
            return self.escalation.user_ids.browse()
        return self.escalation._recipients(self.status.ticket_id)

    def step_text(self, env):
        """Return the name of the step, in the language of an environment."""
        return self.escalation.with_env(env)._get_text()

    def sentence(self, status, zone):
        """Return the text of the notice, in the language of ``status``."""
        return status._escalation_sentence(self.escalation, zone)


class BacgSlaStatus(models.Model):
    """Who is notified of a step and how, and the sentence that says it."""

    _inherit = "bacg.sla.status"

    @api.model
    def _escalation_notify(self, notices):
        """Notify by note, activity and webhook; mails follow in one digest a person.

        :param notices: list of :class:`BreachNotice` and :class:`StepNotice`
        """
        notes, activities = defaultdict(list), defaultdict(list)
        for notice in notices:
            status = notice.status
            sentence = self._escalation_staff_sentence(notice)
            if notice.by_note:
                notes[status.ticket_id].append(sentence)
            for user in notice.activity_users():
                key = (status.ticket_id, notice.activity_type, user, status)
                activities[key].append(sentence)
        tickets = self.env["helpdesk.ticket"]
        tickets._log_notes(notes)
        tickets._schedule_activities(activities)
        self.env["bacg.sla.webhook.delivery"]._queue_notices(
            [notice for notice in notices if notice.by_webhook]
        )

    @api.model
    def _escalation_staff_sentence(self, notice):
        """Return the text of a notice in the language and time zone of the staff."""
        ticket = notice.status.ticket_id._in_staff_language()
        status = notice.status.with_context(lang=ticket.env.lang)
        return notice.sentence(status, ticket._get_staff_zone())

    def _escalation_breach_sentence(self, zone):
        """Return that this clock is late, in the language of the environment.

        :param zone: name of the reader's time zone
        """
        return self.env._(
            "SLA breached: %(metric)s was due on %(deadline)s.",
            **self._escalation_terms(zone),
        )

    def _escalation_sentence(self, escalation, zone):
        """Return what a step says, in the language of the environment.

        :param escalation: the step's record
        :param zone: name of the reader's time zone
        """
        if escalation._step().is_breach:
            return self._escalation_breach_sentence(zone)
        terms = self._escalation_terms(zone)
        if escalation.trigger == "minutes_after":
            return self.env._(
                "SLA: %(metric)s was due on %(deadline)s and is still open "
                "%(duration)s later.",
                duration=format_minutes(self.env, escalation.minutes_after),
                **terms,
            )
        if not escalation.percent:
            ticket = self.ticket_id.with_env(self.env)
            return self.env._(
                "SLA: a case of priority %(priority)s has come in. %(metric)s is due "
                "on %(deadline)s.",
                priority=ticket._get_priority_label(),
                **terms,
            )
        return self.env._(
            "SLA: %(percent)g %% of the time has passed. %(metric)s is due on "
            "%(deadline)s.",
            percent=escalation.percent,
            **terms,
        )

    def _escalation_terms(self, zone):
        """Return the clock's metric and due time as text, for the sentences."""
        moment = self.breached_at or self.deadline
        return {
            "metric": selection_labels(self, "metric")[self.metric],
            "deadline": format_datetime(self.env, moment, tz=zone) if moment else "",
        }
