# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...tools.mail import case_number, mail_authentication, mail_headers, mail_kind


def _one_new(tickets, routes):
    """Return the routes with at most one to a new case; core makes one a mailbox."""
    new = [route for route in routes if not route[1]]
    if len(new) < 2:
        return routes
    # A team's own address comes before its other ones.
    given = [route[4].id for route in new]
    teams = tickets.env["helpdesk.ticket.team"].sudo()
    aliases = teams.search([("alias_id", "in", given)]).alias_id
    main = min(new, key=lambda route: (route[4] not in aliases, route[4].id))
    return [route for route in routes if route not in new or route is main]


REPORT_TEXT_LIMIT = 3000


class HelpdeskTicket(models.Model):
    """The case to which a mail belongs: one it answers, one it names, or a new one."""

    _inherit = "helpdesk.ticket"

    number = fields.Char(index=True, sla_fact=True)
    inbound_ids = fields.One2many(
        comodel_name="bacg.mail.inbound",
        inverse_name="ticket_id",
        readonly=True,
        sla_fact=True,
        groups="helpdesk_mgmt.group_helpdesk_manager",
        export_string_translation=False,
    )

    @api.model
    def _intake_get_routes(self, message_dict, routes):
        """Return core's routes of a message, corrected where they lead to cases.

        :param routes: (model, id or nothing, values, user id, alias) each
        """
        own = [route for route in routes if route[0] == self._name]
        rest = [route for route in routes if route[0] != self._name]
        routes = [
            self._intake_route_mail(message_dict, route)
            for route in _one_new(self, own)
        ]
        return rest + [route for route in routes if route]

    @api.model
    def _intake_route_mail(self, message_dict, route):
        """Return the route to the case to which a message belongs, None for none."""
        name, ticket_id, values, user_id, alias = route
        # sudo: the gateway looks, for whoever wrote
        tickets = self.sudo().with_context(active_test=False)
        ticket = tickets.browse(ticket_id or ()).exists()
        named = not ticket and tickets._intake_find_named(message_dict)
        ticket = (ticket or named or tickets)._case_get_merge_target()
        user_id = user_id or self.env.uid
        if self._intake_is_unconfirmed(message_dict, by_number=bool(named)):
            user_id = self.env.uid
            message_dict.update(sla_unconfirmed=True, is_internal=True)
            message_dict.pop("parent_id", None)
        if ticket and ticket._intake_takes_mail(message_dict):
            return name, ticket.id, None, user_id, alias
        if not self._intake_makes_cases(message_dict):
            self._get_incoming().add_result(None, "auto")
            return None
        message_dict.pop("parent_id", None)
        message_dict.pop("is_internal", None)
        values = dict(values or (literal_eval(alias.alias_defaults) if alias else {}))
        values.setdefault("team_id", ticket.team_id.id)
        # What a stranger answers does not go on from the customer's case.
        senders = tickets._intake_get_senders(message_dict)
        if any(ticket._case_is_of_customer(sender) for sender in senders if ticket):
            values["previous_ticket_id"] = ticket.id
        return name, False, values, user_id, alias

    @api.model
    def _intake_get_senders(self, message_dict):
        """Return all contacts with the sender's address."""
        address = email_normalize(message_dict.get("email_from") or "", strict=False)
        # sudo: the gateway looks, for whoever wrote
        partners = self.env["res.partner"].sudo()
        domain = [("email_normalized", "=", address)]
        return partners.search(domain) if address else partners

    @api.model
    def _intake_is_unconfirmed(self, message_dict, by_number):
        """Return whether a mail in the name of our people lacks the proof it needs.

        Who answers has received a mail of ours; a case number can be guessed. What
        another document's mail server brought was not checked at all.
        """
        incoming = self._get_incoming()
        if incoming.is_forged:
            return True
        doubtful = by_number or not incoming.is_kept
        proven = incoming.verdict == mail_authentication.PASS
        return doubtful and not proven and bool(self._intake_get_staff(message_dict))

    @api.model
    def _intake_get_staff(self, message_dict):
        users = self._intake_get_senders(message_dict).user_ids
        return users.filtered(lambda user: not user.share)

    def _intake_find_named(self, message_dict):
        """Return the case whose number is in the subject, if the sender may see it.

        The mail of somebody who guesses a number makes a case of its own, and where
        our mail server proves senders, the mail of somebody whom it did not prove.
        """
        numbers = case_number.candidates(message_dict.get("subject"))
        if not numbers or not self._get_incoming().may_use_number:
            return self.browse()
        found = self.search([("number", "in", numbers)])
        partners = self._intake_get_senders(message_dict)
        for ticket in found.sorted(lambda ticket: numbers.index(ticket.number)):
            if writers := partners.filtered(ticket._intake_is_writer):
                message_dict["author_id"] = writers[0].id
                return ticket
        return self.browse()

    def _intake_is_writer(self, partner):
        """Return whether a person's mail may go to this case by its number alone.

        Allowed are its contact, the customer's followers and contact points, all of
        the customer's people if they share their cases, and our own people.
        """
        if partner == self.partner_id:
            return True
        if partner.user_ids.filtered(lambda user: not user.share):
            return True
        customer = self.commercial_partner_id
        if not customer or partner.commercial_partner_id != customer:
            return False
        contracts = customer.sla_contract_ids
        allowed = self.message_partner_ids | contracts.contact_ids
        return partner in allowed or any(contracts.mapped("share_cases"))

    def _intake_takes_mail(self, message_dict):
        """Return whether mail still goes to this case, not to a new one.

        A machine's answer and our own people's mail do so always: they move no clock.
        """
        if self.active and (not self.stage_id.closed or self._sla_may_reopen()):
            return True
        machine = self._get_incoming().is_answer_of_machine
        return machine or bool(self._intake_get_staff(message_dict))

    @api.model
    def _intake_makes_cases(self, message_dict):
        """Return whether this kind of mail makes a case: a machine's answer does not.

        Other mail of a machine does, unless the customer's contract says otherwise: an
        alarm of their ERP may report a fault.
        """
        kind = self._get_incoming().kind
        if kind != mail_kind.GENERATED:
            return kind != mail_kind.REPLY
        customers = self._intake_get_senders(message_dict).commercial_partner_id
        if not customers:
            domains = self.env["bacg.sla.contract.domain"]
            address = email_normalize(message_dict["email_from"] or "", strict=False)
            customers = domains._find_customer(address, self.env.company)
        contracts = customers.sla_contract_ids
        return not contracts or any(contracts.mapped("cases_of_machines"))

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Let core, outside our intake, count only the cases made by machines."""
        rows = self.env["bacg.mail.inbound"]._loop_domain(email_from_normalized)
        return Domain("inbound_ids", "any", rows)

    def _intake_log_report(self, kind, reading, report, file, message_id):
        """Log on the case what a mail system reports on our mail; it moves no clock.

        :param kind: one of ``mail_kind.REPORTS``
        :param reading: of the message; ``report``: what it says
        :param file: the message as an attachment
        :param message_id: by which it is known if it comes again
        """
        ticket = self._in_staff_language()
        recipients = ", ".join(report.recipients)
        if kind == mail_kind.BOUNCE:
            title = ticket.env._("Not delivered to %s", recipients)
        elif kind == mail_kind.COMPLAINT:
            title = ticket.env._("Marked as spam by its recipient: %s", recipients)
        else:
            title = ticket.env._("Receipt or delivery report: %s", recipients)
        body = Markup("<p><b>%s</b> %s</p><pre>%s</pre>")
        reasons = "; ".join(dict.fromkeys(report.reasons))
        ticket.with_user(self.env.ref("base.user_root")).message_post(
            body=body % (title, reasons, reading.text[:REPORT_TEXT_LIMIT]),
            message_type="email",
            subtype_xmlid="mail.mt_note",
            subject=mail_headers.text(reading.message, "Subject"),
            attachments=[(file.name, file.content)],
            message_id=message_id,
        )

    def _intake_log_unconfirmed(self):
        words = self._in_staff_language().env._(
            "Nothing proves that this mail is from one of our people, as it says: it "
            "has no effect until one of us has checked it."
        )
        self._log_notes({ticket: [words] for ticket in self})
