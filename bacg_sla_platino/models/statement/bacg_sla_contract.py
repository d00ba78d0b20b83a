# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils, format_date

from ..common.selections import selection_labels

# What the rows of the agreement's table promise, and what has a clause of its own.
TABLE_METRICS = ("first_response", "resolution")
PROMISES = {"follow_up": "1.22", "workaround": "4.03"}


class BacgSlaContract(models.Model):
    """Which statements a contract gets, and in which language."""

    _inherit = "bacg.sla.contract"

    statement_ids = fields.One2many(
        comodel_name="bacg.sla.statement",
        inverse_name="contract_id",
        string="Statements",
        readonly=True,
    )
    statement_count = fields.Integer(
        compute="_compute_statement_count",
        groups="helpdesk_mgmt.group_helpdesk_manager",
    )

    def _compute_statement_count(self):
        counts = self._count_records("bacg.sla.statement")
        for contract in self:
            contract.statement_count = counts.get(contract, 0)

    def action_statement(self):
        """Open last month's statement, which is drafted if there is none."""
        statement = self._statement_of(self._statement_last_month()[0])
        return statement._get_records_action(name=self.env._("Statement"))

    def action_statement_preview(self, month=False):
        """Show what the statement of the month that runs would say now.

        :param month: any day, in ISO form, of another month, whose statement opens
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_platino.bacg_sla_statement_make_action"
        )
        defaults = {
            "default_contract_id": self.id,
            "default_month": month or self._today(),
        }
        return {
            **action,
            "name": self.env._("Statement: %s", self.partner_id.name),
            "context": {**defaults, "dialog_size": "extra-large"},
        }

    def action_view_statements(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "bacg_sla_platino.bacg_sla_statement_action"
            ),
            "domain": [("contract_id", "=", self.id)],
        }

    def _statement_of(self, day):
        """Return the latest statement of the month of ``day``, or draft it.

        :param day: a date in the customer's time zone
        :raises UserError: if the month is not over, or the contract did not run in it
        """
        self.ensure_one()
        statements = self.env["bacg.sla.statement"]
        statements._check_manager()
        first, last = date_utils.start_of(day, "month"), date_utils.end_of(day, "month")
        made = statements.search(
            [("contract_id", "=", self.id), ("date_from", "=", first)], limit=1
        )
        if made:
            return made
        self._statement_check_month(first, last)
        draft = statements._make(self, first, last)
        draft._fill()
        return draft.sudo(False)

    def _statement_check_month(self, first, last):
        """Raise if there can be no statement of a month."""
        month = format_date(self.env, first, date_format="MMMM y")
        if last > self._statement_last_month()[1]:
            raise UserError(
                self.env._(
                    "Month: %(month)s is not over yet in the customer's time zone "
                    "(%(zone)s). Its statement can be made from the first day of the "
                    "next month.",
                    month=month,
                    zone=self._get_business_calendar().tz or "UTC",
                )
            )
        if not self._statement_runs_between(first, last):
            raise UserError(
                self.env._(
                    "Month: the contract “%(contract)s” was not in force in %(month)s: "
                    "there is nothing to report.",
                    contract=self.name,
                    month=month,
                )
            )

    def _statement_last_month(self):
        """Return the first and last day of last month in the customer's time zone."""
        self.ensure_one()
        today = self._local_day(fields.Datetime.now())
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last

    def _statement_running_days(self, day):
        """Return the days so far of the month of ``day``, None if it does not run.

        :return: ``(first, today)`` in the customer's time zone
        """
        self.ensure_one()
        today = self._today()
        first = today.replace(day=1)
        if not day or day.replace(day=1) != first:
            return None
        return (first, today) if self._statement_runs_between(first, today) else None

    def _statement_runs_between(self, first, last):
        return self.date_from <= last and (not self.date_to or self.date_to >= first)

    def _owing_statements(self):
        """Return those of these contracts that ended and still owe a statement.

        Hook: rooms above add what they still have to report.
        """
        return self.browse()

    def _statement_language(self):
        """Return the language of the customer's statements."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (
            self.contact_ids[:1].lang,
            self.partner_id.lang,
            self.company_id.partner_id.lang,
            self.env.lang,
        )
        return next((lang for lang in wanted if lang in installed), "en_US")

    # -------------------------------------------------------------------------
    # Kept promises beside the clauses
    # -------------------------------------------------------------------------

    def _service_collect(self, page):
        result = super()._service_collect(page)
        # sudo: the domain says whose cases are counted
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        counts = self.env["bacg.sla.report"]._count_promises(
            page.starts, tickets._search(page.get_case_domain())
        )
        for contract in self:
            by_metric, by_clause = contract._statement_sum(counts)
            page.promises[contract.id] = by_metric
            contract._statement_add_table(page, by_clause)
            for metric, number in PROMISES.items():
                figure = by_metric.get(metric, (0, 0))
                contract._statement_add(page, number, metric, figure)
        return result

    def _statement_sum(self, counts):
        """Return this contract's kept and judged promises, by metric and by clause.

        :param counts: of ``_count_promises``
        :return: dicts to ``(kept, judged)``, by metric, and by the number of the
            policy's clause and metric: a month may have policies of two versions
        """
        by_metric, by_clause = {}, {}
        policies = self.env["bacg.sla.policy"]
        for (contract_id, metric, policy_id), numbers in counts.items():
            if contract_id != self.id:
                continue
            clause = policies.browse(policy_id).clause_id.number
            for figures, key in ((by_metric, metric), (by_clause, (clause, metric))):
                before = figures.get(key, (0, 0))
                figures[key] = tuple(map(sum, zip(before, numbers, strict=True)))
        return by_metric, by_clause

    def _statement_add_table(self, page, figures):
        """Put the month's promises beside the policies' clauses (SLA 1.06 to 1.09).

        Policies for some cases alone, as those of other areas, stand there only if
        they promised something this month.
        """
        table = self.bound_agreement_id.policy_ids.filtered(
            lambda policy: not policy.outage_scope and not policy.category_ids
        )
        numbers = {policy.clause_id.number for policy in table}
        numbers |= {number for number, _metric in figures}
        for number in sorted(filter(None, numbers)):
            for metric in TABLE_METRICS:
                figure = figures.get((number, metric), (0, 0))
                self._statement_add(page, number, metric, figure)

    def _statement_add(self, page, number, metric, figure):
        kept, judged = figure
        labels = selection_labels(self.env["bacg.sla.report"], "metric")
        text = (
            self.env._("%(kept)s of %(judged)s", kept=kept, judged=judged)
            if judged
            else self.env._("none due")
        )
        page.add(self, number, labels[metric], text)
