# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..common.selections import selection_labels
from .case_panel import CasePanel

# As many cases are named; a link opens all.
NAMED_CASES = 5
CONTRACT_TONES = {"expiring": "warning", "expired": "danger"}


class HelpdeskTicket(models.Model):
    """Beside a case: what else the agent has to know of its customer.

    ``_case_collect_panel`` is the hook of every room and addon above.
    """

    _inherit = "helpdesk.ticket"

    @api.model
    @api.readonly
    def get_case_panel(self, partner_id, case_id=False):
        """Return what stands beside a case of a customer, for the agent who reads it.

        :param partner_id: of the contact
        :param case_id: of the case that is read, if it is saved
        :return: list of dicts ``title``, ``rows`` and ``link``, see ``CasePanel``
        """
        self._check_agent_access()
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not partner:
            return []
        partner.check_access("read")
        panel = CasePanel(partner.commercial_partner_id, case_id)
        self._case_collect_panel(panel)
        return panel.sections

    @api.model
    def _case_collect_panel(self, panel):
        """Put what is known of a customer beside his case, one query for each kind.

        Hook: rooms and addons above add theirs.

        :param panel: the :class:`CasePanel`
        """
        self._case_collect_cases(panel)
        self._case_collect_contracts(panel)

    @api.model
    def _case_collect_cases(self, panel):
        """Put the customer's other cases: the open ones, and how many there are."""
        others = Domain("commercial_partner_id", "=", panel.customer.id)
        if panel.case_id:
            others &= Domain("id", "!=", panel.case_id)
        opened = self.search(
            others & Domain("closed", "=", False),
            limit=NAMED_CASES,
            order="reported_at desc, id desc",
        )
        rows = [
            panel.row(
                f"{case.number} {case.name}",
                case.stage_id.name,
                record=case,
                deadline=case.sla_deadline,
            )
            for case in opened
        ]
        link = None
        if count := self.search_count(others):
            text = self.env._("All other cases (%s)", count)
            link = panel.link(text, self._name, others)
        panel.add(self.env._("Other open cases"), rows, link)

    @api.model
    def _case_collect_contracts(self, panel):
        contracts = self.env["bacg.sla.contract"].search(
            [("partner_id", "=", panel.customer.id)], order="date_from desc", limit=2
        )
        states = selection_labels(contracts, "state")
        rows = [
            panel.row(
                contract.name,
                self._case_get_contract_note(contract, states),
                record=contract,
                tone=CONTRACT_TONES.get(contract.state, ""),
            )
            for contract in contracts
        ]
        missing = panel.row(self.env._("No contract"), tone="danger")
        panel.add(self.env._("Contract"), rows or [missing])

    @api.model
    def _case_get_contract_note(self, contract, states):
        """Return how a contract stands, and until when it runs."""
        if not contract.date_to:
            return states[contract.state]
        return self.env._(
            "%(state)s, until %(day)s",
            state=states[contract.state],
            day=format_date(self.env, contract.date_to),
        )
