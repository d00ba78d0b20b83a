# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

MANAGER = "helpdesk_mgmt.group_helpdesk_manager"


class BacgSlaContract(models.Model):
    """How a contract stands: kept this month, late now, hours left."""

    _inherit = "bacg.sla.contract"

    first_response_kept = fields.Char(
        compute="_compute_kept",
        groups=MANAGER,
        help="First responses in time, of those that came due this month.",
    )
    resolution_kept = fields.Char(
        compute="_compute_kept",
        groups=MANAGER,
        help="Resolutions in time, of those that came due this month.",
    )
    late_case_count = fields.Integer(
        string="Late now",
        compute="_compute_late_case_count",
        groups=MANAGER,
        help="Open cases that missed a deadline, those that wait included.",
    )
    hours_left = fields.Char(
        compute="_compute_hours_left",
        compute_sudo=True,
        groups=MANAGER,
        help="Neither used nor reserved, by kind of hours.",
    )

    def _compute_kept(self):
        self.first_response_kept = self.resolution_kept = False
        # One that is being entered has no cases.
        saved = self.filtered(lambda contract: contract._origin)
        if not saved:
            return
        # sudo: what was promised counts whoever may see the case
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        counts = self.env["bacg.sla.report"]._count_promises(
            {one._origin.id: one._service_month_start() for one in saved},
            tickets._search([("contract_id", "in", saved.ids)]),
        )
        for contract in saved:
            by_metric, _by_clause = contract._origin._statement_sum(counts)
            for metric in ("first_response", "resolution"):
                text = contract._overview_text(by_metric.get(metric))
                contract[f"{metric}_kept"] = text

    def _overview_text(self, figure):
        """Return ``(kept, judged)`` in words, none of no cases."""
        kept, judged = figure or (0, 0)
        if not judged:
            return self.env._("none due")
        return self.env._(
            "%(kept)s of %(judged)s (%(rate)s)",
            kept=kept,
            judged=judged,
            rate=self.env["bacg.sla.statement"]._text_percent(kept / judged),
        )

    def _compute_late_case_count(self):
        counts = self._count_records("helpdesk.ticket", [("is_late_now", "=", True)])
        for contract in self:
            contract.late_case_count = counts.get(contract._origin, 0)

    def _compute_hours_left(self):
        balances = self._hours_balances()
        for contract in self:
            contract.hours_left = " · ".join(
                f"{row['label']}: {row['available']}"
                for row in contract._hours_card_rows(balances[contract])
            )

    def action_view_late_cases(self):
        """Open the cases that are late now."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "bacg_sla_platino.helpdesk_ticket_action_overview"
            ),
            "name": self.env._("Late now: %s", self.partner_id.name),
            "domain": [("contract_id", "=", self.id), ("is_late_now", "=", True)],
        }

    def action_view_kept(self):
        """Open what was judged this month, in the customer's zone."""
        self.ensure_one()
        first = self._today().replace(day=1)
        domain = self.env["bacg.sla.overview"]._get_judged_domain(first)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "bacg_sla_platino.bacg_sla_report_action_clocks"
            ),
            "name": self.env._("This month: %s", self.partner_id.name),
            "domain": [("contract_id", "=", self.id), *domain],
        }
