# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import date_utils, format_date, format_datetime

from ...tools import hours
from ...tools.clock.duration import format_hours, format_minutes
from ..common.selections import selection_labels
from ..statement.bacg_sla_report import LATE_OUTCOMES, PAUSE_REASONS

# What every month has a figure of; others only if something of theirs was judged.
FIGURES = ("first_response", "resolution", "follow_up")
# What was judged was kept, or it is one of these.
LATE = ("outcome", "in", LATE_OUTCOMES)
# So many cases stand on the page; a link leads to all of them.
SHOWN = 10
CUSTOMERS_SHOWN = 50


class BacgSlaOverview(models.AbstractModel):
    """The manager's month: what we kept, for whom, and why not.

    Each figure comes with the domain by which it was counted, so that the list behind
    it has as many rows. The figures are those of the compliance report, with its
    months: those of each customer's zone.
    """

    _name = "bacg.sla.overview"
    _description = "The Manager's Month"

    @api.model
    @api.readonly
    def get_month(self, day=False):
        """Return what the page of a month shows, as JSON values.

        :param day: any day of the month in ISO form; today's month if none is given
        :raises AccessError: if the user does not manage the helpdesk
        """
        self.env.user._check_helpdesk_manager(
            self.env._("Only helpdesk managers see how the agreement is kept.")
        )
        today = fields.Date.context_today(self)
        first = date_utils.start_of(fields.Date.to_date(day) or today, "month")
        domain = self._get_judged_domain(first)
        counts = self._count_judged(domain)
        return {
            **self._get_period(first, today),
            "figures": self._get_figures(counts, domain),
            "customers": self._get_customers(counts, domain),
            "all_customers": {
                "title": self.env._("By customer"),
                "count": len({partner for partner, *_figures in counts}),
                "domain": domain,
            },
            "late_leaf": LATE,
            "late": self._get_late(counts, domain),
            "now": self._get_now(),
            "uncharged": self._get_uncharged(first),
        }

    def _get_period(self, first, today):
        """Return the month and its neighbours; none follows the one that runs."""
        following = first + date_utils.relativedelta(months=1)
        return {
            "month": fields.Date.to_string(first),
            "label": format_date(self.env, first, date_format="MMMM y"),
            "previous": fields.Date.to_string(first - timedelta(days=1)),
            "next": following <= today and fields.Date.to_string(following),
            "is_running": first <= today < following,
        }

    # -------------------------------------------------------------------------
    # What was judged
    # -------------------------------------------------------------------------

    def _get_judged_domain(self, first):
        """Return the domain of the clocks judged in a month, by its first day.

        The month is that of each customer's zone, hence the day to spare on both sides
        of what is looked up.
        """
        since = first - timedelta(days=1)
        until = date_utils.end_of(first, "month") + timedelta(days=2)
        return [
            ("judged", "=", 1),
            ("month", "=", fields.Date.to_string(first)),
            ("known_at", ">=", fields.Date.to_string(since)),
            ("known_at", "<", fields.Date.to_string(until)),
        ]

    def _count_judged(self, domain):
        """Return ``(partner, metric, judged, met, contract)`` for each of them.

        The contract is the customer's newest of that month.
        """
        return self.env["bacg.sla.report"]._read_group(
            domain,
            ["partner_id", "metric"],
            ["judged:sum", "met:sum", "contract_id:max"],
        )

    def _get_metrics(self, counts):
        """Return the metrics that have a figure: name to label, in their order."""
        found = {metric for _partner, metric, *_figures in counts}
        labels = selection_labels(self.env["bacg.sla.report"], "metric")
        return {
            metric: label
            for metric, label in labels.items()
            if metric in FIGURES or metric in found
        }

    def _get_figures(self, counts, domain):
        """Return a figure for each metric: they are never added up."""
        figures = []
        for metric, label in self._get_metrics(counts).items():
            own = [row[2:4] for row in counts if row[1] == metric]
            figures.append(
                {
                    "metric": metric,
                    **self._get_figure(
                        sum(judged for judged, _met in own),
                        sum(met for _judged, met in own),
                        [*domain, ("metric", "=", metric)],
                        label,
                    ),
                }
            )
        return figures

    def _get_customers(self, counts, domain):
        """Return a row for each of the first customers: most late clocks first."""
        metrics = self._get_metrics(counts)
        by_customer, contracts = {}, {}
        for partner, metric, judged, met, contract in counts:
            by_customer.setdefault(partner, {})[metric] = (judged, met)
            contracts[partner] = max(contract or 0, contracts.get(partner, 0))
        late = {
            partner: sum(judged - met for judged, met in found.values())
            for partner, found in by_customer.items()
        }
        first = sorted(
            late, key=lambda partner: (-late[partner], partner.name or "", partner.id)
        )[:CUSTOMERS_SHOWN]
        rows = []
        for partner in first:
            found = by_customer[partner]
            own = [*domain, ("partner_id", "=", partner.id)]
            cells = [
                self._get_figure(
                    *found.get(metric, (0, 0)),
                    [*own, ("metric", "=", metric)],
                    f"{label}: {partner.name}",
                )
                for metric, label in metrics.items()
            ]
            rows.append(
                {
                    "id": partner.id,
                    "name": partner.name or "",
                    "contract_id": contracts[partner],
                    "late": late[partner],
                    "cells": cells,
                }
            )
        return rows

    def _get_figure(self, judged, met, domain, title):
        """Return kept of judged, the share in words, and what opens their clocks.

        :param title: of the list that opens
        """
        rate = met / judged if judged else None
        return {
            "title": title,
            "judged": judged,
            "met": met,
            "late": judged - met,
            "rate": self.env["bacg.sla.statement"]._text_percent(rate),
            "domain": domain,
        }

    # -------------------------------------------------------------------------
    # Why not
    # -------------------------------------------------------------------------

    def _get_late(self, counts, domain):
        """Return the clocks that were late: how many, and the newest of them."""
        domain = [*domain, LATE]
        report = self.env["bacg.sla.report"]
        rows = report.search(domain, order="judged_at desc, id desc", limit=SHOWN)
        labels = {
            name: selection_labels(report, name)
            for name in ("metric", "outcome", "late_reason")
        }
        pauses = selection_labels(self.env["bacg.sla.pause"], "reason")
        return {
            "title": self.env._("Late"),
            "count": sum(judged - met for *_key, judged, met, _contract in counts),
            "domain": domain,
            "rows": [self._get_late_row(row, labels, pauses) for row in rows],
        }

    def _get_late_row(self, row, labels, pauses):
        ticket = row.ticket_id
        return {
            "id": row.id,
            "ticket_id": ticket.id,
            "number": ticket.number,
            "name": ticket.name,
            "customer": row.partner_id.name or "",
            "metric": labels["metric"][row.metric],
            "outcome": labels["outcome"][row.outcome],
            "due": self._text_moment(row.breached_at),
            "late": format_minutes(self.env, row.late_minutes),
            "reason": labels["late_reason"][row.late_reason],
            "is_noted": row.late_reason != "none",
            "waited": ", ".join(
                pauses[reason] for reason in PAUSE_REASONS if row[f"paused_{reason}"]
            ),
            "agent": row.user_id.name or "",
            "remedy": row.solution or "",
        }

    def _text_moment(self, moment):
        return format_datetime(self.env, moment, dt_format="d MMM, HH:mm")

    # -------------------------------------------------------------------------
    # Now, and at our expense
    # -------------------------------------------------------------------------

    def _get_now(self):
        """Return how many open cases are late and at risk now, and the next of both."""
        tickets = self.env["helpdesk.ticket"]
        now = fields.Datetime.to_string(fields.Datetime.now())
        late = [("is_late_now", "=", True)]
        risk = [("sla_deadline", ">=", now), ("sla_state", "=", "at_risk")]
        rows = tickets.search(risk, order="sla_deadline, id", limit=SHOWN)
        return {
            "late": {
                "title": self.env._("Late now"),
                "count": tickets.search_count(late),
                "domain": late,
            },
            "risk": {
                "title": self.env._("At risk now"),
                "count": tickets.search_count(risk),
                "domain": risk,
                "rows": [self._get_risk_row(ticket) for ticket in rows],
            },
        }

    def _get_risk_row(self, ticket):
        return {
            "ticket_id": ticket.id,
            "number": ticket.number,
            "name": ticket.name,
            "customer": ticket.commercial_partner_id.name or "",
            "deadline": self._text_moment(ticket.sla_deadline),
            "agent": ticket.user_id.name or "",
        }

    def _get_uncharged(self, first):
        """Return the time of a month that no customer pays for, by the work date."""
        domain = [
            ("chargeable", "=", False),
            ("date", ">=", fields.Date.to_string(first)),
            ("date", "<=", fields.Date.to_string(date_utils.end_of(first, "month"))),
        ]
        [(worked, count)] = self.env["bacg.hours.entry"]._read_group(
            domain, [], ["hours:sum", "__count"]
        )
        text = format_hours(self.env, hours.to_minutes(worked or 0))
        return {
            "title": self.env._("Worked at no charge"),
            "worked": text,
            "count": count,
            "domain": domain,
        }
