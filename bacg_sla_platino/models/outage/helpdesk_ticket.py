# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from .bacg_sla_event import OUTAGE_CHECKS

NO_CHECKS = {f"outage_checked_{check}": False for check, _label in OUTAGE_CHECKS}


class HelpdeskTicket(models.Model):
    """The outage claim of a case and the facts about it (SLA 2.02 to 2.05)."""

    _inherit = "helpdesk.ticket"

    outage_claimed_at = fields.Datetime(
        readonly=True,
        sla_fact=True,
        copy=False,
        help="When an outage was last claimed on this case.",
    )
    outage_check_due_at = fields.Datetime(
        string="Check by",
        compute="_compute_outage_check_due_at",
        store=True,
        help="When the outage claim should be checked; empty once it is.",
        sla_fact=True,
    )
    outage_cause = fields.Selection(
        selection=OUTAGE_CHECKS,
        string="Cause on the customer's side",
        readonly=True,
        sla_fact=True,
        copy=False,
    )
    outage_checked_internet = fields.Boolean(
        string="Internet", copy=False, groups="base.group_user"
    )
    outage_checked_network = fields.Boolean(
        string="Network policies", copy=False, groups="base.group_user"
    )
    outage_checked_firewall = fields.Boolean(
        string="Firewall", copy=False, groups="base.group_user"
    )
    outage_checked_services = fields.Boolean(
        string="Other services", copy=False, groups="base.group_user"
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"outage_check_due_at"}

    @api.depends("outage_scope", "outage_claimed_at", "stage_id.closed", "company_id")
    def _compute_outage_check_due_at(self):
        self.outage_check_due_at = False
        for ticket in self.filtered("outage_claimed_at"):
            if ticket.outage_scope != "claimed" or ticket.stage_id.closed:
                continue
            company = ticket.company_id or self.env.company
            patience = timedelta(minutes=company.sudo().sla_claim_check_minutes)
            ticket.outage_check_due_at = ticket.outage_claimed_at + patience

    @api.model
    def _sla_agent_fields(self):
        return super()._sla_agent_fields() | {
            "outage_claimed_at",
            "outage_cause",
            *NO_CHECKS,
        }

    def _sla_prepare_values(self, vals, change):
        vals = super()._sla_prepare_values(vals, change)
        if vals.get("outage_scope") == "claimed":
            claimed_at = vals.get("reported_at") or self._sla_now()
            fresh = {**NO_CHECKS, "outage_cause": False}
            vals = {**fresh, "outage_claimed_at": claimed_at, **vals}
        return vals

    def _sla_opening_events(self, change):
        return super()._sla_opening_events(change) + [
            ticket._outage_prepare_claim_event(change)
            for ticket in self
            if ticket.outage_scope == "claimed"
        ]

    def _outage_prepare_claim_event(self, change):
        """Return the values of the event of a claim that opened the case."""
        return self._sla_event(
            "scope",
            "none",
            "claimed",
            at=self.reported_at,
            author_id=self._sla_get_reporter().id,
            reason=change.reason,
        )

    def _sla_event(self, kind, old=False, new=False, **values):
        event = super()._sla_event(kind, old, new, **values)
        found = kind == "scope" and new != "claimed"
        # All rows have the same columns, to be inserted in one query.
        event["checks"] = found and self._outage_checks()
        event["cause"] = found and self.outage_cause
        return event

    def _outage_checks(self):
        """Return the keys of the checked causes, as stored in the ledger."""
        checked = (
            key for key, _label in OUTAGE_CHECKS if self[f"outage_checked_{key}"]
        )
        return ",".join(checked)
