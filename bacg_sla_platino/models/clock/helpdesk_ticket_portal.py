# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..common.selections import selection_labels
from ..messaging.helpdesk_ticket_mail import is_ours


class HelpdeskTicket(models.Model):
    """Texts about the clocks for the customer, in their own time zone."""

    _inherit = "helpdesk.ticket"

    def _sla_portal_clocks(self):
        """Return the values of each clock for the case page: label, tone, state …"""
        self.ensure_one()
        # sudo: the controller checked access to the case, which includes its clocks
        statuses = self.sudo().sla_status_ids.filtered(
            lambda status: status.state != "cancelled"
        )
        last = {status.metric: status for status in statuses}
        promised = [
            status
            for metric, status in last.items()
            # The resolution is promised once an agent has classified the case.
            if metric != "resolution" or self.classified_at or status.reached_at
        ]
        return [status._portal_values() for status in promised]

    def _sla_portal_headline(self):
        """Return the sentence that a customer comes for, and how the case stands.

        :return: dict with ``sentence``, ``state`` (the stage in words) and ``tone``
            (of Bootstrap: ``success``, ``warning``, ``danger``, ``secondary``)
        """
        self.ensure_one()
        # sudo: the controller checked the access to the case; its clocks are its own
        ticket = self.sudo()
        tone, sentence = ticket._sla_next_step(ticket._format_customer_day)
        return {"tone": tone, "sentence": sentence, "state": ticket.stage_id.name}

    def _sla_portal_facts(self):
        """Return what a card or a page says of this case: pairs of label and text."""
        self.ensure_one()
        # sudo: who may see the case may see who reported it and of what kind it is
        ticket, env = self.sudo(), self.env
        reporter = ticket.partner_id.name or ticket.partner_name or "–"
        facts = [
            (env._("Priority"), ticket._get_priority_label()),
            (env._("Attended by"), ticket.user_id.name or env._("nobody yet")),
            (env._("Reported"), ticket._format_customer_short_time(self.reported_at)),
            (env._("Reported by"), reporter),
        ]
        opener = ticket.create_uid
        is_person = opener.share and not opener._is_public()
        if is_person and opener.partner_id != ticket.partner_id:
            facts.append((env._("Opened by"), opener.name))
        if ticket.category_id:
            facts.append((env._("Category"), ticket.category_id.display_name))
        return facts

    def _sla_next_step(self, format_time, answered=False):
        """Return what comes next, as a pair of its tone and a sentence.

        :param format_time: returns a naive UTC moment as text
        :param answered: whether a person of ours is just answering
        """
        self.ensure_one()
        if self.closed:
            return "secondary", self._sla_closed_step(format_time)
        if self.stage_id.sla_mode == "wait_customer":
            return "warning", self._sla_customer_step(format_time)
        clocks = {clock.metric: clock for clock in self._sla_promised_clocks()}
        waiting = self._sla_waiting_for()
        if not answered and (clock := clocks.get("first_response")):
            return clock._portal_step(format_time)
        if waiting and (clock := clocks.get("follow_up")):
            return clock._portal_step(format_time)
        if waiting:
            return "secondary", self.env._("We wait for %s.", waiting)
        if clock := clocks.get("resolution"):
            return clock._portal_step(format_time)
        return "success", self.env._("We are working on your case.")

    def _get_coming_next(self, author):
        # sudo: whoever writes, the mail says how the case goes on
        ticket = self.sudo()
        _tone, sentence = ticket._sla_next_step(
            ticket._format_customer_date_and_zone, answered=is_ours(author)
        )
        return sentence

    def _sla_promised_clocks(self):
        """Return the clocks that run towards a moment we promised the customer."""
        return self.sla_status_ids.filtered(
            lambda clock: (
                clock.state == "running"
                and clock.deadline
                # The resolution is promised when an agent has classified the case.
                and (clock.metric != "resolution" or self.classified_at)
            )
        )

    def _sla_closed_step(self, format_time):
        when = format_time(self.closed_date) if self.closed_date else ""
        if self.stage_id.sla_mode == "stop":
            return self.env._("Your case was resolved %(when)s.", when=when)
        return self.env._("Your case was closed %(when)s.", when=when)

    def _sla_customer_step(self, format_time):
        """Return what we wait for from the customer; rooms above know until when."""
        return self.env._("We wait for your answer to go on.")

    def _sla_waiting_for(self):
        """Return whom or what the case waits for, as text for mails and pages."""
        reasons = selection_labels(self.env["bacg.sla.pause"], "reason")
        words = {
            "vendor": self.env._("the manufacturer"),
            "third_party": self.env._("a third party"),
            "technical_review": self.env._("a deeper technical review"),
            "customer": self.env._("your answer"),
        }
        pauses = self.sudo().sla_pause_ids._still_open()
        return ", ".join(
            words.get(reason, reasons[reason])
            for reason in dict.fromkeys(pauses.mapped("reason"))
            if reason != "closed"
        )
