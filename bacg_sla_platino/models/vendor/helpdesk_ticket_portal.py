# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.clock.case_facts import FOLLOW_UP_KINDS, VENDOR_LIKE
from ..common.selections import selection_labels

REQUEST_KINDS = ("vendor_asked", "vendor_reference", "vendor_answered")


class HelpdeskTicket(models.Model):
    """Waits for others, as listed for agents and shown to customers (SLA 1.22)."""

    _inherit = "helpdesk.ticket"

    vendor_waiting = fields.Boolean(
        compute="_compute_vendor_wait",
        search="_search_vendor_waiting",
        compute_sudo=True,
    )
    vendor_waiting_since = fields.Datetime(
        string="Waiting since", compute="_compute_vendor_wait", compute_sudo=True
    )
    vendor_waiting_days = fields.Integer(
        string="Days waiting", compute="_compute_vendor_wait", compute_sudo=True
    )
    last_follow_up_at = fields.Datetime(
        string="Last report", compute="_compute_vendor_wait", compute_sudo=True
    )
    next_follow_up_at = fields.Datetime(
        string="Next report", compute="_compute_vendor_wait", compute_sudo=True
    )

    @api.depends(
        "sla_pause_ids.stop",
        "sla_pause_ids.voided_at",
        "sla_event_ids.kind",
        "sla_status_ids.deadline",
        "sla_status_ids.state",
    )
    def _compute_vendor_wait(self):
        now = fields.Datetime.now()
        for ticket in self:
            since = ticket._sla_waiting_since()
            words = ticket.sla_event_ids.filtered(lambda e: e.kind in FOLLOW_UP_KINDS)
            ticket.vendor_waiting = bool(since)
            ticket.vendor_waiting_since = since
            ticket.vendor_waiting_days = (now - since).days if since else 0
            ticket.last_follow_up_at = max(words.mapped("at"), default=False)
            ticket.next_follow_up_at = ticket._vendor_get_deadline("follow_up")

    @api.model
    def _search_vendor_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        waits = Domain(
            "sla_pause_ids",
            "any",
            [
                ("reason", "in", VENDOR_LIKE),
                ("stop", "=", False),
                ("voided_at", "=", False),
            ],
        )
        return Domain.OR(waits if wanted else ~waits for wanted in value)

    def _vendor_get_portal_ledger(self):
        """Return the events while the case waited for others, oldest first.

        :return: list of dicts: ``when`` (text in the customer's zone), ``what``,
            ``detail`` and ``url`` (text or False), ``tone`` (of Bootstrap)
        """
        self.ensure_one()
        # sudo: the controller checked access to the case, which includes its ledger
        ticket = self.sudo()
        waits = ticket.sla_pause_ids.filtered(
            lambda pause: pause.reason in VENDOR_LIKE and not pause.voided_at
        )
        entries = [
            entry for wait in waits for entry in ticket._vendor_get_wait_entries(wait)
        ]
        entries += [
            (event.at, 1, *ticket._vendor_get_event_entry(event))
            for event in ticket.sla_event_ids
            if event.kind in REQUEST_KINDS
            or (event.kind in FOLLOW_UP_KINDS and waits._hold(event.at))
        ]
        names = ("tone", "what", "detail", "url")
        return [
            {
                "when": ticket._format_customer_short_time(at),
                **dict(zip(names, texts, strict=True)),
            }
            for at, _order, *texts in sorted(entries, key=lambda entry: entry[:2])
        ]

    def _vendor_get_wait_entries(self, wait):
        """Yield moment, order, tone, text, detail and link of a wait's two ends."""
        env = self.env
        label = selection_labels(wait, "reason")[wait.reason]
        still = env._("The resolution time is paused.")
        yield wait.start, 0, "secondary", label, still, False
        if wait.stop:
            over = env._("The wait is over")
            yield wait.stop, 2, "success", over, label, False

    def _vendor_get_event_entry(self, event):
        """Return the tone, text, detail and link of an event."""
        env = self.env
        if event.kind == "vendor_asked":
            what = env._("We asked %s", event.old_value or event.change)
            # Only the last request has a link.
            last = event.at == self.vendor_asked_at and self.vendor_url
            return "info", what, event.reason, last
        if event.kind == "vendor_reference":
            what = env._("Reference there: %s", event.new_value or "–")
            return "info", what, False, False
        if event.kind == "vendor_answered":
            return "info", env._("%s answered", event.new_value), False, False
        if event.kind == "automatic_follow_up":
            what = env._("We informed you that we are still waiting")
            return "secondary", what, env._("Automatic message"), False
        what = env._("%s reported to you", event.author_id.name or self.company_id.name)
        step = event.new_value and env._("Next step: %s", event.reason)
        detail = " · ".join(filter(None, (event.change, step)))
        return "primary", what, detail, False
