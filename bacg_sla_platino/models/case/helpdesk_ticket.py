# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...tools.concurrency import SENT_TWICE, one_after_the_other
from ..common.selections import PRIORITIES


class HelpdeskTicket(models.Model):
    """BACG assigns the priority (SLA 1.05); unclassified cases wait in a queue."""

    _inherit = "helpdesk.ticket"

    classified_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
    )
    sla_priority_choices = fields.Json(compute="_compute_sla_priority_choices")

    @api.model
    def _case_prepare(self, partner, company, subject, text):
        """Return the values of a case that a page of ours opens for a customer.

        :param partner: the customer's contact who asks
        :param company: ours
        :param text: plain text
        """
        team = self.env["helpdesk.ticket.team"]._case_get_portal_team(company)
        return {
            "name": subject,
            "description": plaintext2html(text),
            "partner_id": partner.id,
            "partner_name": partner.name,
            "partner_email": partner.email,
            "company_id": company.id,
            "team_id": team.id,
            "stage_id": team._get_applicable_stages()[:1].id,
            "outage_scope": "none",
            # Core's default is whoever creates it.
            "user_id": False,
        }

    @api.model
    def _case_find_sent(self, values):
        """Return the open case that the user's same form made a moment ago, if any.

        Whoever clicks twice sends a form twice: the second waits for the first.

        :param values: of the case that the form is about to make
        :raises ConcurrencyError: if the first was done while we waited
        """
        same = Domain("closed", "=", False) & Domain(
            "reported_at", ">", fields.Datetime.now() - SENT_TWICE
        )
        same &= Domain("create_uid", "=", self.env.uid)
        for name in self._case_get_form_fields():
            # As it is stored: a text of HTML is cleaned.
            value = self._fields[name].convert_to_column(values.get(name), self)
            same &= Domain(name, "=", value or False)
        key = f"bacg_case_form_{values['partner_id']}"
        return one_after_the_other(self, key, same)

    @api.model
    def _case_get_form_fields(self):
        """Return the names of what makes two cases of a form the same."""
        return ["partner_id", "name", "description", "category_id", "outage_scope"]

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {
            "can_undo_classify",
            "customer_reminded_at",
            "proposed_contract_id",
            "proposed_sender",
        }

    @api.depends("agreement_id", "company_id.sla_agreement_id")
    def _compute_sla_priority_choices(self):
        labels = self._fields["priority"]._description_selection(self.env)
        for ticket in self:
            policies = {
                policy.priority: policy
                for policy in ticket._case_get_priority_policies()
            }
            ticket.sla_priority_choices = [
                {
                    "priority": priority,
                    "label": label,
                    "criterion": policies[priority].criterion_text,
                    "times": policies[priority].times_text,
                }
                for priority, label in labels
                if priority in policies
            ]

    def _case_get_priority_policies(self):
        """Return the rows of the SLA table that describe the priorities 4 to 1."""
        return self._case_get_policies().filtered(
            lambda policy: not policy.category_ids and not policy.outage_scope
        )

    def _case_get_policies(self):
        """Return all policies of the agreement, even without a contract."""
        # sudo: whoever sees the case may see the policies
        ticket = self.sudo()
        agreement = ticket.agreement_id or ticket.company_id.sla_agreement_id
        return agreement.policy_ids

    def action_classify_1(self):
        return self.action_classify("3")

    def action_classify_2(self):
        return self.action_classify("2")

    def action_classify_3(self):
        return self.action_classify("1")

    def action_classify_4(self):
        return self.action_classify("0")

    def action_classify(self, priority=None):
        """Set the priority of these cases, which removes them from the queue.

        :param priority: a key of ``PRIORITIES``
        :raises UserError: for any other value
        """
        self._check_agent_access()
        if priority not in dict(PRIORITIES):
            raise UserError(self.env._("Priority: choose 4, 3, 2 or 1."))
        self._case_classify(priority)

    def _case_log_work(self, source, minutes, day, text):
        """Record work on this case that the customer agreed to pay by hours; a hook.

        :param source: what the minutes are drawn from
        :param day: date on which the work was done
        :param text: what was done, in a sentence
        """

    def _case_classify(self, priority, reason=None, from_now=False):
        """Set the priority of these cases; the first time removes them from the queue.

        :param reason: why the priority changes, for the ledger
        :param from_now: the cases got worse: their clocks start now (SLA 1.20)
        """
        self._check_agent_access()
        self._case_check_unclaimed()
        if from_now:
            self._case_check_worse(priority)
        said = {"reason": reason, "from_now": from_now}
        self._sla_with(**said).write({"priority": priority})
        self._case_mark_classified(reason)

    def _case_check_unclaimed(self):
        """Raise if an outage is claimed on one of these cases."""
        claimed = self.filtered(lambda ticket: ticket.outage_scope == "claimed")
        if claimed:
            raise UserError(
                self.env._(
                    "Case %s: an outage is claimed. Enter its outcome first; the "
                    "priority follows from it.",
                    claimed[:1].number,
                )
            )

    def _case_check_worse(self, priority):
        """Raise if a case is to get worse without a more urgent priority."""
        for ticket in self.filtered(lambda ticket: ticket.priority >= priority):
            raise UserError(
                self.env._(
                    "Priority of case %(number)s: “It got worse” requires a priority "
                    "more urgent than %(priority)s. Choose one, or “It was misjudged”.",
                    number=ticket.number,
                    priority=ticket._get_priority_label(),
                )
            )

    def _case_mark_classified(self, reason=None):
        """Set who first classified these cases, and when; the resolution is promised.

        :param reason: for the ledger
        :return: the cases that were not classified before
        """
        fresh = self.filtered(lambda ticket: not ticket.classified_at)
        fresh._sla_put(classified_at=self._sla_now(), classified_by_id=self.env.user)
        fresh._sla_log(
            [
                ticket._sla_event("classified", new=ticket.priority, reason=reason)
                for ticket in fresh
            ]
        )
        return fresh
