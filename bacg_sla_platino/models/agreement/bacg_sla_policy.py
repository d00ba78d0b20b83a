# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import ormcache

from ...tools.wording import sentence_case
from ..common.selections import PRIORITIES, selection_labels

OUTAGE_SCOPES = [
    ("none", "No outage"),
    ("claimed", "Outage claimed, to be checked"),
    ("total", "Services stopped totally"),
    ("partial", "Services stopped partially"),
    ("some_users", "Some users only"),
    ("local", "The customer's own network or services"),
]


class BacgSlaPolicy(models.Model):
    """A row of the SLA table; the first that matches a case is its policy."""

    _name = "bacg.sla.policy"
    _description = "SLA Policy"
    _inherit = ["bacg.sla.published.mixin"]
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    priority = fields.Selection(selection=PRIORITIES, required=True)
    category_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.category",
        string="Categories",
        help="Only cases of these categories. Empty: all.",
    )
    outage_scope = fields.Selection(
        selection=OUTAGE_SCOPES,
        help="Only cases whose outage was found to be of this kind. Empty: all.",
    )
    criterion = fields.Text(
        required=True,
        translate=True,
        help="The document's words on when a case has this priority.",
    )
    criterion_text = fields.Text(
        string="Criterion as it is shown",
        compute="_compute_criterion_text",
        export_string_translation=False,
    )
    clause_id = fields.Many2one(
        comodel_name="bacg.sla.clause",
        domain="[('agreement_id', '=', agreement_id)]",
    )
    target_ids = fields.One2many(
        comodel_name="bacg.sla.target", inverse_name="policy_id", copy=True
    )
    times_text = fields.Char(string="Times", compute="_compute_times_text")

    @api.depends("criterion")
    @api.depends_context("lang")
    def _compute_criterion_text(self):
        for policy in self:
            policy.criterion_text = sentence_case(policy.criterion)

    @api.depends("target_ids.display_name", "target_ids.metric")
    def _compute_times_text(self):
        for policy in self:
            # The weekly report is the same for all: it would only be noise here.
            targets = policy.target_ids.filtered(lambda t: t.metric != "follow_up")
            policy.times_text = " · ".join(targets.mapped("display_name"))

    def _get_condition(self):
        """Return of which cases this is the policy, and its weekly report, as text."""
        weekly = self.target_ids.filtered(lambda t: t.metric == "follow_up")
        parts = (
            self.env._("Order %s", self.sequence),
            selection_labels(self, "priority").get(self.priority),
            ", ".join(self.category_ids.mapped("name")),
            selection_labels(self, "outage_scope").get(self.outage_scope),
            self.criterion,
            *weekly.mapped("display_name"),
        )
        return " · ".join(filter(None, parts))

    def _target(self, metric):
        """Return this policy's promise of a metric, or none."""
        ids = dict(self._target_ids()) if self.id else {}
        target = self.env["bacg.sla.target"].browse(ids.get(metric, ()))
        return target.with_prefetch(ids.values())

    @ormcache("self.id")
    def _target_ids(self):
        targets = self.sudo().target_ids  # sudo: the same for whoever asks first
        return tuple((target.metric, target.id) for target in targets)

    def _first_match(self, priority, category, outage_scope):
        """Return the first policy by sequence for a case's facts (SLA 1.21)."""
        for policy in self.sorted(lambda policy: (policy.sequence, policy.id)):
            if (
                policy.priority == priority
                and (not policy.category_ids or category in policy.category_ids)
                and policy.outage_scope in (False, outage_scope)
            ):
                return policy
        return self.browse()
