# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

from ...tools.concurrency import advisory_lock, as_committed
from ...tools.mail.mail_address import is_robot, mail_domain


class ResPartner(models.Model):
    """A sender's portal user: made at once, or after an approval (SLA 1.03)."""

    _inherit = "res.partner"

    sla_user_request = fields.Selection(
        selection=[("pending", "Waits for approval"), ("refused", "Refused")],
        string="Request for a portal user",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    sla_user_requested_at = fields.Datetime(
        string="Waits since", readonly=True, copy=False
    )
    sla_user_made_at = fields.Datetime(
        string="Portal user made by a mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the hourly limits count: users made without a manager's approval.",
    )

    def _contact_invite(self, company):
        """Make the portal user of a sender and invite them.

        The setting of ``company`` says: always, for known customers, or never. Over the
        hourly limits the user waits for a manager's approval; so does an archived one,
        who lost access for a reason.

        :raises ConcurrencyError: if somebody else made the user meanwhile
        """
        self.ensure_one()
        users = self.with_context(active_test=False).user_ids
        if any(user.active or not user.share for user in users):
            return
        known = self._contract_is_in_force(company)
        if self.sla_user_request or not self._contact_may_have_user(company, known):
            return
        unknown_domain = "" if known else mail_domain(self.email_normalized)
        if (
            users
            or self._contact_get_login_holder()
            or not self._contact_has_room_for_user(company, unknown_domain)
        ):
            self.sla_user_request = "pending"
            self.sla_user_requested_at = fields.Datetime.now()
            return
        self._contact_create_user(company)
        self.sla_user_made_at = fields.Datetime.now()

    def _contact_may_have_user(self, company, known):
        mode = company.sla_portal_user_creation
        if mode == "never" or (mode == "known" and not known):
            return False
        return self.email_normalized and not is_robot(self.email_normalized)

    def _contact_has_room_for_user(self, company, unknown_domain):
        """Return whether the hourly limits leave room for one more portal user.

        :param unknown_domain: the mail domain of a sender without a contract, or ""
        """
        # What this transaction sees is certain; the lock is for what it does not see.
        if not self._contact_is_below_limits(company, unknown_domain):
            return False
        advisory_lock(self.env, "new portal users")
        with as_committed(self) as others:
            users = others.env["res.users"]
            if users.search_count([("login", "=", self.email_normalized)], limit=1):
                raise ConcurrencyError(f"{self.email_normalized} was made meanwhile")
            return others._contact_is_below_limits(company, unknown_domain)

    @api.model
    def _contact_is_below_limits(self, company, unknown_domain):
        everybody = self.with_context(active_test=False)
        limit = company.sla_portal_user_limit
        made = Domain(
            "sla_user_made_at", ">", fields.Datetime.now() - timedelta(hours=1)
        )
        if everybody.search_count(made, limit=limit) >= limit:
            return False
        limit = company.sla_portal_user_domain_limit
        of_domain = made & Domain("email_normalized", "=like", f"%@{unknown_domain}")
        return not unknown_domain or (
            everybody.search_count(of_domain, limit=limit) < limit
        )

    def _contact_get_login_holder(self):
        """Return the user with the contact's address as login, archived or not."""
        # sudo: user names are not for agents
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return users.search([("login", "=", self.email_normalized)])

    def _contact_create_user(self, company):
        """Make the portal user, or restore an archived one, and queue the invitation.

        :raises UserError: if the contact has no address, the address is another
            contact's login, or the archived user was internal
        """
        users = self.with_context(active_test=False).user_ids or (
            self._contact_get_login_holder()
        )
        self._contact_check_restorable(users)
        # sudo: only the gateway and managers reach this, for a customer's contact
        users = users.sudo()
        if users:
            users[0].active = True
        else:
            users._create_user_from_template(
                {
                    "login": self.email_normalized,
                    "email": self.email_normalized,
                    "partner_id": self.id,
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                }
            )
        # sudo: a helpdesk manager need not edit contacts
        self.sudo().sla_user_request = False
        self.with_company(company)._contact_send_invitation()
        if self.env.uid != SUPERUSER_ID:
            self._contact_notify_access(company)

    def _contact_notify_access(self, company):
        """Tell the customer's contact points whom one of us gave access by a click."""
        agent = self.env.user.name
        self._contact_notify_customer(
            company,
            lambda env: (
                env._("New access to the support portal"),
                env._(
                    "%(agent)s of %(company)s gave %(name)s (%(address)s) access to "
                    "the support portal in the name of your company. If you do not "
                    "know this person, answer this mail.",
                    agent=agent,
                    company=company.name,
                    name=self.name,
                    address=self.email_normalized,
                ),
            ),
        )

    def write(self, vals):
        """Tell the customer when one of us changes where a new password is sent."""
        if "email" not in vals or self.env.uid == SUPERUSER_ID:
            return super().write(vals)
        # sudo: user names are not for agents
        signing_in = self.filtered(lambda partner: partner.sudo().user_ids)
        former = {partner: partner.email_normalized for partner in signing_in}
        result = super().write(vals)
        for partner, address in former.items():
            if address and address != partner.email_normalized:
                partner._contact_notify_address(address)
        return result

    def _contact_notify_address(self, former):
        """Tell the former address, too, that a user of the portal has another one."""
        agent = self.env.user.name
        company = self._contact_get_support_company()
        self._contact_notify_customer(
            company,
            lambda env: (
                env._("Another mail address for the support portal"),
                env._(
                    "%(agent)s changed the address by which %(name)s signs in to the "
                    "support portal of %(company)s from %(former)s to %(address)s. If "
                    "you did not ask for it, answer this mail.",
                    agent=agent,
                    company=company.name,
                    name=self.name,
                    former=former,
                    address=self.email_normalized or "–",
                ),
            ),
            {"email_to": former},
        )

    def _contact_notify_customer(self, company, words, *recipients):
        """Send a mail of the system to the contact points of this contact's customer.

        :param words: function of an environment, in the reader's language, that
            returns subject and text
        :param recipients: values of mails to others, in the contact's language
        """
        # The system's own mails: their sender may be the one who must not read them.
        system = self.with_user(SUPERUSER_ID).with_company(company)
        points = system.commercial_partner_id.sla_contract_ids.contact_ids - system
        readers = [(self.lang, values) for values in recipients]
        readers += [
            (point.lang, {"recipient_ids": [Command.set(point.ids)]})
            for point in points
        ]
        for lang, values in readers:
            env = system.with_context(lang=lang or self.env.lang).env
            subject, text = words(env)
            env["mail.mail"].create(
                {
                    "subject": subject,
                    "body_html": Markup("<p>%s</p>") % text,
                    "email_from": company.with_env(env)._get_support_sender(),
                    **values,
                }
            )
        system.env["mail.mail"]._wake_queue()

    def _contact_check_restorable(self, users):
        if not self.email_normalized:
            raise UserError(
                self.env._("%s: give the contact a mail address.", self.display_name)
            )
        if users.partner_id - self:
            raise UserError(
                self.env._(
                    "%(contact)s: the address %(address)s is the user name of "
                    "%(other)s. Merge the contacts or correct the address.",
                    contact=self.display_name,
                    address=self.email_normalized,
                    other=users.partner_id.display_name,
                )
            )
        if any(not user.share for user in users):
            raise UserError(
                self.env._(
                    "%s had an internal user: only an administrator restores it.",
                    self.display_name,
                )
            )
