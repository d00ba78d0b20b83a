# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import hours
from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels


class HelpdeskTicket(models.Model):
    """Contracted hours for work that the agreement does not include (SLA 1.18)."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "bacg.hours.work.mixin"]
    _hours_link = "ticket_id"

    hours_draw_ids = fields.One2many(
        comodel_name="bacg.hours.draw",
        inverse_name="ticket_id",
        string="Draws of hours",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    hours_card = fields.Html(compute="_compute_hours_card", sanitize=False)

    @api.depends_context("uid")
    @api.depends("contract_id", "commercial_partner_id", "company_id")
    def _compute_hours_card(self):
        self.hours_card = False
        if self.env.user.share:
            return  # the portal's pages decide which contacts see it
        contracts = self.sudo()._hours_contracts()
        for ticket in self:
            ticket.hours_card = contracts[ticket].hours_card

    def _hours_contracts(self):
        """Return a dict from case to the contract whose hours it can draw on now.

        A case that outlives its contract draws on the contract that succeeds it.
        """
        now = fields.Datetime.now()
        keys = {
            ticket: (ticket.commercial_partner_id, ticket.company_id, now)
            for ticket in self
        }
        running = self.env["bacg.sla.contract"]._find_for(keys.values())
        return {
            ticket: running.get(key) or ticket.contract_id
            for ticket, key in keys.items()
        }

    def _hours_propose(self, pool, offered, text, **values):
        """Offer work on this case against contracted hours; mail it to the approvers.

        :param pool: ``consulting`` or ``development``
        :param offered: hours (float)
        :param text: what is offered; the customer agrees to it as it stands
        :param values: ``valid_until``, ``work_date``
        :return: the draw, ``proposed``
        """
        self._check_agent_access()
        # sudo: agents may offer hours of contracts of other teams' customers
        contract = self.sudo()._hours_contracts()[self].sudo(False)
        if not contract:
            raise UserError(
                self.env._(
                    "Case %s has no contract: identify it first, then hours can be "
                    "proposed.",
                    self.number,
                )
            )
        draws = self.env["bacg.hours.draw"]
        minutes = hours.to_minutes(offered)
        return draws._propose(contract, pool, minutes, text, ticket=self, **values)

    def _case_log_work(self, source, minutes, day, text):
        source._hours_check_agent()
        source._log(minutes, day, text)
        return super()._case_log_work(source, minutes, day, text)

    def _case_take_over(self, sources):
        result = super()._case_take_over(sources)
        # sudo: whoever may merge cases also moves what was agreed on them
        sources = sources.sudo()
        sources.hours_draw_ids.ticket_id = self
        noted = Domain("ticket_id", "in", sources.ids) & Domain("draw_id", "=", False)
        sources.env["bacg.hours.entry"].search(noted).ticket_id = self
        return result

    @api.model
    def _case_waiting_domain(self):
        partner = self.env.user.partner_id
        # sudo: the portal has no access to draws; these are the user's to decide
        draws = self.env["bacg.hours.draw"].sudo()
        asked = draws.search(
            Domain("state", "=", "proposed")
            & Domain("contract_id.hours_approver_ids", "in", partner.ids)
        ).filtered(lambda draw: draw._is_open())
        return super()._case_waiting_domain() | Domain("id", "in", asked.ticket_id.ids)

    def _sla_portal_headline(self):
        headline = super()._sla_portal_headline()
        partner = self.env.user.partner_id
        # sudo: as above
        asked = self.sudo().hours_draw_ids.filtered(
            lambda draw: draw._is_open() and draw._may_decide(partner)
        )
        if not asked or self.closed:
            return headline
        day = format_date(self.env, min(asked.mapped("valid_until")))
        sentence = self.env._(
            "We offer you hours for this and wait for your answer until %(day)s.",
            day=day,
        )
        return {**headline, "tone": "warning", "sentence": sentence}

    @api.model
    def _case_collect_panel(self, panel):
        """Put what the customer has left of his hours, pool by pool (SLA 1.18)."""
        result = super()._case_collect_panel(panel)
        contracts = self.env["bacg.sla.contract"]._get_running(panel.customer)
        contracts = contracts.filtered_domain(
            [("company_id", "in", self.env.companies.ids)]
        ).with_env(self.env(su=True))
        labels = selection_labels(self.env["bacg.hours.grant"], "hours_pool")
        rows = [
            panel.row(
                labels[pool],
                self.env._(
                    "%(available)s of %(granted)s available",
                    available=format_hours(self.env, figures["available"]),
                    granted=format_hours(
                        self.env, figures["granted"] + figures["adjusted"]
                    ),
                ),
                tone="danger" if figures["available"] <= 0 else "",
            )
            for pools in contracts._hours_balances().values()
            for pool, figures in pools.items()
        ]
        panel.add(self.env._("Hours"), rows)
        return result
