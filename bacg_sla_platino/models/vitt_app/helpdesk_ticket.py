# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .bacg_sla_keyword import PROPOSED

APP_CLAUSE = "6.01"


class HelpdeskTicket(models.Model):
    """A case asks for a VITT app (SLA 6.01), or is answered with one (SLA 6.02)."""

    _inherit = "helpdesk.ticket"

    vitt_app_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        string="VITT app asked for",
        index="btree_not_null",
        copy=False,
        check_company=True,
        tracking=True,
        domain="[('state', '!=', 'retired')]",
        help="The customer asks to install it: covered, without cost (SLA 6.01).",
    )
    vitt_app_installation_ids = fields.One2many(
        comodel_name="bacg.vitt.app.installation",
        inverse_name="ticket_id",
        string="Installed by this case",
        copy=False,
        groups="base.group_user",
    )
    answered_vitt_app_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        string="Answered with",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
    )
    proposed_vitt_app_ids = fields.Many2many(
        comodel_name="bacg.vitt.app",
        compute="_compute_proposed_vitt_app_ids",
        string="Proposed VITT apps",
        help="Proposed by the words of the case.",
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"proposed_vitt_app_ids"}

    @api.depends("name", "description", "company_id")
    def _compute_proposed_vitt_app_ids(self):
        words = self.env["bacg.sla.keyword"]
        found = {
            ticket: words._vitt_app_propose(ticket.name, ticket.description)
            for ticket in self
        }
        # What the user may not read is not proposed, either.
        apps = self.env["bacg.vitt.app"].search(
            [("id", "in", list({app_id for ids in found.values() for app_id in ids}))]
        )
        for ticket in self:
            companies = self.env["res.company"], ticket.company_id
            ticket.proposed_vitt_app_ids = apps.filtered(
                lambda app, ids=found[ticket], companies=companies: (
                    app.id in ids and app.company_id in companies
                )
            ).sorted(lambda app, ids=found[ticket]: ids.index(app.id))[:PROPOSED]

    @api.model
    def _sla_event_kinds(self):
        return {**super()._sla_event_kinds(), "vitt_app_id": "vitt_app"}

    @api.model
    def _sla_watched_fields(self):
        return super()._sla_watched_fields() | {"vitt_app_id"}

    def _sla_opened(self, change):
        result = super()._sla_opened(change)
        self.filtered("vitt_app_id")._coverage_judge()
        return result

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)
        self.filtered(
            lambda ticket: (
                before[ticket.id]["vitt_app_id"] != after[ticket.id]["vitt_app_id"]
            )
        )._coverage_judge()
        return result

    def _coverage_get_service_rules(self):
        """An app is covered, whatever the kind of the case says."""
        rules = super()._coverage_get_service_rules()
        if self.vitt_app_id:
            rules.append((2, "in_scope", APP_CLAUSE))
        return rules

    def _coverage_override(self, state, reason):
        if state != "in_scope" and self.filtered("vitt_app_id"):
            raise UserError(
                self.env._(
                    "A VITT app is covered (SLA 6.01). If the customer asks for "
                    "something else, empty “VITT app asked for” first."
                )
            )
        return super()._coverage_override(state, reason)

    def _hours_propose(self, pool, offered, text, **values):
        if self.vitt_app_id:
            raise UserError(
                self.env._(
                    "Case %s asks for a VITT app: it is installed without cost, and no "
                    "hours are offered for it (SLA 6.01).",
                    self.number,
                )
            )
        return super()._hours_propose(pool, offered, text, **values)

    @api.constrains("vitt_app_id")
    def _check_vitt_app_id(self):
        for ticket in self.filtered("vitt_app_id"):
            ticket.sudo().vitt_app_id._check_not_retired()  # sudo: of any team

    @api.constrains("vitt_app_id", "partner_id", "company_id")
    def _check_vitt_app_contract(self):
        """What an app's case covers, its customer has a contract for."""
        for ticket in self.sudo().filtered("vitt_app_id"):  # sudo: to read contracts
            customer, company = ticket.commercial_partner_id, ticket.company_id
            # A closed one is history: its contract may have ended since.
            moment = customer and ticket.closed and ticket.closed_date
            if not (moment and customer._contract_is_in_force(company, moment)):
                ticket.vitt_app_id._check_contract(customer, company)

    def _vitt_app_answer(self, app, text):
        """Answer the customer with an app, in the agent's name (SLA 6.02).

        :param text: what the customer reads
        :return: the message
        """
        self._check_agent_access()
        self.ensure_one()
        text = (text or "").strip()
        if not app or app.state == "retired":
            raise UserError(
                self.env._("VITT app: choose one that is not retired: it solves this.")
            )
        if not text:
            raise UserError(self.env._("Answer: say how the app helps here."))
        # The answer promises to install it without cost.
        app._check_contract(self.commercial_partner_id, self.company_id)
        message = self._case_write_to_customer(text)
        # sudo: a fact and not a field to fill in
        ticket = self.sudo()
        ticket._sla_put(answered_vitt_app_id=app)
        ticket._sla_log(
            [ticket._sla_event("vitt_app_answer", new=app, message_id=message.id)]
        )
        return message

    def action_vitt_app_installed(self):
        """Open the window in which an agent notes that the app is installed."""
        self.ensure_one()
        self._check_agent_access()
        app = self.vitt_app_id or self.answered_vitt_app_id
        return {
            **self.env["bacg.vitt.app.installation"]._get_records_action(
                name=self.env._("VITT app installed"), target="new"
            ),
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_app_id": app.id,
                "default_partner_id": self.commercial_partner_id.id,
                "default_company_id": self.company_id.id,
                "default_ticket_id": self.id,
                "default_series": next(iter(app._get_series()), False),
            },
        }
