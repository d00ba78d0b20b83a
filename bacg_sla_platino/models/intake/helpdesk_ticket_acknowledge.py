# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.concurrency import advisory_lock, as_committed
from ...tools.mail.mail_address import is_public, is_robot, mail_domain

HOUR = timedelta(hours=1)
TEMPLATE = "bacg_sla_platino.mail_template_acknowledgement"
CONTRACT_ENDED = "bacg_sla_platino.mail_template_contract_ended"


class HelpdeskTicket(models.Model):
    """The acknowledgement: number, link, first-response deadline (SLA 1.02).

    Known and unknown senders get the same one, so that it does not reveal whether an
    address is known.
    """

    _inherit = "helpdesk.ticket"

    acknowledged_at = fields.Datetime(
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        help="When the mail with the case number went to the customer.",
    )

    def _sla_opened(self, change):
        result = super()._sla_opened(change)
        if self._get_incoming().is_form:
            self._intake_acknowledge()
        return result

    def _sla_message_posted(self, message, recipients, follow_up):
        if message.subtype_id == self._creation_subtype():
            # The mail of which the case was made.
            return self._intake_acknowledge(message)
        return super()._sla_message_posted(message, recipients, follow_up)

    def _intake_acknowledge(self, message=None):
        """Send the customers of these cases their numbers, unless that would do harm.

        :param message: the mail it answers, so that the thread stays one
        """
        if self._get_incoming().kind:
            return
        for ticket in self.filtered("partner_id.email_normalized"):
            if reason := ticket._in_staff_language()._intake_get_silence_reason():
                self._log_notes({ticket: [reason]})
                continue
            ticket._portal_ensure_token()
            ticket._send_automatic_mail(
                ticket._intake_get_acknowledgement_template(), message
            )
            # sudo: customers open cases as well, in the portal
            ticket.sudo().acknowledged_at = fields.Datetime.now()

    def _intake_get_acknowledgement_template(self):
        self.ensure_one()
        ended = self.sla_note == "contract_ended"
        # Not env.ref, which asks the database each time whether it still exists.
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(
            CONTRACT_ENDED if ended else TEMPLATE, raise_if_not_found=True
        )
        return self.env["mail.template"].browse(template_id)

    def _intake_get_silence_reason(self):
        """Return why no acknowledgement is sent, False if one is."""
        address = self.partner_id.email_normalized
        if is_robot(address):
            return self.env._("No acknowledgement: nobody reads %s.", address)
        limits = self._intake_get_limits()
        counting = self._intake_count_sent(limits)
        # What this transaction sees is certain; the locks are for what it does not see.
        passed = _first_passed(limits, self.env.execute_query(counting))
        if not passed:
            self._intake_lock_acknowledgements(address)
            with as_committed(self.browse()) as others:
                passed = _first_passed(limits, others.env.execute_query(counting))
        return passed and self.env._("No acknowledgement: %s.", passed)

    def _intake_get_limits(self):
        """Return the hourly limits that hold for this case's sender.

        :return: list of (how many at most, domain of those sent, reason to log)
        """
        partner, company = self.partner_id, self.company_id.sudo()
        domain = mail_domain(partner.email_normalized)
        sender_limit = company.sla_acknowledgement_sender_limit
        domain_limit = company.sla_acknowledgement_domain_limit
        stranger_limit = company.sla_acknowledgement_stranger_limit
        limits = [
            (
                sender_limit,
                Domain("partner_id", "=", partner.id),
                self.env._("%s an hour went to this sender", sender_limit),
            )
        ]
        if not is_public(partner.email_normalized):
            limits.append(
                (
                    domain_limit,
                    Domain("partner_id.email_normalized", "=like", f"%@{domain}"),
                    self.env._("%s an hour went to this mail domain", domain_limit),
                )
            )
        if not self.contract_id:
            limits.append(
                (
                    stranger_limit,
                    Domain("contract_id", "=", False),
                    self.env._(
                        "%s an hour went to senders without a contract", stranger_limit
                    ),
                )
            )
        in_company = Domain("company_id", "=", company.id)
        return [(limit, in_company & sent, reason) for limit, sent, reason in limits]

    @api.model
    def _intake_count_sent(self, limits):
        """Return the SQL that counts what went out in the last hour, for each limit."""
        hour_ago = Domain("acknowledged_at", ">", fields.Datetime.now() - HOUR)
        # sudo: the limits hold for all cases, whoever sees them
        tickets = self.sudo().with_context(active_test=False)
        counts = []
        for limit, sent, _reason in limits:
            query = tickets._search(hour_ago & sent, limit=limit)
            query.order = None
            counts.append(SQL("(SELECT COUNT(*) FROM (%s) sent)", query.select()))
        return SQL("SELECT %s", SQL(", ").join(counts))

    def _intake_lock_acknowledgements(self, address):
        """Wait for transactions that count against the same limits."""
        shared = address if is_public(address) else f"@{mail_domain(address)}"
        advisory_lock(self.env, f"acknowledgements {shared}")
        if not self.contract_id:
            advisory_lock(self.env, "acknowledgements to strangers")


def _first_passed(limits, rows):
    """Return the reason of the first limit that is reached, False if none is."""
    (counts,) = rows
    return next(
        (
            reason
            for (limit, _sent, reason), count in zip(limits, counts, strict=True)
            if count >= limit
        ),
        False,
    )
