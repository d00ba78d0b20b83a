# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..agreement.bacg_sla_target import METRICS
from ..common.selections import PRIORITIES

PAUSE_REASONS = ("customer", "vendor", "third_party", "technical_review")
LATE_OUTCOMES = ("late", "open_late", "cancelled_late")


class BacgSlaReport(models.Model):
    """One row for each clock: how the agreement was kept, in every grouping.

    A clock is judged once, in the month of the earlier of ``reached_at`` and
    ``breached_at``: breached in May and resolved in June is late in May, even if the
    case is cancelled in June. Clocks that are voided, or were cancelled before they
    were judged, have an ``outcome`` of their own and are never counted as judged.
    """

    _name = "bacg.sla.report"
    _description = "SLA Compliance"
    _auto = False
    _order = "started_at desc, id desc"
    _rec_name = "ticket_id"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Case", readonly=True
    )
    metric = fields.Selection(selection=METRICS, readonly=True)
    priority = fields.Selection(
        selection=PRIORITIES,
        readonly=True,
        help="The priority of the policy by which the clock is measured.",
    )
    basis = fields.Selection(
        selection=[("clock", "Clock hours (24×7)"), ("business", "Business hours")],
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[
            ("met", "Kept"),
            ("late", "Done late"),
            ("open_late", "Late and still open"),
            ("cancelled_late", "Late, then cancelled"),
            ("open", "Not judged yet"),
            ("cancelled", "Cancelled"),
            ("voided", "Voided"),
            ("courtesy", "Courtesy, not promised"),
        ],
        readonly=True,
    )
    cancel_reason = fields.Selection(
        selection="_selection_cancel_reason", readonly=True
    )
    late_reason = fields.Selection(
        selection="_selection_late_reason",
        string="Reason for being late",
        readonly=True,
        help="Of late clocks: what the agent noted on the case.",
    )
    solution = fields.Text(
        related="ticket_id.solution",
        string="Remedy",
        help="What was done, as the customer reads it.",
    )
    month = fields.Date(
        readonly=True,
        help="The month, in the customer's time zone, in which the clock was judged. "
        "Empty if it is not judged.",
    )
    judged_at = fields.Datetime(
        readonly=True, help="The earlier of “reached” and “breached”."
    )
    known_at = fields.Datetime(
        string="Reached or missed",
        readonly=True,
        help="The earlier of both, of clocks that are not counted, too. A list of a "
        "month is quick if its domain names this, as well.",
    )
    started_at = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    reached_at = fields.Datetime(readonly=True)
    breached_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(
        string="Cancelled or voided on",
        readonly=True,
        help="When the clock stopped being measured.",
    )
    follow_up = fields.Selection(
        selection=[("person", "By a person"), ("automatic", "Automatic")],
        string="Weekly report by",
        readonly=True,
        help="Who gave the weekly report that this clock waited for (SLA 1.22).",
    )
    agreement_id = fields.Many2one(comodel_name="bacg.sla.agreement", readonly=True)
    contract_id = fields.Many2one(comodel_name="bacg.sla.contract", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    team_id = fields.Many2one(comodel_name="helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Agent", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    judged = fields.Integer(readonly=True)
    met = fields.Integer(string="Kept", readonly=True)
    kept_rate = fields.Float(
        string="Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Kept / judged of all clocks in the group, never a mean of its rows.",
    )
    elapsed_minutes = fields.Float(
        readonly=True, help="In the hours of the target: clock or business."
    )
    median_minutes = fields.Float(
        string="Median (minutes)",
        readonly=True,
        aggregator="avg",
        help="Half of the judged clocks of the group took at most this.",
    )
    p90_minutes = fields.Float(
        string="90th percentile (minutes)",
        readonly=True,
        aggregator="avg",
        help="Nine of ten judged clocks of the group took at most this.",
    )
    late_minutes = fields.Float(readonly=True)
    life_minutes = fields.Float(
        string="Life (minutes)",
        readonly=True,
        help="Wall time from the start to the end of the clock, or to the present.",
    )
    paused_minutes = fields.Float(
        readonly=True, help="Wall time during which the clock was paused."
    )
    paused_share = fields.Float(
        string="Paused (%)",
        readonly=True,
        aggregator="avg",
        help="Paused / life of all clocks in the group.",
    )
    paused_customer = fields.Float(string="Paused: customer", readonly=True)
    paused_vendor = fields.Float(string="Paused: manufacturer", readonly=True)
    paused_third_party = fields.Float(string="Paused: third party", readonly=True)
    paused_technical_review = fields.Float(
        string="Paused: technical review", readonly=True
    )

    @api.model
    def _selection_cancel_reason(self):
        reason = self.env["bacg.sla.status"]._fields["cancel_reason"]
        return reason._description_selection(self.env)

    @api.model
    def _selection_late_reason(self):
        reason = self.env["helpdesk.ticket"]._fields["late_reason"]
        noted = reason._description_selection(self.env)
        return [*noted, ("none", self.env._("Not noted yet"))]

    def _read_group_select(self, aggregate_spec, query):
        """Compute rates from sums, and percentiles over all clocks of the group."""
        ratios = {
            "kept_rate:avg": ("met", "judged"),
            "paused_share:avg": ("paused_minutes", "life_minutes"),
        }
        shares = {"median_minutes:avg": 0.5, "p90_minutes:avg": 0.9}
        if aggregate_spec in ratios:
            part, whole = ratios[aggregate_spec]
            return SQL(
                "SUM(%s)::float / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, part, query),
                self._field_to_sql(self._table, whole, query),
            )
        if aggregate_spec in shares:
            return SQL(
                "PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s) FILTER (WHERE %s = 1)",
                shares[aggregate_spec],
                self._field_to_sql(self._table, "elapsed_minutes", query),
                self._field_to_sql(self._table, "judged", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_ticket(self):
        return self.ticket_id._get_records_action()
