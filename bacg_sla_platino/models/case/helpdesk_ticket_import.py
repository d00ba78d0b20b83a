# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import Command, api, models

from ...tools.clock.case_facts import VENDOR_LIKE

# The waits of a case that its stage keeps open.
REASONS_OF_MODE = {"wait_customer": ("customer",), "wait_vendor": VENDOR_LIKE}


class HelpdeskTicket(models.Model):
    """Import of open cases from another helpdesk: first facts, then clocks."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _case_import(self, cases, reason, wait_reason=None):
        """Create open cases with their history, and their clocks from these facts.

        Nobody gets a mail, as the customers know their cases. Earlier breaches and
        steps are recorded without notifying anybody.

        :param cases: list of pairs of the values of a case and its waits, each as
            ``(reason, start, stop)`` in naive UTC, with ``stop`` None while open
        :param reason: source of the cases, for the ledger
        :param wait_reason: why urgent ones of them may wait for others (SLA 1.19)
        """
        quiet = self.with_context(tracking_disable=True)
        values_list = [values for values, _waits in cases]
        self._case_skip_numbers(values_list)
        tickets = quiet._sla_with(imported=True, trusted=True, reason=reason).create(
            values_list
        )
        tickets = tickets.with_env(self.env)
        # sudo: only the clock itself writes pauses
        self.env["bacg.sla.pause"].sudo().create(
            [
                values
                for ticket, (_values, waits) in zip(tickets, cases, strict=True)
                for values in ticket._case_prepare_imported_pauses(
                    waits, wait_reason or reason
                )
            ]
        )
        tickets._case_log_import(reason)
        tickets.browse(
            ticket.id
            for ticket, values in zip(tickets, values_list, strict=True)
            if values.get("priority")
        )._case_mark_classified(reason)
        tickets._sla_sync()
        return tickets

    def _case_log_import(self, reason):
        """Log the first responses and the import of these cases."""
        answers = [
            ticket._sla_event("answered", at=ticket.first_response_at, reason=reason)
            for ticket in self.filtered("first_response_at")
        ]
        imported = [ticket._sla_event("imported", reason=reason) for ticket in self]
        self._sla_log(answers + imported)

    @api.model
    def _case_skip_numbers(self, values_list):
        """Move the sequences past the greatest imported numbers.

        This precedes the import: cases of incoming mails wait for their number.
        """
        # sudo: only the system writes sequences
        sequences = self.env["ir.sequence"].sudo()
        numbers = defaultdict(list)
        for values in values_list:
            numbers[values.get("company_id")].append(values.get("number") or "")
        for company_id, texts in numbers.items():
            company = self.env["res.company"].browse(company_id) or self.env.company
            sequence = sequences.search(
                [
                    ("code", "=", "helpdesk.ticket.sequence"),
                    ("company_id", "in", [company.id, False]),
                ],
                order="company_id",
                limit=1,
            )
            if sequence:
                sequence._case_skip_numbers(texts)

    def _case_prepare_imported_pauses(self, waits, note):
        """Return the values of a case's pauses; an open one may belong to the stage."""
        held = self._case_get_held_wait(self.stage_id.sla_mode, waits)
        return [
            {
                "ticket_id": self.id,
                "reason": reason,
                "start": start,
                "stop": stop,
                "by_stage": (reason, start, stop) == held,
                "author_id": self.env.user.partner_id.id,
                "note": note,
            }
            for reason, start, stop in waits
        ]

    @api.model
    def _case_get_held_wait(self, mode, waits):
        """Return the open wait that a stage of this mode keeps open, or None."""
        reasons = REASONS_OF_MODE.get(mode, ())
        return next((w for w in waits if w[0] in reasons and not w[2]), None)

    def _sla_opened(self, change):
        if not change.imported:
            return super()._sla_opened(change)
        # Clocks measured before their waits exist would record breaches for good.
        self._case_import_followers()
        self._sla_log_opening(change)
        return self._sla_answered_at_birth()

    def _case_import_followers(self):
        """Subscribe all contacts in one query: imported cases have no followers yet."""
        subtypes = self.env["mail.message.subtype"].default_subtypes(self._name)
        ours, _internal, customers = subtypes
        # sudo: as message_subscribe does
        self.env["mail.followers"].sudo().create(
            [
                {
                    "res_model": self._name,
                    "res_id": ticket.id,
                    "partner_id": ticket.partner_id.id,
                    "subtype_ids": [
                        Command.set(
                            (customers if ticket.partner_id.partner_share else ours).ids
                        )
                    ],
                }
                for ticket in self.filtered("partner_id")
            ]
        )
