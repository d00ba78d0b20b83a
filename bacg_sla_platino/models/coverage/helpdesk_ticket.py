# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """Whether the agreement covers a case, and the explanation to the customer."""

    _inherit = "helpdesk.ticket"

    scope_source = fields.Selection(
        selection=[
            ("rule", "The kind's rule"),
            ("override", "An agent, with a reason"),
        ],
        string="Coverage decided by",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    scope_reason = fields.Char(
        string="Reason for the coverage",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
    )
    scope_clause_id = fields.Many2one(
        comodel_name="bacg.sla.clause",
        string="Clause",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    scope_line = fields.Text(compute="_compute_scope_line", string="The agreement says")
    area_team_id = fields.Many2one(related="category_id.area_team_id")
    scope_answered_at = fields.Datetime(
        string="Coverage explained on", readonly=True, sla_fact=True, copy=False
    )
    way_ids = fields.Json(compute="_compute_way_ids", string="Alternatives")

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {
            "lead_case_count",
            "suggested_category_id",
            "urgent_words",
        }

    @api.depends("category_id", "scope_state")
    def _compute_way_ids(self):
        for ticket in self:
            ticket.way_ids = (
                ticket._coverage_get_ways() if ticket.scope_state == "excluded" else []
            )

    def _coverage_get_ways(self):
        """Return the alternatives of a kind that is not covered: ``[name, label]``."""
        return self.category_id._coverage_get_ways()

    @api.model
    def _coverage_advise(self, subject, text, category_id=False):
        """Return what to tell a customer before he sends a case that is not covered.

        :param subject, text: what he wrote so far, plain
        :param category_id: the kind that he chose, if any; else his words suggest one
        :return: dict of texts, ``kind``, ``state``, ``line`` of the agreement, and the
            list ``ways``; None if the agreement covers it as far as one can see
        """
        suggested, _because, _urgent = self.env["bacg.sla.keyword"]._suggest(
            subject, text
        )
        kind = self.env["helpdesk.ticket.category"].browse(category_id or suggested)
        if not kind.show_in_portal or not kind.active or kind.scope_state == "in_scope":
            return None
        if kind.company_id and kind.company_id != self.env.company:
            return None
        labels = dict(kind._fields["scope_state"]._description_selection(self.env))
        return {
            "kind": kind.name,
            "state": labels[kind.scope_state].lower(),
            "line": kind.clause_line,
            "ways": [label for _name, label in kind._coverage_get_ways()],
        }

    @api.depends("category_id", "scope_state")
    def _compute_scope_line(self):
        for ticket in self:
            ticket.scope_line = ticket._coverage_get_line()

    def _coverage_get_line(self):
        """Return the sentence of the agreement by which the case is judged."""
        # sudo: it is the customer's agreement
        return self.sudo().category_id.clause_line

    def _coverage_get_clause(self, number):
        """Return a clause of this case's agreement, by its number."""
        # sudo: the clauses are the customer's to read
        ticket = self.sudo()
        agreement = ticket.agreement_id or ticket.company_id.sla_agreement_id
        return agreement.clause_ids.filtered(lambda clause: clause.number == number)

    def _coverage_get_template(self):
        """Return the answer that explains the coverage to the customer."""
        return self.category_id.answer_template_id

    def _coverage_judge(self):
        """Set whether each case is covered by the rule of its kind (SLA 1.11 to 1.16).

        A kind chosen by the customer only counts once an agent has classified the case.

        :return: the cases whose coverage changed
        """
        changed = self.browse()
        for (state, clause), tickets in self.grouped(
            lambda ticket: ticket._coverage_get_rule()
        ).items():
            changed |= tickets._coverage_set(state, "rule", clause)
        return changed

    def _coverage_get_rule(self):
        """Return the state and the clause that decide, a service's first."""
        if rules := self._coverage_get_service_rules():
            _rank, state, number = min(rules)
            return state, self._coverage_get_clause(number)
        kind = self.category_id
        return kind.scope_state or "in_scope", kind.clause_id

    def _coverage_get_service_rules(self):
        """Return what decides whatever the kind: rank, state and number of the clause.

        Hook: a room of services adds its own; the lowest rank decides.
        """
        return []

    def _coverage_set(self, state, source, clause, reason=False):
        """Set the coverage and log it; the caller synchronizes the clocks.

        :return: the cases whose coverage changed
        """
        changed = self.filtered(lambda ticket: ticket.scope_state != state)
        events = [
            ticket._sla_event(
                "coverage", ticket.scope_state, state, reason=reason or clause.number
            )
            for ticket in changed
        ]
        self._sla_put(
            scope_state=state,
            scope_source=source,
            scope_reason=reason,
            scope_clause_id=clause,
        )
        self._sla_log(events)
        return changed

    def _coverage_override(self, state, reason):
        """Override the rule of the kind as an agent, with a reason.

        :raises UserError: without a reason
        """
        self._check_agent_access()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Reason: explain why this case is treated differently.")
            )
        for clause, tickets in self.grouped(lambda t: t.category_id.clause_id).items():
            tickets._coverage_set(state, "override", clause, reason.strip())
        self._sla_sync()

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)
        judged = self.filtered(
            lambda ticket: (
                any(
                    ticket[name] != before[ticket.id][name]
                    for name in ("category_id", "contract_id")
                )
                and (ticket.classified_at or not self.env.user.share)
            )
        )
        judged._coverage_judge()
        moved = self.filtered(lambda t: t.team_id != before[t.id]["team_id"])
        moved.filtered(lambda t: t.scope_source == "override")._coverage_ask_again()
        return result

    def _coverage_ask_again(self):
        """Ask the new team to review what another team decided by hand."""
        words = self._in_staff_language().env._(
            "Coverage was decided by hand before the case came to this team: is it "
            "still right?"
        )
        for ticket in self:
            user = ticket.user_id or ticket.team_id.user_id or self.env.user
            ticket.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary=words
            )

    def _case_mark_classified(self, reason=None):
        fresh = super()._case_mark_classified(reason)
        by_rule = fresh.filtered(lambda t: t.scope_source != "override")
        by_rule._coverage_judge()._sla_sync()
        return fresh

    def action_answer_coverage(self):
        """Send the answer of the kind, which is the first response (SLA 1.11)."""
        self._check_agent_access()
        for ticket in self:
            ticket._coverage_answer()

    def _coverage_answer(self):
        template = self._coverage_get_template()
        if not template:
            raise UserError(
                self.env._(
                    "%s has no answer yet: choose one in the request catalogue, or "
                    "write to the customer below.",
                    self.category_id.display_name or self.env._("This kind"),
                )
            )
        # sudo: administrators decide what the template contains
        template = template.sudo()
        rendered = {
            name: template._render_field(name, self.ids, compute_lang=True)[self.id]
            for name in ("subject", "body_html")
        }
        if self.scope_state == "excluded" and self.stage_id.sla_mode == "run":
            # Before the mail, which says for whom the case waits then.
            self.stage_id = self._sla_stage("wait_customer") or self.stage_id
        self.message_post(
            body=rendered["body_html"],
            subject=rendered["subject"],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
        )
        # sudo: agents cannot write this field, which records a fact
        self.sudo().scope_answered_at = self._sla_now()
        if self.scope_state == "excluded":
            self._coverage_hand_lead()
