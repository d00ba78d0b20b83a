# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain


class BacgSlaContract(models.Model):
    """The cases that an extra covers, and interfaces beside the clauses (SLA 7)."""

    _inherit = "bacg.sla.contract"

    def _interface_judge_cases(self):
        """Judge the open cases on interfaces anew, save what was decided by hand."""
        # sudo: whoever keeps contracts need not see every team's cases
        tickets = self.env["helpdesk.ticket"].sudo()
        cases = tickets.search(
            [
                ("contract_id", "in", self.ids),
                ("closed", "=", False),
                ("classified_at", "!=", False),
                ("scope_source", "!=", "override"),
                "|",
                ("interface_id", "!=", False),
                ("category_id.sla_code", "=", "interface"),
            ]
        )
        cases._coverage_judge()._sla_sync()

    def _service_collect(self, page):
        result = super()._service_collect(page)
        interfaces = self._interface_of_customers("bacg.interface", Domain.TRUE)
        minutes = self._interface_of_customers(
            "bacg.change.minute", self.env["bacg.change.minute"]._portal_domain()
        )
        for contract in self:
            customer = (contract.partner_id, contract.company_id)
            if customer in interfaces:
                contract._interface_add_environments(page, interfaces[customer])
                changes = minutes.get(customer, self.env["bacg.change.minute"])
                contract._interface_add_changes(page, changes)
        return result

    def _interface_of_customers(self, model, domain):
        """Return the records of these contracts' customers, by customer and company."""
        # sudo: the domain says whose they are; all people of a customer see them
        records = self.env[model].sudo()
        found = records.search(
            domain
            & Domain("partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        return found.grouped(lambda one: (one.partner_id, one.company_id))

    def _interface_add_environments(self, page, interfaces):
        """Put contacts and environments of a customer's interfaces (SLA 7.02, 7.06)."""
        both = interfaces.filtered(lambda one: one.contact_id and one.user_id)
        tested = interfaces.filtered("test_url")
        total = len(interfaces)
        for number, label, count in (
            ("7.02", self.env._("With a technical contact of each side"), len(both)),
            ("7.06", self.env._("With a test environment"), len(tested)),
        ):
            share = self.env._("%(count)s of %(total)s", count=count, total=total)
            page.add(self, number, label, share)
            page.link(self, number, "/my/interfaces")

    def _interface_add_changes(self, page, minutes):
        """Put the changes of a customer's interfaces (SLA 7.04, 7.05)."""
        now, start = fields.Datetime.now(), page.starts[self.id]
        made = minutes.filtered(
            lambda one: one.actual_start and one.actual_start >= start
        )
        figures = [
            (
                "7.04",
                self.env._("To be agreed"),
                minutes.filtered_domain([("state", "=", "sent")]),
            ),
            ("7.04", self.env._("Agreed"), minutes.filtered("agreed_at")),
            (
                "7.04",
                self.env._("Emergency changes past their term"),
                minutes.filtered(lambda one: one._judge_emergency(now) == "overdue"),
            ),
            ("7.05", self.env._("In production this month"), made),
            (
                "7.05",
                self.env._("Of these failed or rolled back"),
                made.filtered(lambda one: one.result in ("failed", "rolled_back")),
            ),
        ]
        for number, label, found in figures:
            page.add(self, number, label, len(found))
            page.link(self, number, "/my/interfaces")
