# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels
from odoo.addons.bacg_sla_platino.tools.concurrency import (
    SENT_TWICE,
    one_after_the_other,
)

from .bacg_localization_request import DECISIONS_OF

TO_DO = "mail.mail_activity_data_todo"


class BacgLocalizationRequest(models.Model):
    """How a request is decided, agreed on and done."""

    _inherit = "bacg.localization.request"

    def _decide(self, decision, note):
        """Decide a request; the customer reads it on its case.

        :param decision: one of those of its kind
        :param note: why, in words
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("received")
        if decision not in DECISIONS_OF[self.kind]:
            labels = selection_labels(self, "decision")
            raise UserError(
                self.env._(
                    "Decision: of this kind it is one of %s.",
                    ", ".join(labels[one] for one in DECISIONS_OF[self.kind]),
                )
            )
        note = (note or "").strip()
        if not note:
            raise UserError(
                self.env._("Why: say it in a sentence, the customer reads it.")
            )
        self._check_reviewed()
        self._check_result(decision)
        self._put(
            {
                "state": "decided",
                "decision": decision,
                "decision_note": note,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self._tell_customer()
        self._warn_responsible()

    def _get_next_due(self):
        """Return by when somebody is to do something, or False: nothing is left."""
        today = fields.Date.today()
        if self.state == "received":
            agreed = self.agreed_at and self.proposed_due
            return agreed or self.answer_due or today
        if self.state == "decided" and self.decision == "accepted":
            return self.proposed_due or today
        return False

    def _warn_responsible(self):
        """Put what comes next on somebody's list, and take off what is done."""
        # sudo: a customer asked, or whoever does not assign activities
        request = self.sudo()
        request.activity_feedback([TO_DO])
        due = request._get_next_due()
        if not due:
            return
        user = request.user_id or request.company_id._get_helpdesk_managers()[:1]
        if user:
            request.with_context(mail_activity_quick_update=True).activity_schedule(
                TO_DO,
                date_deadline=due,
                user_id=user.id,
            )

    def _check_reviewed(self):
        """A special request is reviewed together first (SLA 3.04)."""
        if self.kind != "special":
            return
        if not self.held_count:
            raise UserError(
                self.env._(
                    "A special request is reviewed in a meeting: plan a session on "
                    "case %s, and note that it was held.",
                    self.ticket_id.number,
                )
            )
        if not (self.minutes or "").strip():
            raise UserError(self.env._("Minutes: write down what the meeting said."))

    def _check_result(self, decision):
        if decision == "confirmed" and not self.change_id:
            raise UserError(
                self.env._("Resulting change: name the legal change that follows it.")
            )
        if decision in ("build", "adopt") and not self.localization_id:
            raise UserError(
                self.env._("Resulting localization: name the country's, or make it.")
            )

    def _tell_customer(self):
        """Post the decision on the case: the customer hears of it by mail."""
        # sudo: whoever decides a request need not have its case
        ticket = self.ticket_id.sudo()._in_customer_language()
        request = self.sudo().with_env(ticket.env)
        ticket.message_post(
            body=request._get_decision_text(),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _get_decision_text(self):
        labels = selection_labels(self, "decision")
        return self.env._(
            "%(code)s: %(decision)s. %(note)s",
            code=self.code,
            decision=labels[self.decision],
            note=self.decision_note,
        )

    def action_propose_due(self):
        """Ask the customer to agree to the day that stands there (SLA 3.07)."""
        for request in self:
            request._check_form_change()
            if not request.proposed_due:
                raise UserError(
                    self.env._("Proposed for: say by which day it is done.")
                )
            ticket = request.ticket_id.sudo()._in_customer_language()
            ticket.message_post(
                body=ticket.env._(
                    "%(code)s: we propose to have it done by %(day)s. Agree to it at "
                    "%(url)s",
                    code=request.code,
                    day=format_date(ticket.env, request.proposed_due),
                    url=f"{request.get_base_url()}{request._portal_path()}",
                ),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _check_form_change(self):
        refused = self.decision in ("quoted", "rejected")
        if self.kind != "form_change" or self.state == "done" or refused:
            raise UserError(
                self.env._(
                    "A day is agreed on for changes of forms or records that are "
                    "neither done nor rejected."
                )
            )

    def _agree(self, user, day):
        """Take the customer's word for the proposed day.

        :param day: the day that he read
        :raises AccessError: if it is not his to agree
        """
        self._get_contract()._localization_check_decides(user)
        self._check_form_change()
        if not self.proposed_due or self.agreed_at or day != self.proposed_due:
            raise UserError(
                self.env._("The day is another one meanwhile: read it again.")
            )
        self._put(
            {"agreed_by_id": user.partner_id.id, "agreed_at": fields.Datetime.now()}
        )
        self._warn_responsible()

    def action_done(self):
        """Note that what was decided is done."""
        for request in self:
            request._check_state("decided")
            if request.kind == "form_change" and not request.agreed_at:
                raise UserError(
                    self.env._("The customer has not agreed to the day: propose it.")
                )
            request.check_access("write")
            request._put({"state": "done", "done_at": fields.Datetime.now()})
            request._warn_responsible()

    def _check_state(self, state):
        if self.state != state:
            labels = selection_labels(self, "state")
            raise UserError(
                self.env._(
                    "%(code)s is “%(state)s”: this step is not the next one.",
                    code=self.code,
                    state=labels[self.state],
                )
            )

    def action_view_case(self):
        self.ensure_one()
        return self.ticket_id._get_records_action()

    # -------------------------------------------------------------------------
    # The portal
    # -------------------------------------------------------------------------

    @api.model
    def _find_sent(self, values):
        """Return the request that the same form made a moment ago, if any.

        Whoever clicks twice sends a form twice: the second waits for the first.

        :param values: of the request that the form is about to make
        """
        since = fields.Datetime.now() - SENT_TWICE
        same = Domain("state", "=", "received") & Domain("create_date", ">", since)
        for name in ("contact_id", "kind", "name", "description"):
            same &= Domain(name, "=", values[name])
        key = f"bacg_localization_request_{values['contact_id']}"
        return one_after_the_other(self, key, same)

    def _portal_path(self):
        return f"/my/localization-requests/{self.id}"

    def _portal_tone(self):
        if self.decision in ("rejected", "declined"):
            return "secondary"
        return {"received": "info", "decided": "success", "done": "success"}[self.state]

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_sentence(self):
        """Return what the customer wants to know first: what comes next, or why."""
        env = self.env
        if self.decision:
            return self._get_decision_text()
        if self.kind == "special":
            if not self.held_count:
                return env._("Next: a meeting in which we review it together.")
            return env._("The meeting was held; we write its minutes and decide.")
        if self.kind == "reported_change":
            day = format_date(env, self.answer_due)
            return env._("We answer by %s.", day)
        if self.kind == "form_change":
            if self.agreed_at:
                day = format_date(env, self.proposed_due)
                return env._("Agreed for %s.", day)
            if self.proposed_due:
                day = format_date(env, self.proposed_due)
                return env._("We propose %s: agree to it, or answer on the case.", day)
            return env._("Next: we propose a day, and you agree to it or not.")
        return env._(
            "We analyse whether we build it, adopt one that exists, or decline."
        )

    def _portal_facts(self):
        kinds = selection_labels(self, "kind")
        return [
            (self.env._("Kind"), kinds[self.kind]),
            (self.env._("Country"), self.country_id.name or "–"),
            (self.env._("Asked by"), self.contact_id.name),
            (self.env._("Case"), self.ticket_id.number),
        ]

    def _may_agree(self, user):
        waiting = (
            self.kind == "form_change"
            and self.decision in (False, "accepted")
            and self.proposed_due
            and not self.agreed_at
        )
        contract = self._get_contract()
        return bool(waiting and contract and contract._localization_may_decide(user))
