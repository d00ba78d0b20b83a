# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.concurrency import one_after_the_other
from ...tools.mail.incoming import Incoming
from ..common.selections import selection_labels

TONES = {"preview": "info", "production": "success", "retired": "secondary"}


class BacgVittApp(models.Model):
    """An app as the customer's cards and page say it."""

    _inherit = "bacg.vitt.app"

    def _portal_domain(self, contracts):
        """Return the domain of the apps of the companies that serve a customer.

        What is retired stays in sight of who uses it.
        """
        used = Domain("installation_ids", "any", self._installed_domain(contracts))
        in_sight = Domain("state", "!=", "retired") | used
        return self._company_domain(contracts) & in_sight

    def _company_domain(self, contracts):
        """Return the domain of all apps of the companies that serve a customer."""
        return Domain("company_id", "in", [False, *contracts.company_id.ids])

    def _installed_domain(self, contracts):
        """Return the domain of what a customer's companies installed for him."""
        return Domain("partner_id", "in", contracts.partner_id.ids) & Domain(
            "company_id", "in", contracts.company_id.ids
        )

    def _get_installations(self, contracts):
        """Return which of these apps a customer uses: one installation by app."""
        found = self.env["bacg.vitt.app.installation"].search(
            self._installed_domain(contracts) & Domain("app_id", "in", self.ids)
        )
        # Two of our companies may have installed the same app for him.
        return {app: rows[:1] for app, rows in found.grouped("app_id").items()}

    def _open_requests_domain(self, customer):
        """Return the domain of a customer's open cases that ask for this app."""
        return (
            Domain("vitt_app_id", "=", self.id)
            & Domain("commercial_partner_id", "=", customer.id)
            & Domain("closed", "=", False)
        )

    def _request_installation(self, partner, contracts, note):
        """Make the case by which a customer asks for this app (SLA 6.01).

        :param partner: the contact who asks
        :param contracts: his company's running contracts
        :param note: what he adds, or empty
        :raises UserError: if the app is retired, used already or asked for
        """
        self.ensure_one()
        customer = partner.commercial_partner_id
        served = self.company_id or contracts.company_id
        contracts = contracts.filtered(lambda one: one.company_id in served)
        company = contracts.company_id & self.env.user.company_id
        company = company or contracts[:1].company_id
        self._check_may_install(customer, company)
        if self._get_installations(contracts):
            raise UserError(
                self.env._(
                    "Your company uses %s already. Write to us what you need of it.",
                    self.name,
                )
            )
        tickets = self.env["helpdesk.ticket"]
        if one_after_the_other(
            tickets,
            f"bacg_vitt_app_{self.id}_{customer.id}",
            self._open_requests_domain(customer),
        ):
            raise UserError(
                self.env._(
                    "Your company has asked for %s already: we are at it.", self.name
                )
            )
        tickets = tickets.with_context(bacg_incoming=Incoming(is_form=True))
        return tickets.create(self._prepare_request(partner, company, note))

    def _prepare_request(self, partner, company, note):
        """Return the values of the case, as of the portal's form."""
        text = note or self.env._("Please install %s for us.", self.name)
        return {
            **self.env["helpdesk.ticket"]._case_prepare(
                partner, company, self.env._("Install %s", self.name), text
            ),
            "category_id": self.env.ref("bacg_sla_platino.category_vitt_app").id,
            "channel_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web").id,
            "vitt_app_id": self.id,
        }

    def _portal_tone(self):
        return TONES[self.state]

    def _portal_state(self, installation):
        """Return the state in words.

        :param installation: the customer's, if any
        """
        state = selection_labels(self, "state")[self.state]
        return self.env._("%s, you use it", state) if installation else state

    def _portal_facts(self, installation):
        """Return the facts of its card: pairs of label and text."""
        facts = [
            (self.env._("Category"), self.category_id.name),
            (self.env._("Runs on Odoo"), ", ".join(self._get_series()) or "–"),
        ]
        if installation:
            version = installation.version or installation.series
            facts.append((self.env._("Your version"), version))
        if installation.is_outdated:
            facts.append((self.env._("Newer version"), installation.newest_version))
        return facts

    def _portal_path(self):
        return f"/my/apps/{self.id}"

    def _get_url(self):
        """Return the address of its page in the customer's portal."""
        return f"{self.get_base_url()}{self._portal_path()}"
