# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import email_normalize, html2plaintext

from ...tools.mail import mail_authentication
from ...tools.mail.mail_address import is_public, mail_domain
from ...tools.mail.vendor_reference import names

# Number of a manufacturer's latest cases to search; older ones are done.
CASES = 1000
ANSWERED_WAITS = ("vendor", "third_party")


class HelpdeskTicket(models.Model):
    """Mails of the manufacturer are internal notes, which end the case's wait."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _intake_get_routes(self, message_dict, routes):
        """Route a manufacturer's mail to every case that it is about."""
        own = [route for route in routes if route[0] == self._name]
        answered_ids = [route[1] for route in own if route[1]]
        tickets = own and self._vendor_find_cases(message_dict, answered_ids)
        if not tickets:
            return super()._intake_get_routes(message_dict, routes)
        # Core would notify the author of the parent message, and let those in copy read
        # it. Without an author, a note would warn that the sender is not verified.
        message_dict.update(
            is_internal=True,
            parent_id=False,
            partner_ids=[],
            recipients="",
            author_id=(
                self._intake_get_senders(message_dict)[:1] or tickets[0].vendor_id
            ).id,
        )
        user_id = own[0][3] or self.env.uid
        rest = [route for route in routes if route not in own]
        return rest + [
            (self._name, ticket.id, None, user_id, own[0][4]) for ticket in tickets
        ]

    @api.model
    def _vendor_find_cases(self, message_dict, answered_ids):
        """Return the cases to which a mail belongs as the manufacturer's.

        :param answered_ids: ids of the cases to whose messages it replies
        """
        verdict = self._get_incoming().verdict
        if verdict == mail_authentication.FAIL:
            return self.browse()
        # sudo: the gateway runs this for any sender
        tickets = self.sudo().with_context(active_test=False)
        answered = tickets.browse(answered_ids).exists()
        found = answered or tickets._vendor_find_reference(message_dict)
        found = self.browse().sudo().union(*(t._case_get_merge_target() for t in found))
        return found.filtered(
            lambda t: t._vendor_is_sender(message_dict.get("email_from"))
        )

    @api.model
    def _vendor_find_reference(self, message_dict):
        """Return the cases whose reference a manufacturer's mail contains."""
        senders = _sender_keys(message_dict.get("email_from"))
        if not senders:
            return self.browse()
        candidates = self.search_fetch(
            [("vendor_domain", "in", senders), ("vendor_ref", "!=", False)],
            ["vendor_ref"],
            order="id desc",
            limit=CASES,
        )
        if not candidates:
            return candidates
        body = html2plaintext(message_dict.get("body") or "", include_references=False)
        text = f"{message_dict.get('subject') or ''}\n{body}"
        return candidates.filtered(lambda ticket: names(text, ticket.vendor_ref))

    def _vendor_is_sender(self, email_from):
        """Return whether an address belongs to the party asked on this case.

        This is never true of the customer's contacts, even if they were asked.
        """
        # sudo: the result must not depend on the user's access
        ticket = self.sudo()
        domain = (ticket.vendor_domain or "").strip().lower()
        if not domain or domain not in _sender_keys(email_from):
            return False
        senders = self._intake_get_senders({"email_from": email_from})
        customer = ticket.commercial_partner_id
        return not customer or customer not in senders.commercial_partner_id

    def _sla_message_posted(self, message, recipients, follow_up):
        created = message.subtype_id == self._creation_subtype()
        mailed = message.message_type == "email" and not created
        if (
            mailed
            and message.subtype_id.internal
            and self._vendor_is_sender(message.email_from)
        ):
            self._vendor_answered(message)
            return
        super()._sla_message_posted(message, recipients, follow_up)

    def _vendor_answered(self, message):
        """Log the manufacturer's answer; one by a person ends the wait for them."""
        # sudo: an answer updates the case, whoever sent it
        ticket = self.sudo()
        if self._get_incoming().is_answer_of_machine:
            return
        ticket._sla_log(
            [
                ticket._sla_event(
                    "vendor_answered",
                    new=ticket._vendor_get_name(),
                    message_id=message.id,
                    author_id=message.author_id.id,
                )
            ]
        )
        waits = ticket._sla_waits_for_vendor()
        ended = waits.filtered(lambda wait: wait.reason in ANSWERED_WAITS)
        if ended:
            ticket._vendor_end_waits(ended)
        env = ticket._in_staff_language().env
        note = env._(
            "%s answered: see the note on the case.", ticket._vendor_get_name()
        )
        ticket._schedule_activity_for_staff(
            "mail.mail_activity_data_todo", {ticket.id: note}
        )


def _sender_keys(email_from):
    """Return the values of ``vendor_domain`` that match a sender."""
    address = email_normalize(email_from or "", strict=False)
    if not address:
        return []
    return [address] if is_public(address) else [address, mail_domain(address)]
