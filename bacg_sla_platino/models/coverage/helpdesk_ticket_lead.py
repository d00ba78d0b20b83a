# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """Requests that are not covered become leads of the commercial area (SLA 1.11)."""

    _inherit = "helpdesk.ticket"

    lead_origin_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Lead from case",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
    )
    lead_case_ids = fields.One2many(
        comodel_name="helpdesk.ticket",
        inverse_name="lead_origin_id",
        string="Leads",
        groups="base.group_user",
    )
    lead_case_count = fields.Integer(compute="_compute_lead_case_count")

    @api.depends("lead_case_ids")
    def _compute_lead_case_count(self):
        counts = dict(
            self._read_group(
                [("lead_origin_id", "in", self.ids)], ["lead_origin_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.lead_case_count = counts.get(ticket, 0)

    def action_view_leads(self):
        self.ensure_one()
        return self.lead_case_ids._get_records_action(name=self.env._("Leads"))

    def _coverage_hand_lead(self):
        """Hand this request to the commercial area as a lead, once.

        With OCA's ``helpdesk_mgmt_crm`` it is an opportunity, else a case of the area.
        """
        self.ensure_one()
        # sudo: support agents need not see the commercial area's records
        ticket = self.sudo()
        if "lead_ids" in ticket._fields:
            if not ticket.lead_ids:
                ticket._coverage_create_opportunity()
        elif not ticket.lead_case_ids:
            ticket._coverage_create_lead_case()

    def _coverage_create_opportunity(self):
        wizard = self.env["helpdesk.ticket.create.lead"]
        return self.env["crm.lead"].create(
            wizard.new({"ticket_id": self})._prepare_vals()
        )

    def _coverage_create_lead_case(self):
        team = self.category_id.area_team_id or self.env.ref(
            "bacg_sla_platino.team_commercial"
        )
        kind = self.env.ref(
            "bacg_sla_platino.category_routed_commercial", raise_if_not_found=False
        )
        lead = self.create(
            {
                "name": ": ".join(filter(None, (self.category_id.name, self.name))),
                "description": self.description,
                "partner_id": self.partner_id.id,
                "team_id": team.id,
                "category_id": kind.id if kind else False,
                "company_id": self.company_id.id,
                "lead_origin_id": self.id,
                # The lead starts now; the support case has the clocks.
                "reported_at": self._sla_now(),
            }
        )
        # The customer follows the support case; the lead stays internal until the
        # area writes to them.
        lead._message_log(
            body=self.env._("Lead from case %s, which is not covered.", self.number)
        )
        return lead

    def _sla_get_no_clock_reason(self, policy):
        """A lead is our own note: what is not covered has no resolution (SLA 1.11).

        The customer's case has the clocks, those of a request for another area, too.
        """
        return (
            "lead" if self.lead_origin_id else super()._sla_get_no_clock_reason(policy)
        )

    def _sla_measure_all(self, facts, policy, hours):
        # Nor has it one by which it was reached before.
        if self.lead_origin_id:
            return {}
        return super()._sla_measure_all(facts, policy, hours)

    def _subscribe_contacts(self, creator=None):
        """Do not subscribe customers to the leads from their requests."""
        cases = self.filtered(lambda ticket: not ticket.lead_origin_id)
        return super(HelpdeskTicket, cases)._subscribe_contacts(creator=creator)

    def _coverage_choose_way(self, way, author):
        """Register the customer's choice of an alternative, for agent and area.

        :param way: name of an alternative of the kind
        :param author: the customer's contact
        :raises UserError: for an alternative that is not offered
        """
        self.ensure_one()
        label = dict(self._coverage_get_ways()).get(way)
        if self.scope_state != "excluded" or not label or self.closed:
            raise UserError(
                self.env._("Alternative: choose one of those offered on the case.")
            )
        choice = self.env._("I choose: %s.", label)
        self.message_post(
            body=choice,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._coverage_hand_lead()
        note = self.env._("The customer chose: %s.", label)
        self.lead_case_ids._message_log_batch(
            {lead.id: note for lead in self.lead_case_ids}
        )
