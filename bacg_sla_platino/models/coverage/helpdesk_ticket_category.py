# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.clock.duration import format_promise
from ..clock.helpdesk_ticket import COVERAGE

# Where a customer looks for a kind, unless administrators say otherwise.
GROUP_OF_SCOPE = {
    "in_scope": "question",
    "excluded": "change",
    "routed": "area",
    "vendor": "problem",
}
GROUP_OF_CODE = {
    "access_outage": "problem",
    "included_access_problem": "problem",
    "included_message": "problem",
    "development_bug": "service",
    "interface": "service",
    "localization": "service",
    "vitt_app": "service",
}


class HelpdeskTicketCategory(models.Model):
    """Request catalogue: the kinds that the agreement covers or not (SLA 1.11-1.18)."""

    _name = "helpdesk.ticket.category"
    _inherit = ["helpdesk.ticket.category", "bacg.sla.duration.mixin"]
    _duration_fields = {"minimum_notice": "minimum_notice_minutes"}

    sla_code = fields.Char(
        string="Code",
        index="btree_not_null",
        copy=False,
        help="A stable name for reports and other systems.",
    )
    scope_state = fields.Selection(
        selection=COVERAGE, string="Coverage", required=True, default="in_scope"
    )
    portal_group = fields.Selection(
        selection=[
            ("problem", "Something does not work"),
            ("question", "I have a question"),
            ("service", "A development, an interface, a localization or an app"),
            ("change", "A change or something new"),
            ("area", "Prices, invoices or contracts"),
        ],
        string="Group in the portal",
        compute="_compute_portal_group",
        store=True,
        readonly=False,
        help="Under which words a customer finds the kind when he opens a case.",
    )
    clause_id = fields.Many2one(
        comodel_name="bacg.sla.clause",
        help="The clause of the agreement that defines the coverage.",
    )
    clause_line = fields.Text(
        string="In the agreement's words",
        help="The sentence of the clause that the customer reads.",
    )
    area_team_id = fields.Many2one(
        comodel_name="helpdesk.ticket.team",
        string="Area",
        help="The team that handles such cases, or the leads of those not covered.",
    )
    answer_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Answer",
        domain="[('model', '=', 'helpdesk.ticket')]",
        help="The answer sent to the customer by one click.",
    )
    closes_on_contact = fields.Boolean(
        help="“Contact made” closes such a case (SLA 1.14 to 1.16)."
    )
    way_quote = fields.Boolean(string="A quote")
    way_hours = fields.Boolean(string="Contracted hours")
    way_vitt_app = fields.Boolean(string="A VITT app")
    minimum_notice_minutes = fields.Float(
        help="Minimum notice at which a session of this kind is requested (SLA 7.03), "
        "in minutes."
    )
    minimum_notice = fields.Char(
        string="Notice for a session",
        compute="_compute_minimum_notice",
        readonly=False,
        help="How long before a session of this kind is requested (SLA 7.03), as you "
        "say it: 8 h, 1 day. Empty: no notice.",
    )
    keyword_ids = fields.One2many(
        comodel_name="bacg.sla.keyword", inverse_name="category_id", string="Words"
    )

    _sla_code_uniq = models.UniqueIndex(
        "(sla_code) WHERE sla_code IS NOT NULL", "Code: another kind already has it."
    )

    @api.depends("minimum_notice_minutes")
    @api.depends_context("lang")
    def _compute_minimum_notice(self):
        for category in self:
            minutes = category.minimum_notice_minutes
            category.minimum_notice = (
                format_promise(self.env, minutes) if minutes else False
            )

    @api.onchange("minimum_notice")
    def _onchange_minimum_notice(self):
        return self._onchange_duration("minimum_notice")

    @api.constrains("scope_state", "way_quote", "way_hours", "way_vitt_app")
    def _check_way_on(self):
        for category in self:
            ways = category.way_quote or category.way_hours or category.way_vitt_app
            if category.scope_state == "excluded" and not ways:
                raise ValidationError(
                    self.env._(
                        "%s is not covered: choose at least one alternative, a quote, "
                        "contracted hours or a VITT app.",
                        category.display_name,
                    )
                )

    @api.constrains("scope_state", "area_team_id")
    def _check_area(self):
        for category in self:
            if category.scope_state == "routed" and not category.area_team_id:
                raise ValidationError(
                    self.env._(
                        "%s is for another area: choose the area's team.",
                        category.display_name,
                    )
                )

    @api.depends("scope_state", "sla_code")
    def _compute_portal_group(self):
        for category in self:
            category.portal_group = category._coverage_usual_group()

    def _coverage_usual_group(self):
        """Return under which words a customer looks for this kind, as a rule."""
        by_scope = GROUP_OF_SCOPE[self.scope_state or "in_scope"]
        return GROUP_OF_CODE.get(self.sla_code, by_scope)

    def _coverage_group_for_form(self):
        """Return ``(label, kinds)`` for each group of the portal's form."""
        labels = self._fields["portal_group"]._description_selection(self.env)
        # No kind is lost to the form because somebody emptied its group.
        kinds = self.grouped(
            lambda kind: kind.portal_group or kind._coverage_usual_group()
        )
        return [(label, kinds[key]) for key, label in labels if key in kinds]

    def _coverage_get_ways(self):
        """Return the alternatives if this kind is not covered: ``[name, label]``."""
        ways = (
            ("quote", self.way_quote, self.env._("a quote")),
            ("hours", self.way_hours, self.env._("hours you have contracted")),
            ("vitt_app", self.way_vitt_app, self.env._("a VITT app")),
        )
        return [[name, label] for name, offered, label in ways if offered]

    def write(self, vals):
        result = super().write(vals)
        if "scope_state" in vals:
            # sudo: administrators of the catalogue need not see every case
            cases = (
                self.env["helpdesk.ticket"]
                .sudo()
                .search(
                    [
                        ("category_id", "in", self.ids),
                        ("closed", "=", False),
                        ("classified_at", "!=", False),
                        ("scope_source", "!=", "override"),
                    ]
                )
            )
            cases._coverage_judge()
        return result

    def unlink(self):
        # Its words are deleted with it, and policies lose their restriction to it.
        self.env.registry.clear_cache()
        return super().unlink()
