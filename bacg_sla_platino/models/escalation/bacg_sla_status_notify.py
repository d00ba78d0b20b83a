# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import format_datetime

from ...tools.clock.duration import format_minutes
from ..common.selections import selection_labels


class BacgSlaStatus(models.Model):
    """Who is told of a step and by what, and the sentence that says it."""

    _inherit = "bacg.sla.status"

    @api.model
    def _tell(self, notices):
        """Tell by note, activity and webhook; mails follow in one digest a person."""
        notes, activities = defaultdict(list), defaultdict(list)
        for notice in notices:
            ticket = notice.status.ticket_id
            sentence = notice.status._in_staff_words(notice.step)
            if not notice.step or notice.step.by_note:
                notes[ticket].append(sentence)
            for user in self._activity_users(notice):
                kind = self._activity_type(notice.step)
                activities[ticket, kind, user, notice.status].append(sentence)
        tickets = self.env["helpdesk.ticket"]
        tickets._sla_note_batch(notes)
        tickets._sla_activities_batch(activities)
        self.env["bacg.sla.webhook.delivery"]._queue_notices(
            [notice for notice in notices if notice.step.by_webhook]
        )

    @api.model
    def _activity_users(self, notice):
        ticket = notice.status.ticket_id
        if not notice.step:
            return ticket._sla_responsible()
        return notice.step._recipients(ticket) if notice.step.by_activity else []

    @api.model
    def _activity_type(self, step):
        kind = "breach" if not step or step._step().is_breach else "escalation"
        return f"bacg_sla_platino.mail_activity_type_{kind}"

    def _in_staff_words(self, step):
        ticket = self.ticket_id._sla_in_staff_language()
        status = self.with_context(lang=ticket.env.lang)
        return status._step_sentence(
            step.with_env(status.env), ticket._sla_staff_zone()
        )

    def _step_sentence(self, step, zone):
        """Return what a step says, in the language of the environment.

        :param step: an escalation, or none: the breach itself
        :param zone: name of the time zone in which its reader lives
        """
        words = self._step_words(zone)
        if not step or step._step().is_breach:
            return self.env._(
                "SLA breached: %(metric)s was due on %(deadline)s.", **words
            )
        if step.trigger == "minutes_after":
            return self.env._(
                "SLA: %(metric)s was due on %(deadline)s and is still open "
                "%(duration)s later.",
                duration=format_minutes(self.env, step.minutes_after),
                **words,
            )
        if not step.percent:
            ticket = self.ticket_id.with_env(self.env)
            return self.env._(
                "SLA: a case of priority %(priority)s has come in. %(metric)s is due "
                "on %(deadline)s.",
                priority=ticket._sla_priority_label(),
                **words,
            )
        return self.env._(
            "SLA: %(percent)g %% of the time has passed. %(metric)s is due on "
            "%(deadline)s.",
            percent=step.percent,
            **words,
        )

    def _step_words(self, zone):
        """Return metric and due time of the clock in words, for the sentences."""
        moment = self.breached_at or self.deadline
        return {
            "metric": selection_labels(self, "metric")[self.metric],
            "deadline": format_datetime(self.env, moment, tz=zone) if moment else "",
        }
