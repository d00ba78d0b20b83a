# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_tuples

from ...tools.concurrency import advisory_lock, as_committed


class ResPartner(models.Model):
    """The one contact of a mail address."""

    _inherit = "res.partner"

    # Every mail asks by it, core too; without it each reads the whole table.
    _email_normalized_idx = models.Index("(email_normalized)")

    @api.model
    def _contact_find_or_create(self, email_from, company):
        """Return the contact of an address, made under the company of its domain.

        An archived contact is restored, as a second one would split the person's cases.
        Their archived user is not, see ``_contact_invite``.

        :param email_from: as in the From header
        :return: empty if there is no address in it, or only one of our own mailboxes
        :raises ConcurrencyError: if somebody else made the contact meanwhile; the
            caller tries the whole message again
        """
        normalized = email_normalize(email_from, strict=False)
        if not normalized:
            return self.browse()
        # Two first mails of one person that arrive at once wait for each other.
        advisory_lock(self.env, normalized)
        partner = self._contact_find(normalized, company)
        if not partner:
            return self._contact_create(email_from, normalized, company)
        if not partner.active:
            partner._contact_restore()
        return partner

    @api.model
    def _contact_find(self, normalized, company):
        """Return the contact of a normalized address, archived ones included.

        Of several: the active, then the one with a user, then the one under a
        contract, then the oldest.
        """
        none = self.env["res.company"]
        everybody = self.with_context(active_test=False)
        found = everybody.search([("email_normalized", "=", normalized)])
        # sudo: user names are not for agents, who take a proposed sender
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found |= users.search([("login", "=", normalized)]).partner_id.with_env(
            everybody.env
        )
        own = found.filtered(lambda partner: partner.company_id in (none, company))
        if len(own) > 1:
            own = min(own, key=self._contact_get_rank)
        return own.with_env(self.env)

    @api.model
    def _contact_get_rank(self, partner):
        users = partner.user_ids
        return (
            not partner.active,
            not any(user.active and not user.share for user in users),
            not any(user.active for user in users),
            not users,
            not any(partner.commercial_partner_id.sla_contract_ids.mapped("active")),
            partner.id,
        )

    @api.model
    def _contact_create(self, email_from, normalized, company):
        if self.env["mail.alias.domain"].sudo()._find_aliases([normalized]):
            return self.browse()  # a mailbox of ours has no contact
        with as_committed(self) as others:
            made_meanwhile = others._contact_find(
                normalized, company.with_env(others.env)
            )
            if made_meanwhile:
                raise ConcurrencyError(f"{normalized} was made by another message")
        return self.create(
            self._contact_prepare_values(email_from, normalized, company)
        )

    @api.model
    def _contact_prepare_values(self, email_from, normalized, company):
        name = next((name for name, _address in email_split_tuples(email_from)), "")
        customer = self.env["bacg.sla.contract.domain"]._find_customer(
            normalized, company
        )
        return {
            "name": name or normalized.partition("@")[0],
            "email": normalized,
            "parent_id": customer.id,
            "lang": customer.lang or company.partner_id.lang or self.env.lang,
            "tz": customer.tz or company.partner_id.tz,
        }

    def _contact_restore(self):
        self.active = True
        self._message_log(
            body=self.env._("Restored from the archive: this contact wrote to support.")
        )
