# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date

from ...tools import hours
from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels
from .bacg_hours_grant import HOURS_POOLS

# Columns of the card, in this order.


class BacgSlaContract(models.Model):
    """The hours card: the same figures on contract, case and portal (SLA 1.18)."""

    _inherit = "bacg.sla.contract"

    hours_card = fields.Html(
        string="Hours",
        compute="_compute_hours_card",
        compute_sudo=True,
        # Rendered by a template, which escapes its values.
        sanitize=False,
    )

    @api.depends(
        "hours_grant_ids.hours",
        "hours_grant_ids.state",
        "hours_grant_ids.date_from",
        "hours_grant_ids.date_to",
        "hours_draw_ids.allocation_ids.hours",
    )
    @api.depends_context("lang")
    def _compute_hours_card(self):
        balances = self._hours_balances()
        for contract in self:
            contract.hours_card = self.env["ir.qweb"]._render(
                "bacg_sla_platino.hours_card",
                {"pools": contract._hours_card_rows(balances[contract])},
            )

    def _hours_balances(self):
        """Return the hours in force today, in minutes, as sums of allocations.

        Of the grants valid today: ``granted``, ``adjusted`` (courtesy and corrections),
        ``used``, ``reserved``, ``remaining`` (not used), ``available`` (neither used
        nor reserved). What is overdrawn counts as used or reserved; ``coming`` starts
        later, ``pending`` waits to be paid.

        :return: dict from contract to a dict from pool to these figures; pools without
            hours are left out
        """
        grants = self._hours_all_grants()
        drawn = grants._minutes_by_kind()
        overdrawn = self._hours_overdrawn()
        balances = {contract: {} for contract in self}
        for contract in self:
            account = (contract.partner_id, contract.company_id)
            for pool, _label in HOURS_POOLS:
                rows = grants._of_account(account, pool)
                over = {
                    kind: overdrawn.get((*account, pool, kind), 0)
                    for kind in ("used", "reserved")
                }
                if rows or any(over.values()):
                    balances[contract][pool] = rows._balance(
                        contract._today(), drawn, over
                    )
        return balances

    def _hours_all_grants(self):
        # sudo: whoever reads the card sees the whole balance
        grants = self.env["bacg.hours.grant"].sudo()
        grants = grants.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "!=", "void"),
            ]
        )
        grants.mapped("correction_ids")  # prefetched for all subsets
        return grants

    def _hours_overdrawn(self):
        """Return the minutes that no grant covers by (partner, company, pool, kind)."""
        rows = self.env["bacg.hours.allocation"].sudo()
        groups = rows._read_group(
            [("partner_id", "in", self.partner_id.ids), ("grant_id", "=", False)],
            ["partner_id", "company_id", "hours_pool", "kind"],
            ["hours:sum"],
        )
        return {
            tuple(key): minutes
            for *key, total in groups
            if (minutes := hours.to_minutes(total))
        }

    def _hours_card_rows(self, balance):
        """Return the card's rows as text: label, facts, what is available, remarks."""
        labels = selection_labels(self.env["bacg.hours.grant"], "hours_pool")
        return [
            {
                "label": labels[pool],
                "available": format_hours(self.env, figures["available"]),
                "facts": self._hours_facts(figures),
                "empty": figures["available"] <= 0,
                "share": self._hours_share(figures),
                "remarks": self._hours_remarks(figures),
            }
            for pool, figures in balance.items()
        ]

    @api.model
    def _hours_share(self, figures):
        """Return how much is available, in whole percent from 0 to 100."""
        total = figures["granted"] + figures["adjusted"]
        if total <= 0:
            return 0
        return max(0, min(100, figures["available"] * 100 // total))

    def _hours_expiry_text(self, figures):
        if not figures["expiry"]:
            return "–"
        return self.env._(
            "%(hours)s on %(day)s",
            hours=format_hours(self.env, figures["expiring"]),
            day=format_date(self.env, figures["expiry"]),
        )

    def _hours_facts(self, figures):
        """Return the figures of the card: pairs of label and text."""
        env = self.env
        labels = {
            "granted": env._("Granted"),
            "adjusted": env._("Adjusted"),
            "used": env._("Used"),
            "reserved": env._("Reserved"),
            "remaining": env._("Remaining"),
        }
        return [
            (label, format_hours(env, figures[name])) for name, label in labels.items()
        ] + [(env._("Next expiry"), self._hours_expiry_text(figures))]

    def _hours_remarks(self, figures):
        sentences = {
            "overdrawn": self.env._(
                "%s overdrawn: the next hours cover them.",
                format_hours(self.env, figures["overdrawn"]),
            ),
            "coming": self.env._(
                "%s start later.", format_hours(self.env, figures["coming"])
            ),
            "pending": self.env._(
                "%s count once they are paid.",
                format_hours(self.env, figures["pending"]),
            ),
        }
        return [text for name, text in sentences.items() if figures[name]]

    def _service_collect(self, page):
        """Put what is left of the hours beside their clause (SLA 1.18)."""
        result = super()._service_collect(page)
        partner = page.viewer.partner_id
        # Who agrees to hours sees them, too, as on their own page.
        agrees = self.filtered(lambda one: partner in one.hours_approver_ids)
        seen = page.as_contact_point | agrees
        balances = seen._hours_balances()
        for contract in seen:
            page.link(contract, "1.18", "/my/hours")
            for row in contract._hours_card_rows(balances[contract]):
                label = self.env._("%s: available", row["label"])
                page.add(contract, "1.18", label, row["available"])
            if not balances[contract]:
                page.say(contract, "1.18", self.env._("You have contracted no hours."))
        return result
