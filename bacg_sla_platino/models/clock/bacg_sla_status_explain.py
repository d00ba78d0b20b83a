# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.clock import explain
from ...tools.clock.duration import format_minutes
from ..agreement.bacg_sla_target import PAUSED_METRICS
from ..common.selections import selection_labels


class BacgSlaStatus(models.Model):
    """Explains a clock's time: a bar for agents, a list for customers."""

    _inherit = "bacg.sla.status"

    @api.depends("started_at", "deadline", "reached_at", "state")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for status in self:
            slices = status._slices()
            status.explanation_summary = status._summarize(slices)
            status.explanation = [
                {
                    "kind": part["kind"],
                    "label": part["label"],
                    "author": part["author"],
                    "minutes": part["minutes"],
                    "start": fields.Datetime.to_string(part["start"]),
                    "stop": fields.Datetime.to_string(part["stop"]),
                }
                for part in status._explain(slices)
            ]

    def _explain(self, parts=None):
        """Return the ordered slices of this clock; their minutes add up to its time.

        :param parts: the slices, if they are known already
        :return: list of dicts: ``kind`` (open, late, pause, holiday, closed), ``label``
            and ``author`` as text, ``start`` and ``stop`` (naive UTC), ``minutes``
        """
        parts = self._slices() if parts is None else parts
        earlier = self._keeps_earlier_deadline(parts)
        return [
            {
                "kind": part.kind,
                "start": part.start,
                "stop": part.stop,
                "minutes": part.minutes,
                **self._get_slice_text(part.kind, part.detail, earlier),
            }
            for part in parts
        ]

    def _keeps_earlier_deadline(self, parts):
        """Return whether the earlier deadline of the former priority applies.

        :param parts: the slices of this clock
        """
        if not self.deadline or self.metric == "follow_up" or self.reached_at:
            return False
        counted = sum(part.minutes for part in parts if part.kind == "open")
        if not parts or self.minutes - counted <= 1 / 60:
            return False
        # sudo: a user who reads the clock may read the facts it is based on
        return any(self.sudo().ticket_id.sla_event_ids.mapped("from_now"))

    def _slices(self):
        self.ensure_one()
        if self.state == "cancelled":
            return []
        # sudo: a user who reads the clock may read the facts it is based on
        status = self.sudo()
        start, stop = status.started_at, status._explained_until()
        opened, holidays = None, []
        if status.basis == "business":
            ticket = status.ticket_id
            opened, holidays = ticket._get_business_calendar()._sla_open_and_holidays(
                start, stop, ticket.company_id
            )
        return explain.slices(
            start, stop, status.deadline or None, opened, holidays, status._pauses()
        )

    def _explained_until(self):
        """Return the end of the explanation, which may be a deadline in the future."""
        if self.reached_at:
            return max(self.reached_at, self.started_at)
        now = max(fields.Datetime.now(), self.started_at)
        return max(now, self.deadline) if self.deadline else now

    def _pauses(self):
        if self.metric == "follow_up":
            return []
        paused, answered = (
            self.metric in PAUSED_METRICS,
            self.ticket_id.first_response_at,
        )
        return [
            (pause.start, pause.stop or None, pause)
            for pause in self.ticket_id.sla_pause_ids
            if not pause.voided_at
            and (
                paused
                or (pause.by_customer and not (answered and answered <= pause.start))
            )
        ]

    def _get_slice_text(self, kind, detail, earlier=False):
        labels = dict(self.env["bacg.sla.status"]._selection_slices())
        label, author = labels[kind], ""
        if kind == "open" and earlier:
            label = self.env._("Counted until the former priority's earlier deadline")
        if kind == "holiday":
            label = self.env._("Holiday: %s", detail) if detail else label
        elif kind == "pause":
            label = selection_labels(detail, "reason")[detail.reason]
            author = detail.author_id.name or ""
        return {"label": label, "author": author}

    @api.model
    def _selection_slices(self):
        return [
            ("open", self.env._("Counted")),
            ("late", self.env._("Late")),
            ("pause", self.env._("Paused")),
            ("holiday", self.env._("Holiday")),
            ("closed", self.env._("Outside business hours")),
        ]

    def _get_explanation_texts(self):
        """Return the explanation for the customer: a dict for each kind of time."""
        lines, parts = [], self._slices()
        earlier = self._keeps_earlier_deadline(parts)
        for (kind, detail), minutes in explain.totals(parts).items():
            words = self._get_slice_text(kind, detail, earlier)
            lines.append(
                {
                    "counted": kind in ("open", "late"),
                    "label": words["label"],
                    "duration": format_minutes(self.env, minutes),
                }
            )
        return lines
