# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from operator import itemgetter

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext, plaintext2html

from ...tools.concurrency import SENT_TWICE, touch
from ..common.selections import selection_labels
from .bacg_migration import OPEN_STATES

TONES = {"planned": "info", "running": "primary", "done": "success"}


class BacgMigration(models.Model):
    """What the customer reads of a migration, and what he says on it (SLA 5.02)."""

    _inherit = "bacg.migration"

    def _portal_path(self):
        return f"/my/migrations/{self.id}"

    def _portal_title(self):
        return self.env._(
            "From Odoo %(old)s to %(new)s", old=self.from_series, new=self.to_series
        )

    def _portal_tone(self):
        if self.state in OPEN_STATES and self._portal_asked():
            return "warning"
        return TONES.get(self.state, "secondary")

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_asked(self):
        """Return what waits for the customer's answer: the plan, then exceptions."""
        # sudo: who reads this page was checked
        return (
            self.sudo()
            ._get_approvals()
            .filtered(lambda one: one.party == "customer" and one.state == "asked")
            .sorted("id")
        )

    def _portal_sentence(self):
        """Return what the customer wants to know first of this migration."""
        env = self.env
        if self.state == "done":
            day = format_date(env, self.finished_on)
            return env._("It was finished on %(day)s.", day=day)
        if self.state == "cancelled":
            return env._("It was cancelled: %(why)s", why=self.cancel_reason)
        if self._portal_asked():
            return env._("We wait for your approval.")
        if self.state == "running":
            lines = self.line_ids
            done = lines.filtered(lambda line: line._is_done())
            return env._(
                "%(done)s of %(all)s are ready.", done=len(done), all=len(lines)
            )
        if self.approval_state == "approved":
            day = format_date(env, self.planned_start)
            return env._("Both sides approved the plan; it begins on %(day)s.", day=day)
        if self.approval_state == "refused":
            return env._("The plan was refused; we prepare another one.")
        return env._("We prepare the plan and answer you here.")

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        env = self.env
        return [
            (env._("Planned"), self._portal_days(self.planned_start, self.planned_end)),
            (env._("Actual"), self._portal_days(self.started_on, self.finished_on)),
            (env._("Responsible"), self.user_id.name or "–"),
            (env._("Progress"), f"{self.progress:.0f} %"),
        ]

    def _portal_days(self, first, last):
        """Return two days as text, either of which may be empty."""
        if not first:
            return "–"
        begin = format_date(self.env, first)
        return f"{begin} – {format_date(self.env, last) if last else '…'}"

    def _portal_timeline(self):
        """Return the bars of the planned and the actual time, on one scale.

        :return: dict with ``bars`` (label, text, tone, left and width in per cent) and
            ``today`` in per cent, None if it lies outside; None without a planned time
        """
        if not self.planned_start or not self.planned_end:
            return None
        today, env = self._today(), self.env
        spans = [(env._("Planned"), self.planned_start, self.planned_end, "secondary")]
        if self.started_on:
            last = self.finished_on or today
            spans.append((env._("Actual"), self.started_on, last, "primary"))
        first = min(span[1] for span in spans)
        days = (max(span[2] for span in spans) - first).days + 1

        def percent(day):
            return round(100 * (day - first).days / days, 2)

        return {
            "bars": [
                {
                    "label": label,
                    "text": self._portal_days(begin, end),
                    "tone": tone,
                    "left": percent(begin),
                    "width": round(100 * ((end - begin).days + 1) / days, 2),
                }
                for label, begin, end, tone in spans
            ],
            "today": percent(today) if 0 <= (today - first).days < days else None,
        }

    def _portal_events(self):
        """Return what has happened, oldest first: day and sentence."""
        # sudo: who reads this page was checked
        approvals = self.sudo().approval_ids.filtered("answer").sorted("answered_at")
        day_of = self.contract_id._local_day
        events = [
            (day_of(one.answered_at), self._portal_answer(one)) for one in approvals
        ]
        events.append((self.started_on, self.env._("The work began")))
        events.append((self.finished_on, self.env._("Finished")))
        known = sorted((event for event in events if event[0]), key=itemgetter(0))
        return [(format_date(self.env, day), text) for day, text in known]

    def _portal_answer(self, approval):
        person = approval.answered_by_id.name
        if approval.answer == "granted":
            return self.env._("Plan approved by %s", person)
        return self.env._("Plan refused by %s", person)

    # -------------------------------------------------------------------------
    # Messages
    # -------------------------------------------------------------------------

    def _portal_messages(self):
        """Return what both sides wrote here, without internal notes, oldest first."""
        domain = (
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email"))
            & Domain("subtype_id", "=", self.env.ref("mail.mt_comment").id)
            & Domain("is_internal", "=", False)
        )
        # sudo: who reads this page was checked
        return self.env["mail.message"].sudo().search(domain, order="id")

    def _post_customer_message(self, partner, text):
        """Post what a contact of the customer says: it changes nothing of the plan."""
        # sudo: the controller checked that he sees it
        migration = self.sudo()
        touch(migration)  # a form that is sent twice at once
        body = plaintext2html(text)
        if migration._is_posted(partner, body):
            return
        migration.message_post(
            author_id=partner.id,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=migration._get_addressee().partner_id.ids,
        )

    def _is_posted(self, partner, body):
        """Return whether a contact wrote this just now: his form was sent twice."""
        last = self._portal_messages()[-1:]
        return (
            last.author_id == partner
            and fields.Datetime.now() - last.date < SENT_TWICE
            and html2plaintext(last.body) == html2plaintext(body)
        )
