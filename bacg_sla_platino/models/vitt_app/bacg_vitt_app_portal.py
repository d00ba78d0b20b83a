# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

TONES = {"preview": "info", "production": "success", "retired": "secondary"}


class BacgVittApp(models.Model):
    """An app as the customer's cards and page say it."""

    _inherit = "bacg.vitt.app"

    def _portal_domain(self, contracts):
        """Return the domain of the apps of the companies that serve a customer.

        What is retired stays in sight of who uses it.
        """
        companies = [False, *contracts.company_id.ids]
        used = Domain(
            "installation_ids", "any", [("partner_id", "in", contracts.partner_id.ids)]
        )
        in_sight = Domain("state", "!=", "retired") | used
        return Domain("company_id", "in", companies) & in_sight

    def _portal_tone(self):
        return TONES[self.state]

    def _portal_state(self, installation):
        """Return the state in words.

        :param installation: the customer's, if any
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        state = labels[self.state]
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
