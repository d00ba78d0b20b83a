# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels

from .bacg_legal_change_clock import MOOT_STATUSES


class BacgLocalization(models.Model):
    """A country as a card of the customer's page."""

    _inherit = "bacg.localization"

    def _portal_cards(self, contract):
        """Return what stands on the cards of these countries, his own first.

        :param contract: the customer's, in sudo
        """
        mine = {one.localization_id: one for one in contract.acquired_localization_ids}
        states = selection_labels(self, "state")
        customer = contract.partner_id
        upcoming = self._get_upcoming(customer)
        cards = [
            {
                "localization": one,
                "mine": one in mine,
                "tone": "success" if one in mine else "secondary",
                "state": self.env._("Yours") if one in mine else states[one.state],
                "sentence": one._portal_sentence(mine.get(one)),
                "facts": one._portal_facts(),
                "upcoming": [
                    change._portal_line(customer) for change in upcoming.get(one, ())
                ],
            }
            for one in self
        ]
        return sorted(cards, key=lambda card: not card["mine"])

    def _portal_sentence(self, acquired):
        if acquired:
            day = format_date(self.env, acquired.date)
            if acquired.version:
                return self.env._(
                    "Yours since %(day)s, version %(version)s.",
                    day=day,
                    version=acquired.version,
                )
            return self.env._("Yours since %s.", day)
        if self.state == "supported":
            return self.env._("We support it: ask for it if you need it.")
        return self.env._("Not supported yet.")

    def _portal_facts(self):
        env = self.env
        regulator = self.regulator_id
        return [
            (env._("Regulator"), regulator.acronym or regulator.name or "–"),
            (env._("Features"), ", ".join(self.feature_ids.mapped("name")) or "–"),
            (
                env._("Base module of Odoo"),
                self.module_names or env._("no base module in Odoo"),
            ),
        ]

    def _get_upcoming(self, partner):
        """Return what is still to bind a customer in these countries, by country."""
        changes = self.env["bacg.legal.change"].search(
            [
                ("localization_id", "in", self.ids),
                # What is published, or agreed on where no regulator sets a day.
                "|",
                ("publication_date", "!=", False),
                ("agreed_date", "!=", False),
                ("legal_status", "not in", MOOT_STATUSES),
                ("state", "!=", "not_applicable"),
            ],
            order="binding_date, id",
        )
        coming = changes.filtered(lambda one: one._is_to_bind(partner))
        return coming.grouped("localization_id")
