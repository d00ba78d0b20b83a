# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..common.selections import DEFAULT_PRIORITY, PRIORITIES
from .bacg_sla_status import LIVE_STATES

OPEN_SLA_STATES = ("late", "at_risk", "on_track", "paused")  # worst first
# What a change of these fields tells the ledger.
EVENT_KINDS = {
    "priority": "priority",
    "category_id": "category",
    "contract_id": "contract",
    "outage_scope": "scope",
    "sla_mode": "stage",
}


class HelpdeskTicket(models.Model):
    """The case and its clocks: fields, and what happens when a fact changes."""

    _inherit = "helpdesk.ticket"

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
        copy=False,
        index=True,
        help="When the customer's report reached us: his promises count from here.",
    )
    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        readonly=True,
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
    policy_id = fields.Many2one(
        comodel_name="bacg.sla.policy",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    sla_criterion = fields.Text(related="policy_id.criterion", string="Criterion")
    sla_mode = fields.Selection(related="stage_id.sla_mode")
    sla_status_ids = fields.One2many(
        comodel_name="bacg.sla.status",
        inverse_name="ticket_id",
        string="Clocks",
        readonly=True,
        copy=False,
    )
    sla_pause_ids = fields.One2many(
        comodel_name="bacg.sla.pause",
        inverse_name="ticket_id",
        string="Pauses",
        readonly=True,
        copy=False,
    )
    sla_event_ids = fields.One2many(
        comodel_name="bacg.sla.event",
        inverse_name="ticket_id",
        string="Ledger",
        readonly=True,
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
    )
    sla_deadline = fields.Datetime(
        string="Next deadline", compute="_compute_sla_state", store=True, index=True
    )
    sla_note = fields.Selection(
        selection=[
            ("contract", "Contract to be identified"),
            ("contract_ended", "The contract has ended"),
            ("policy", "The agreement has no row for this case"),
            ("calendar", "The business calendar cannot measure"),
            ("cancelled", "Cancelled"),
            ("archived", "Archived"),
        ],
        string="Why there is no clock",
        readonly=True,
        copy=False,
    )

    @api.model
    def _selection_priority(self):
        # By method name: with selection_add OCA's old translations survive.
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
            # Lists: a filtered recordset would forget what to fetch along with it.
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

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._sla_clean_values(vals) for vals in vals_list]
        for vals in vals_list:
            if not vals.get("priority"):
                vals["priority"] = DEFAULT_PRIORITY
        tickets = super().create(vals_list)
        tickets._sla_opened()
        return tickets

    def write(self, vals):
        vals = self._sla_clean_values(vals)
        if "priority" in vals and not vals["priority"]:
            # OCA's merge addon writes False
            vals["priority"] = DEFAULT_PRIORITY
        watched = self._sla_watched_fields() & vals.keys()
        if not watched or self.env.context.get("sla_syncing"):
            return super().write(vals)
        before = {ticket.id: ticket._sla_snapshot() for ticket in self}
        result = super().write(vals)
        self._sla_facts_changed(before)
        return result

    def _sla_clean_values(self, vals):
        """Drop what only BACG assigns when a customer's session writes (SLA 1.05)."""
        if self._is_customer_session():
            return {
                name: value
                for name, value in vals.items()
                if name not in self._sla_agent_fields()
            }
        return dict(vals)

    @api.model
    def _is_customer_session(self):
        """Return whether a customer writes, who may not write what BACG assigns."""
        return self.env.user.share

    @api.model
    def _sla_agent_fields(self):
        return {"priority", "contract_id", "reported_at", "outage_scope"}

    @api.model
    def _sla_watched_fields(self):
        """Return the fields whose change can move a clock, also through a compute."""
        return {
            "priority",
            "category_id",
            "contract_id",
            "outage_scope",
            "stage_id",
            "team_id",
            "user_id",
            "partner_id",
            "company_id",
            "active",
            "reported_at",
        }

    def _sla_snapshot(self):
        return {
            "priority": self.priority,
            "category_id": self.category_id,
            "contract_id": self.contract_id,
            "team_id": self.team_id,
            "outage_scope": self.outage_scope,
            "sla_mode": self.stage_id.sla_mode,
            "customer": (self.commercial_partner_id, self.company_id, self.reported_at),
            "active": self.active,
        }

    def _sla_opened(self):
        """Start the ledger and the clocks of new cases."""
        self._sla_subscribe_contacts(creator=self._sla_creator())
        self._sla_log(self._sla_opening_events() + self._sla_find_contract())
        for mode, tickets in self.grouped(lambda t: t.stage_id.sla_mode).items():
            if mode not in (False, "run"):
                tickets._sla_log([t._sla_event("stage", "run", mode) for t in tickets])
                tickets._sla_mode_changed("run", mode)
        self._sla_answered_at_birth()
        running = self.filtered(lambda ticket: ticket.stage_id.sla_mode == "run")
        running._sla_sync(new=True)
        (self - running)._sla_sync()

    def _sla_get_reporter(self):
        """Return the contact to whom the ledger ascribes the report of this case."""
        return self.env.user.partner_id

    def _sla_opening_events(self):
        """Return the values of the ledger's first rows of these cases."""
        return [
            dict(ticket._sla_event("reported"), at=ticket.reported_at)
            for ticket in self
        ]

    def _sla_facts_changed(self, before):
        """Write the ledger and bring the clocks into line after a change.

        :param before: dict from ticket id to its snapshot before the change
        """
        now = self._sla_now()
        changes = {
            ticket: (before[ticket.id], after)
            for ticket in self
            if (after := ticket._sla_snapshot()) != before[ticket.id]
        }
        if not changes:
            return
        changed = self.filtered(changes.get)
        events = [
            dict(event, at=now)
            for ticket, (old, new) in changes.items()
            for event in ticket._sla_change_events(old, new)
        ]
        for (old, new), tickets in changed.grouped(
            lambda ticket: tuple(facts["sla_mode"] for facts in changes[ticket])
        ).items():
            if old != new:
                tickets._sla_mode_changed(old, new)
        self._sla_log(events)
        moved = changed.filtered(
            lambda t: changes[t][0]["customer"] != changes[t][1]["customer"]
        )
        moved._sla_subscribe_contacts()
        self._sla_log(moved._sla_find_contract())
        changed._sla_sync()

    def _sla_change_events(self, old, new):
        events = [
            self._sla_event(kind, old[name], new[name])
            for name, kind in EVENT_KINDS.items()
            if old[name] != new[name]
        ]
        if old["active"] != new["active"]:
            events.append(
                self._sla_event("unarchived" if new["active"] else "archived")
            )
        return events

    def _sla_event(self, kind, old=False, new=False, **values):
        """Return the values of a ledger row about this case, now, by this user."""
        context = self.env.context
        return {
            "ticket_id": self.id,
            "kind": kind,
            "at": self._sla_now(),
            "old_value": self._sla_value_text(old),
            "new_value": self._sla_value_text(new),
            "author_id": self.env.user.partner_id.id,
            "reason": context.get("sla_reason"),
            "from_now": kind == "priority" and bool(context.get("sla_from_now")),
            **values,
        }

    @api.model
    def _sla_value_text(self, value):
        # Ids, so that the ledger can be replayed; people read ``change``.
        return str(value.id or "") if isinstance(value, models.BaseModel) else value

    def _sla_put(self, **values):
        """Set what only the system knows of these cases, as a compute would.

        No write of anybody's: nothing to watch, to track or to check.
        """
        with self.env.protecting([self._fields[name] for name in values], self):
            for name, value in values.items():
                self[name] = value
        self.modified(values)

    @api.model
    def _sla_log(self, values_list):
        # sudo: the ledger has no other writer than the clock itself
        return self.env["bacg.sla.event"].sudo().create(values_list)

    @api.model
    def _sla_now(self):
        """Return the moment (naive UTC) of the fact at hand: its mail's, else now."""
        return self.env.context.get("sla_at") or fields.Datetime.now()

    def _sla_stage_changed(self, old_modes):
        """Follow a stage whose ``sla_mode`` was edited; ``old_modes`` by stage id."""
        before = {
            ticket.id: dict(
                ticket._sla_snapshot(), sla_mode=old_modes[ticket.stage_id.id]
            )
            for ticket in self
        }
        self._sla_facts_changed(before)

    def _sla_contract_changed(self):
        self._sla_sync()

    def _sla_lock(self):
        """Wait for the rows of these cases: always ticket before status, everywhere."""
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM helpdesk_ticket WHERE id IN %s "
                    "ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )
