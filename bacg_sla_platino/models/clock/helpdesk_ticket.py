# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.clock.change import CHANGE, NO_CHANGE, Change, change_in
from ..agreement.bacg_sla_policy import OUTAGE_SCOPES
from ..common.selections import DEFAULT_PRIORITY, PRIORITIES
from .bacg_sla_status import LIVE_STATES

OPEN_SLA_STATES = ("late", "at_risk", "on_track", "paused")  # worst first
# Who opens a case for a caller states when they called.
GIVEN_FACTS = {"reported_at"}
# Allowed difference between the clocks of two machines.
DRIFT = timedelta(minutes=5)

COVERAGE = [
    ("in_scope", "Covered"),
    ("excluded", "Not covered"),
    ("routed", "For another area"),
    ("vendor", "Under the manufacturer's terms"),
]


class HelpdeskTicket(models.Model):
    """A case and its clocks: the fields, and the only ``create`` and ``write``."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "bacg.sla.company.mixin"]
    _check_company_auto = True

    priority = fields.Selection(
        selection="_selection_priority",
        default=DEFAULT_PRIORITY,
        required=True,
        tracking=True,
    )
    reported_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        readonly=True,
        sla_fact=True,
        copy=False,
        index=True,
        help="When BACG received the customer's report: the clocks count from then.",
    )
    classified_at = fields.Datetime(
        readonly=True, sla_fact=True, copy=False, index=True
    )
    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        help="The version in force when the case was reported.",
    )
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        copy=False,
        index="btree_not_null",
        check_company=True,
        domain="[('partner_id', '=?', commercial_partner_id)]",
    )
    # Read by the clocks, set by the rooms above.
    outage_scope = fields.Selection(
        selection=OUTAGE_SCOPES,
        string="Outage",
        required=True,
        index=True,
        default="none",
        copy=False,
    )
    scope_state = fields.Selection(
        selection=COVERAGE,
        string="Coverage",
        required=True,
        default="in_scope",
        readonly=True,
        sla_fact=True,
        copy=False,
        index=True,
    )
    policy_id = fields.Many2one(
        comodel_name="bacg.sla.policy",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
    )
    sla_criterion = fields.Text(related="policy_id.criterion_text", string="Criterion")
    sla_mode = fields.Selection(related="stage_id.sla_mode")
    sla_status_ids = fields.One2many(
        comodel_name="bacg.sla.status",
        inverse_name="ticket_id",
        string="Clocks",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    sla_pause_ids = fields.One2many(
        comodel_name="bacg.sla.pause",
        inverse_name="ticket_id",
        string="Pauses",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    sla_event_ids = fields.One2many(
        comodel_name="bacg.sla.event",
        inverse_name="ticket_id",
        string="Ledger",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    sla_state = fields.Selection(
        selection=[
            ("late", "Late"),
            ("at_risk", "At risk"),
            ("on_track", "On track"),
            ("paused", "Paused"),
            ("done_late", "Done late"),
            ("done", "Done in time"),
            ("none", "No clock"),
        ],
        string="SLA",
        compute="_compute_sla_state",
        store=True,
        index=True,
        sla_fact=True,
    )
    sla_deadline = fields.Datetime(
        string="Next deadline",
        compute="_compute_sla_state",
        store=True,
        index=True,
        sla_fact=True,
    )
    is_late_now = fields.Boolean(
        string="Late now",
        compute="_compute_is_late_now",
        search="_search_is_late_now",
    )
    sla_note = fields.Selection(
        selection=[
            ("contract", "Contract to be identified"),
            ("contract_ended", "The contract has ended"),
            ("policy", "The agreement has no row for this case"),
            ("calendar", "The business calendar has no usable hours"),
            ("cancelled", "Cancelled"),
            ("archived", "Archived"),
            ("lead", "A lead: the clocks are those of the customer's case"),
        ],
        string="Why there is no clock",
        readonly=True,
        index="btree_not_null",
        sla_fact=True,
        copy=False,
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"sla_note"}

    @api.model
    def _selection_priority(self):
        # With selection_add, OCA's translations of the labels would remain.
        return PRIORITIES

    @api.depends(
        "sla_status_ids.state",
        "sla_status_ids.deadline",
        "sla_status_ids.breached_at",
        "sla_status_ids.warned_at",
        "sla_status_ids.voided",
    )
    def _compute_sla_state(self):
        for ticket in self:
            # Lists, because a filtered recordset loses the prefetch of the others.
            statuses = list(ticket.sla_status_ids)
            open_ones = [status for status in statuses if status.state in LIVE_STATES]
            done = [status for status in statuses if status.state == "reached"]
            deadlines = [status.deadline for status in open_ones if status.deadline]
            ticket.sla_deadline = min(deadlines, default=False)
            if open_ones:
                ticket.sla_state = min(
                    (status._progress() for status in open_ones),
                    key=OPEN_SLA_STATES.index,
                )
            elif done:
                late = any(status._counts_late() for status in done)
                ticket.sla_state = "done_late" if late else "done"
            else:
                ticket.sla_state = "none"

    # A clock stays missed if its deadline moves afterwards or stands still; a deadline
    # that has just passed is not noted yet.
    @api.depends("sla_state", "sla_deadline")
    def _compute_is_late_now(self):
        now = fields.Datetime.now()
        for ticket in self:
            passed = ticket.sla_deadline and ticket.sla_deadline < now
            ticket.is_late_now = passed or ticket.sla_state == "late"

    def _search_is_late_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("sla_state", "=", "late") | Domain("sla_deadline", "<", "now")
        return late if True in value else ~late

    @api.constrains("contract_id")
    def _check_contract_id(self):
        for ticket in self.filtered("contract_id"):
            # sudo: whose contract it is decides, not who may read it
            customer = ticket.sudo().contract_id.partner_id
            if customer != ticket.sudo().commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Contract of case %(number)s: it is %(customer)s's, not the "
                        "case's customer's. Choose the contact first, then one of "
                        "their contracts.",
                        number=ticket.number,
                        customer=customer.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create cases and start their ledgers and clocks; see :class:`Change`."""
        change, cases = self._sla_take_change()
        for vals in vals_list:
            cases._sla_check_facts(vals.keys() - GIVEN_FACTS, change)
        cases._check_new(vals_list)
        vals_list = [cases._sla_prepare_new(vals, change) for vals in vals_list]
        quiet = cases._without_autofollow()
        tickets = super(HelpdeskTicket, quiet).create(vals_list).with_env(cases.env)
        tickets._sla_opened(change)
        return tickets

    def write(self, vals):
        """Write, then update the ledger and the clocks; see :class:`Change`."""
        change, tickets = self._sla_take_change()
        tickets._sla_check_facts(vals, change)
        vals = tickets._sla_prepare_values(vals, change)
        tickets._check_changes(vals)
        if not tickets._sla_watched_fields() & vals.keys():
            return super(HelpdeskTicket, tickets).write(vals)
        # Whoever looked before another moved them looks again, as Odoo retries him.
        tickets._sla_lock()
        before = tickets._sla_snapshots()
        result = super(HelpdeskTicket, tickets).write(vals)
        tickets._sla_follow_changes(before, change)
        return result

    def _sla_with(self, **said):
        """Return these cases with a :class:`Change` for the next create or write.

        :param said: attributes of the :class:`Change`
        """
        return self.with_context(**{CHANGE: Change(**said)})

    def _sla_take_change(self):
        """Return the :class:`Change` of the context, and these cases without it.

        It must not apply to other writes that this one causes.
        """
        context = self.env.context
        if CHANGE not in context:
            return NO_CHANGE, self
        clean = {name: value for name, value in context.items() if name != CHANGE}
        # Keywords cannot remove a key from the context.
        tickets = self.with_context(clean)  # pylint: disable=context-overridden
        return change_in(context), tickets

    @api.model
    def _check_new(self, vals_list):
        """Raise if a case cannot be created with these values."""
        if self.env.su:
            return
        latest = fields.Datetime.now() + DRIFT
        for vals in vals_list:
            reported = fields.Datetime.to_datetime(vals.get("reported_at"))
            if reported and reported > latest:
                raise UserError(
                    self.env._("Reported on: the time cannot be in the future.")
                )

    def _check_changes(self, vals):
        """Raise if these cases cannot take the values; rooms above add checks."""

    @api.model
    def _sla_prepare_new(self, vals, change):
        """Return the values with which a case is created."""
        vals = self._sla_prepare_values(vals, change)
        vals["priority"] = vals.get("priority") or DEFAULT_PRIORITY
        return vals

    def _sla_prepare_values(self, vals, change):
        """Return the values to write, without agents' fields in a customer's session.

        Only BACG sets the priority and the clocks (SLA 1.05).
        """
        vals = dict(vals)
        if self._is_customer_session() and not change.trusted:
            for name in self._sla_agent_fields() & vals.keys():
                del vals[name]
        if "priority" in vals and not vals["priority"]:
            # OCA's merge addon writes False
            vals["priority"] = DEFAULT_PRIORITY
        return vals

    @api.model
    def _is_customer_session(self):
        """Return whether a customer writes in the portal, even in sudo."""
        return self.env.user.share

    @api.model
    def _sla_agent_fields(self):
        """Return the fields that customers cannot set."""
        return {"priority", "contract_id", "reported_at", "outage_scope"}

    def _sla_lock(self):
        """Lock these cases; code always locks tickets before their status rows."""
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM helpdesk_ticket WHERE id IN %s "
                    "ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )
