# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from markupsafe import Markup

from odoo import SUPERUSER_ID, Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...models.common.selections import selection_labels

# RFC 2606: nobody owns it, nobody gets mail there.
DOMAIN = "customer.example"


@dataclass(frozen=True)
class Step:
    """What became of the test case at one step."""

    name: str
    done: bool
    text: str


class BacgOnboarding(models.TransientModel):
    """A test case through the whole intake, of which nothing stays but its mail.

    Customer, contract, mail and case are made in a transaction that is undone: no
    queue, no statement and no figure can ever count them.
    """

    _inherit = "bacg.onboarding"

    def _run_trial(self):
        """Return the list of :class:`Step` of a test case, up to the first failure."""
        self.ensure_one()
        recipient = email_normalize(self.address or "")
        if not recipient:
            raise UserError(
                self.env._("Send it to: enter one email address, as yours@company.com.")
            )
        steps = []
        with self.env.registry.cursor() as cr:
            # sudo: the mail gateway runs it, as it runs a customer's mail
            gateway = self.env(
                cr=cr,
                user=SUPERUSER_ID,
                context={
                    "lang": self.env.lang,
                    "tz": self.env.user.tz,
                    "allowed_company_ids": self.company_id.ids,
                },
            )
            try:
                mail = self.with_env(gateway)._run_trial_intake(steps)
            finally:
                cr.rollback()
        if mail:
            steps.append(self._send_trial_mail(recipient, mail))
        return steps

    def _run_trial_intake(self, steps):
        """Make the customer, hand his mail in, and look at what became of it.

        :param steps: a list of :class:`Step` to add to
        :return: values of the acknowledgement, None if it did not come to that
        """
        try:
            customer = self._make_trial_customer()
        except UserError as error:
            steps.append(Step(self.env._("Contract"), False, str(error)))
            return None
        raw = self._write_trial_mail()
        inbound = self.env["bacg.mail.inbound"]
        row = inbound._keep(raw, "other")
        steps.append(
            Step(
                self.env._("Mail kept"),
                True,
                self.env._("%s bytes, before anything else", len(raw)),
            )
        )
        row._process()
        ticket = row.ticket_id
        if row.state != "case":
            steps.append(Step(self.env._("Case"), False, row.error or row.state))
            return None
        steps += self._get_case_steps(ticket, customer)
        return self._take_acknowledgement(ticket, steps)

    def _make_trial_customer(self):
        """Return a company under the agreement, known by its mail domain.

        :raises UserError: if no contract can be made
        """
        agreement = self.company_id.sla_agreement_id
        if not agreement:
            raise UserError(
                self.env._(
                    "None is chosen for new contracts: Settings > Helpdesk > SLA."
                )
            )
        customer = self.env["res.partner"].create(
            {"name": self.env._("Test customer"), "is_company": True}
        )
        self.env["bacg.sla.contract"].create(
            {
                "partner_id": customer.id,
                "company_id": self.company_id.id,
                "agreement_id": agreement.id,
                "date_from": fields.Date.context_today(self),
                "domain_ids": [Command.create({"name": DOMAIN})],
            }
        )
        return customer

    def _write_trial_mail(self):
        """Return the raw bytes of a customer's mail to the support address."""
        message = EmailMessage()
        message["From"] = f"Test <test@{DOMAIN}>"
        message["To"] = self.company_id._get_support_address()
        message["Subject"] = self.env._("Test case")
        message["Message-ID"] = make_msgid(domain=DOMAIN)
        message.set_content(self.env._("The sales report does not open."))
        return message.as_bytes()

    def _get_case_steps(self, ticket, customer):
        """Return the steps of a case: sender, contract, case, clock."""
        sender, status = ticket.partner_id, ticket.sla_status_ids[:1]
        access = selection_labels(sender, "sla_portal_access")[sender.sla_portal_access]
        contract = ticket.contract_id
        return [
            Step(
                self.env._("Sender"),
                sender.commercial_partner_id == customer,
                self.env._(
                    "A new contact of %(customer)s; portal: %(access)s",
                    customer=sender.commercial_partner_id.name,
                    access=access,
                ),
            ),
            Step(
                self.env._("Contract"),
                bool(contract),
                contract.agreement_id.display_name or self.env._("None was found."),
            ),
            Step(
                self.env._("Case"),
                True,
                f"{ticket.number} · {ticket.team_id.name}",
            ),
            Step(
                self.env._("Clock"),
                bool(status),
                self.env._(
                    "First response due by %s",
                    ticket._format_customer_short_time(status.deadline),
                )
                if status
                else selection_labels(ticket, "sla_note").get(ticket.sla_note, ""),
            ),
        ]

    def _take_acknowledgement(self, ticket, steps):
        """Return subject, sender and body of what the customer would get."""
        mail = self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)],
            order="id desc",
            limit=1,
        )
        if not mail or not ticket.acknowledged_at:
            reason = ticket._intake_get_silence_reason() or self.env._("None was made.")
            steps.append(Step(self.env._("Acknowledgement"), False, reason))
            return None
        steps.append(Step(self.env._("Acknowledgement"), True, mail.subject))
        return {
            "subject": self.env._("[Test] %s", mail.subject),
            "email_from": mail.email_from,
            "body_html": Markup("<p><b>%s</b></p>%s")
            % (
                self.env._(
                    "This is what a customer gets. The case was a test and does not "
                    "exist: its button opens nothing."
                ),
                mail.body_html,
            ),
        }

    def _send_trial_mail(self, recipient, values):
        """Send the acknowledgement to ``recipient`` now; return the step."""
        name = self.env._("Mail sent to %s", recipient)
        # sudo: a mail of the system, to the address that who sets up has entered
        mail = self.env["mail.mail"].sudo()
        mail = mail.create({**values, "email_to": recipient, "auto_delete": False})
        try:
            mail.send(raise_exception=True)
            refusal = mail.failure_reason if mail.state == "exception" else ""
        except (MailDeliveryException, OSError) as error:
            refusal = " ".join(map(str, error.args))
        mail.unlink()
        if refusal:
            return Step(name, False, refusal)
        # sudo: the company's own note that mail leaves
        self.company_id.sudo().onboarding_sent_at = fields.Datetime.now()
        return Step(name, True, self.env._("The server took it."))
