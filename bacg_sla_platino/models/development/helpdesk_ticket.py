# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.selections import PRIORITIES
from .bacg_sla_fix_term import BUG_TYPES

BUG_CLAUSE = "4.01"

EXCLUSIONS = [
    ("own_code", "Changed by the customer's own code"),
    ("third_party", "A third party's change"),
]


class HelpdeskTicket(models.Model):
    """Bugs of what BACG developed: always covered, without cost (SLA 4.01)."""

    _inherit = "helpdesk.ticket"

    development_id = fields.Many2one(
        comodel_name="bacg.development",
        index="btree_not_null",
        copy=False,
        check_company=True,
        tracking=True,
        domain="[('partner_id', '=?', commercial_partner_id)]",
        help="The case is a bug of this development: under warranty (SLA 4.01).",
    )
    suggested_development_id = fields.Many2one(
        comodel_name="bacg.development",
        compute="_compute_suggested_development_id",
        help="The customer's one development that the case names.",
    )
    bug_type = fields.Selection(selection=BUG_TYPES, tracking=True, copy=False)
    bug_criticality = fields.Selection(
        selection=PRIORITIES,
        string="Criticality",
        compute="_compute_bug_criticality",
        inverse="_inverse_bug_criticality",
        help="It sets the priority of the case, and so its clocks (SLA 4.02).",
    )
    bug_exclusion = fields.Selection(
        selection=EXCLUSIONS,
        string="Excluded from the warranty",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    bug_exclusion_reason = fields.Char(readonly=True, sla_fact=True, copy=False)
    bug_exclusion_clause_id = fields.Many2one(
        comodel_name="bacg.sla.clause",
        string="Clause of the exclusion",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    known_bug_case_ids = fields.One2many(
        comodel_name="bacg.known.bug.case",
        inverse_name="ticket_id",
        string="Known bugs",
        copy=False,
        groups="base.group_user",
    )
    bug_under_warranty = fields.Boolean(
        string="Under warranty",
        compute="_compute_bug_under_warranty",
        store=True,
        sla_fact=True,
        help="A bug that BACG corrects without cost (SLA 4.01).",
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"suggested_development_id"}

    @api.depends("name", "description", "commercial_partner_id", "development_id")
    def _compute_suggested_development_id(self):
        # sudo: agents see the names of what their company developed
        developments = self.env["bacg.development"].sudo()
        unnamed = self.filtered(lambda ticket: not ticket.development_id)
        in_use = developments.search(
            [
                ("partner_id", "in", unnamed.commercial_partner_id.ids),
                ("state", "!=", "retired"),
            ]
        ).grouped(lambda one: (one.partner_id, one.company_id))
        for ticket in self:
            found = developments
            if not ticket.development_id:
                key = (ticket.commercial_partner_id, ticket.company_id)
                found = in_use.get(key, developments)._find_in_text(
                    f"{ticket.name or ''} {ticket.description or ''}"
                )
            ticket.suggested_development_id = found.sudo(False)

    @api.depends("priority", "classified_at", "development_id")
    def _compute_bug_criticality(self):
        for ticket in self:
            judged = bool(ticket.development_id and ticket.classified_at)
            ticket.bug_criticality = judged and ticket.priority

    def _inverse_bug_criticality(self):
        chosen = {ticket: ticket.bug_criticality for ticket in self}
        for ticket, criticality in chosen.items():
            if criticality:
                ticket._case_classify(criticality)

    @api.depends("development_id.warranty_until", "bug_exclusion", "reported_at")
    def _compute_bug_under_warranty(self):
        for ticket in self:
            # sudo: whoever sees the case knows whether it is under warranty
            development = ticket.sudo().development_id
            ticket.bug_under_warranty = (
                development
                and not ticket.bug_exclusion
                and development._covers(
                    ticket._development_local_day(ticket.reported_at)
                )
            )

    @api.model
    def _sla_agent_fields(self):
        return super()._sla_agent_fields() | {"bug_type", "bug_criticality"}

    @api.model
    def _case_get_form_fields(self):
        return [*super()._case_get_form_fields(), "development_id"]

    @api.model
    def _sla_event_kinds(self):
        return {
            **super()._sla_event_kinds(),
            "development_id": "development",
            "bug_exclusion": "bug_exclusion",
        }

    @api.model
    def _sla_watched_fields(self):
        return super()._sla_watched_fields() | {"development_id", "bug_exclusion"}

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)
        self.filtered(
            lambda ticket: any(
                before[ticket.id][name] != after[ticket.id][name]
                for name in ("development_id", "bug_exclusion")
            )
        )._coverage_judge()
        return result

    def _case_take_over(self, sources):
        result = super()._case_take_over(sources)
        # sudo: whoever may merge cases also moves what hangs on them
        links = sources.sudo().known_bug_case_ids
        known = self.sudo().known_bug_case_ids.bug_id
        moved = links.filtered(
            lambda link: (
                link.bug_id not in known
                and self.development_id in link.bug_id.development_ids
            )
        )
        for bug_links in moved.grouped("bug_id").values():
            bug_links[:1].ticket_id = self
        return result

    def action_take_suggested_development(self):
        self._check_agent_access()
        for ticket in self.filtered("suggested_development_id"):
            ticket.development_id = ticket.suggested_development_id

    # -------------------------------------------------------------------------
    # Always covered, never charged
    # -------------------------------------------------------------------------

    @api.constrains("development_id")
    def _check_development_id(self):
        for ticket in self.sudo():  # sudo: only to compare
            development = ticket.development_id
            if development and development.partner_id != ticket.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Development: %(development)s was made for %(customer)s, who "
                        "is not the customer of case %(number)s.",
                        development=development.name,
                        customer=development.partner_id.name,
                        number=ticket.number,
                    )
                )

    def _contact_replaced(self, old):
        """Leave behind what was made for the customer who was it wrongly."""
        result = super()._contact_replaced(old)
        # sudo: whoever corrects a contact need not see developments
        ticket = self.sudo()
        customer, made_for = (
            ticket.commercial_partner_id,
            ticket.development_id.partner_id,
        )
        if customer and made_for and customer != made_for:
            ticket.known_bug_case_ids.unlink()
            ticket.development_id = False
        return result

    def _coverage_get_service_rules(self):
        """A bug is covered whatever its kind, also to find out whose it is."""
        rules = super()._coverage_get_service_rules()
        if self.development_id:
            rules.append((1, "in_scope", BUG_CLAUSE))
        return rules

    def _coverage_override(self, state, reason):
        if state != "in_scope" and self.filtered("bug_under_warranty"):
            raise UserError(
                self.env._(
                    "A bug of a development is covered (SLA 4.01). If the customer or "
                    "a third party changed it, use “Exclude from the warranty”."
                )
            )
        return super()._coverage_override(state, reason)

    def _hours_propose(self, pool, offered, text, **values):
        if self.bug_under_warranty:
            raise UserError(
                self.env._(
                    "Case %s is a bug under warranty: it is corrected without cost, "
                    "and no hours are offered for it (SLA 4.01).",
                    self.number,
                )
            )
        return super()._hours_propose(pool, offered, text, **values)

    def _development_exclude(self, exclusion, reason, clause):
        """Say that a fault is not the development's; it was diagnosed all the same.

        :param exclusion: a key of ``bug_exclusion``, False if it is a bug after all
        :param reason: the customer reads it
        :param clause: the clause by which it is excluded
        """
        self._check_agent_access()
        self.ensure_one()
        reason = (reason or "").strip()
        if not self.development_id:
            raise UserError(self.env._("Development: name it first."))
        if exclusion and not (reason and clause):
            raise UserError(
                self.env._(
                    "Reason and clause: say what was found, the customer reads it."
                )
            )
        # sudo: this method asked for the reason
        self.sudo()._sla_with(reason=reason).write(
            {
                "bug_exclusion": exclusion,
                "bug_exclusion_reason": exclusion and reason,
                "bug_exclusion_clause_id": exclusion and clause.id,
            }
        )
