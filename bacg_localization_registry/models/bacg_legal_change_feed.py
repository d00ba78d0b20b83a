# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import vobject

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .bacg_legal_change_alarms import SETTLED


class BacgLegalChange(models.Model):
    """The compliance calendar as a feed (iCalendar, RFC 5545)."""

    _inherit = "bacg.legal.change"

    @api.model
    def _get_feed_domain(self):
        binding = Domain("binding_date", "!=", False) | Domain(
            "agreed_date", "!=", False
        )
        return (
            binding
            & Domain("state", "not in", SETTLED)
            & Domain("legal_status", "not in", ("suspended", "withdrawn"))
        )

    @api.model
    def _get_feed(self):
        """Return the calendar of what binds, as the text of an .ics file."""
        calendar = vobject.iCalendar()
        calendar.add("x-wr-calname").value = self.env._("Compliance calendar")
        for change in self.search(self._get_feed_domain()):
            days = {"": change.binding_date or change.agreed_date}
            if change.phase_ids:
                days = {one.name: one.mandatory_from for one in change.phase_ids}
                days[""] = change.mandatory_from
            for number, (segment, day) in enumerate(days.items()):
                if day:
                    change._add_event(calendar.add("vevent"), number, segment, day)
        return calendar.serialize()

    def _add_event(self, event, number, segment, day):
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        code = self.country_id.code or ""
        words = filter(None, (code, self.name, segment))
        event.add("uid").value = f"legal-change-{self.id}-{number}@{database}"
        event.add("dtstart").value = day
        event.add("dtend").value = day + timedelta(days=1)
        event.add("summary").value = self._mark_unsure(" · ".join(words))
        event.add("description").value = self._get_feed_text()
        event.add("url").value = f"{self.get_base_url()}/odoo/legal-changes/{self.id}"

    def _mark_unsure(self, text):
        """Return a text that says when its date is not to be taken as a fact."""
        if self.verification_state == "unverified":
            text = self.env._("%s (unverified)", text)
        if self.date_certainty == "targeted":
            text = self.env._("%s (not fixed yet)", text)
        return text

    def _get_feed_text(self):
        labels = self._fields["date_certainty"]._description_selection(self.env)
        lines = [
            dict(labels)[self.date_certainty],
            self.instrument,
            html2plaintext(self.description or ""),
            self.source_url,
        ]
        return "\n".join(filter(None, lines))
