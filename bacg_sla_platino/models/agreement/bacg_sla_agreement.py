# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

STATES = [
    ("draft", "Draft"),
    ("published", "Published"),
    ("superseded", "Superseded"),
]
STATE_ORDER = [state for state, _label in STATES]


class BacgSlaAgreement(models.Model):
    """One version of the SLA document; a change is a new version."""

    _name = "bacg.sla.agreement"
    _description = "SLA Agreement"
    _inherit = ["mail.thread", "bacg.sla.published.mixin"]
    _order = "name, effective_from desc, id desc"

    name = fields.Char(required=True)
    version = fields.Char(required=True)
    company_id = fields.Many2one(comodel_name="res.company")
    effective_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Cases reported from this day on, in the zone of the business calendar, "
        "are measured by this version. A new version starts after the day on which it "
        "is published.",
    )
    successor_id = fields.Many2one(
        comodel_name="bacg.sla.agreement", readonly=True, copy=False, index=True
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Business hours",
        required=True,
        check_company=True,
        help="What a working hour (“hora hábil”) of this agreement is.",
    )
    reopen_days = fields.Integer(
        string="Reopening window (days)",
        default=7,
        help="Within these days a closed case is reopened and the same clocks go on.",
    )
    clause_ids = fields.One2many(
        comodel_name="bacg.sla.clause", inverse_name="agreement_id", copy=True
    )
    policy_ids = fields.One2many(
        comodel_name="bacg.sla.policy", inverse_name="agreement_id", copy=True
    )
    former_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        string="Version before",
        compute="_compute_former_id",
    )
    changes = fields.Html(
        string="What changes",
        compute="_compute_changes",
        sanitize=False,
        help="What this version says otherwise than the one before.",
    )

    _version_uniq = models.Constraint(
        "UNIQUE (name, version, company_id)",
        "This version of the agreement exists already.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = f"{agreement.name} {agreement.version}"

    def _compute_former_id(self):
        former = {one.successor_id: one for one in self._predecessors()}
        for agreement in self:
            agreement.former_id = former.get(agreement._origin)

    @api.depends("former_id")
    @api.depends_context("lang")
    def _compute_changes(self):
        self.changes = False
        for agreement in self.filtered("former_id"):
            agreement.changes = self.env["ir.qweb"]._render(
                "bacg_sla_platino.agreement_changes",
                {"changes": agreement._compare_with(agreement.former_id)},
            )

    @api.constrains("reopen_days")
    def _check_reopen_days(self):
        if any(agreement.reopen_days < 0 for agreement in self):
            raise ValidationError(
                self.env._("Reopening window: give a number of days, 0 or more.")
            )

    @api.constrains("successor_id")
    def _check_successor_id(self):
        if self._has_cycle("successor_id"):
            raise ValidationError(
                self.env._("A version of an agreement cannot come after itself.")
            )

    def write(self, vals):
        self._check_state_change(vals.get("state"))
        return super().write(vals)

    def copy_data(self, default=None):
        return [
            dict(vals, version=self.env._("%(version)s (copy)", version=record.version))
            if "version" not in (default or {})
            else vals
            for record, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def copy(self, default=None):
        copies = super().copy(default)
        for copied in copies:
            clauses = {clause.number: clause for clause in copied.clause_ids}
            for policy in copied.policy_ids.filtered("clause_id"):
                policy.clause_id = clauses.get(policy.clause_id.number)
        return copies

    def action_publish(self):
        """Freeze the agreement; from its day on, new cases are measured by it."""
        for agreement in self:
            if agreement.state != "draft":
                raise UserError(
                    self.env._("%(name)s is not a draft.", name=agreement.display_name)
                )
        self.state = "published"
        self._predecessors().state = "superseded"

    def _check_state_change(self, state):
        """Refuse an earlier state: cases are measured by what was published.

        :param state: the state that is written, if any
        """
        for agreement in self.filtered(lambda a: state and a.state != state):
            if STATE_ORDER.index(state) < STATE_ORDER.index(agreement.state):
                agreement._sla_check_unpublished()
            if state == "published":
                agreement._check_publishable()

    def _check_publishable(self):
        if not self.policy_ids.target_ids:
            raise UserError(
                self.env._(
                    "%(name)s has no policy with a target: there is nothing to "
                    "measure. Add a policy first.",
                    name=self.display_name,
                )
            )
        self.resource_calendar_id._sla_check_usable()
        for predecessor in self._predecessors():
            # What was promised to a customer does not change afterwards.
            if self.effective_from <= max(predecessor.effective_from, self._today()):
                raise UserError(
                    self.env._(
                        "“Effective from” of %(name)s: give a day after today and "
                        "after that of the version before. Cases reported until then "
                        "keep the version that they were promised.",
                        name=self.display_name,
                    )
                )

    def _predecessors(self):
        return self.search([("successor_id", "in", self.ids)])

    def _today(self):
        """Return today's date in the zone of the business calendar."""
        zone = pytz.timezone(self.resource_calendar_id.tz or "UTC")
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

    def action_new_version(self):
        """Copy a published agreement into a draft that follows it."""
        self.ensure_one()
        if self.successor_id:
            raise UserError(
                self.env._(
                    "%(name)s already has a successor: %(successor)s.",
                    name=self.display_name,
                    successor=self.successor_id.display_name,
                )
            )
        self.successor_id = self.copy(
            {"effective_from": self._today() + timedelta(days=1)}
        )
        return self.successor_id._get_records_action(name=self.env._("New version"))

    def _get_later_versions(self):
        """Return the published versions that came after this one, oldest first."""
        later, agreement = self.browse(), self.successor_id
        while agreement.state in ("published", "superseded"):
            later |= agreement
            agreement = agreement.successor_id
        return later

    def _in_force_on(self, day):
        """Return the version of this agreement in force on ``day`` (a date)."""
        begun = self._get_later_versions().filtered(lambda a: a.effective_from <= day)
        return (self | begun)[-1:]

    def _get_changes_since(self, former):
        """Return what this version tells customers otherwise than a former one."""
        lines = []
        for label, old, new in _differences(former._get_lines(), self._get_lines()):
            if new is None:
                lines.append(self.env._("%(what)s: no longer", what=label))
            elif old:
                lines.append(
                    self.env._(
                        "%(what)s: %(new)s (until now: %(old)s)",
                        what=label,
                        new=new,
                        old=old,
                    )
                )
            else:
                lines.append(f"{label}: {new}")
        return lines or [self.env._("Nothing but the version and its date.")]

    def _compare_with(self, former):
        """Return all that differs from a former version, what is ours alone included.

        :return: ``(what, then, now)`` triples of texts; None where it is not said
        """
        before = {**former._get_lines(), **former._get_inner_lines()}
        return _differences(before, {**self._get_lines(), **self._get_inner_lines()})

    def _get_inner_lines(self):
        """Return what our people alone compare, as :meth:`_get_lines`; a hook."""
        return {
            self.env._("Row: %s", name): "; ".join(
                policy._get_condition() for policy in same
            )
            for name, same in self.policy_ids.grouped("name").items()
        }

    def _get_lines(self):
        """Return what this version says, by what a line is about.

        Hook: rooms above add what they let it say.
        """
        calendar, days = self.resource_calendar_id, self.reopen_days
        policies = self.policy_ids.grouped("name")
        return {
            **{
                name: "; ".join(same.mapped("times_text"))
                for name, same in policies.items()
            },
            **{one.display_name: one.text or "" for one in self.clause_ids},
            self.env._("Business hours"): calendar.name,
            self.env._("Reopening window (days)"): str(days),
        }

    def _policy_for(self, priority, category, outage_scope):
        """Return this agreement's policy for a case's facts (SLA 1.21)."""
        return self.env["bacg.sla.policy"].browse(
            self._policy_id_for(priority, category.id, outage_scope)
        )

    @ormcache("self.id", "priority", "category_id", "outage_scope")
    def _policy_id_for(self, priority, category_id, outage_scope):
        category = self.env["helpdesk.ticket.category"].browse(category_id)
        policies = self.sudo().policy_ids  # sudo: the same for whoever asks first
        return policies._first_match(priority, category, outage_scope).id

    def _sla_agreements(self):
        return self

    def _sla_free_fields(self):
        # Calendars stay live: holidays are entered year by year.
        return {"state", "successor_id", "message_follower_ids", "message_ids"}


def _differences(before, now):
    """Return ``(label, old, new)`` of what two dicts of texts say otherwise."""
    return [
        (label, before.get(label), now.get(label))
        for label in {**now, **before}
        if before.get(label) != now.get(label)
    ]
