# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.clock.change import MOMENT, NO_CHANGE, Moment
from .helpdesk_ticket_pause import CRITICAL_PRIORITIES
from .helpdesk_ticket_stage import CLOSED_MODES

# Fields whose changes are logged, and the kind of their events.
EVENT_KINDS = {
    "priority": "priority",
    "category_id": "category",
    "contract_id": "contract",
    "outage_scope": "scope",
}


class HelpdeskTicket(models.Model):
    """Changes of a case: first logged, then applied, then measured by the clocks."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _sla_event_kinds(self):
        """Return a dict from field to the kind of event that logs its change."""
        return EVENT_KINDS

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

    def _sla_snapshots(self):
        """Return a dict from id to the snapshot of each case, to detect changes."""
        kinds = self._sla_event_kinds()
        return {ticket.id: ticket._sla_snapshot(kinds) for ticket in self}

    def _sla_snapshot(self, kinds):
        return {
            **{name: self[name] for name in kinds},
            "team_id": self.team_id,
            "sla_mode": self.stage_id.sla_mode,
            "closed_date": self.closed_date,
            "customer": (self.commercial_partner_id, self.company_id, self.reported_at),
            "active": self.active,
        }

    def _sla_opened(self, change):
        """Start the ledger and the clocks of new cases."""
        self._subscribe_contacts(creator=self._get_creator())
        self._sla_log_opening(change)
        running = self
        for mode, tickets in self._sla_not_running().items():
            running -= tickets
            tickets._sla_mode_changed("run", mode, change)
        self._sla_answered_at_birth()
        running._sla_sync(new=True)
        (self - running)._sla_sync()

    def _sla_not_running(self):
        """Return a dict from ``sla_mode`` to the new cases whose clocks do not run."""
        modes = self.grouped(lambda ticket: ticket.stage_id.sla_mode)
        return {mode: modes[mode] for mode in modes if mode not in (False, "run")}

    def _sla_log_opening(self, change):
        """Log the first events of new cases."""
        self._sla_log(self._sla_opening_events(change) + self._sla_find_contract())
        self._sla_log(
            [
                ticket._sla_event("stage", "run", mode, reason=change.reason)
                for mode, tickets in self._sla_not_running().items()
                for ticket in tickets
            ]
        )

    def _sla_get_reporter(self):
        """Return the contact who reported this case, for the ledger."""
        return self.env.user.partner_id

    def _sla_opening_events(self, change):
        """Return the values of the first events of these cases."""
        return [
            ticket._sla_event("reported", at=ticket.reported_at, reason=change.reason)
            for ticket in self
        ]

    def _sla_follow_changes(self, before, change=NO_CHANGE):
        """Log a change of these cases, then apply it and update the clocks.

        :param before: result of :meth:`_sla_snapshots` before the change
        :param change: the :class:`Change` given by the caller
        """
        after = self._sla_snapshots()
        changed = self.filtered(lambda ticket: after[ticket.id] != before[ticket.id])
        if not changed:
            return
        if not change.logged:
            now = self._sla_now()
            self._sla_log(
                [
                    dict(event, at=now)
                    for ticket in changed
                    for event in ticket._sla_change_events(
                        before[ticket.id], after[ticket.id], change
                    )
                ]
            )
        changed._sla_apply_changes(before, after, change)
        changed._sla_sync(cancel_reason=change.cancel_reason)

    def _sla_apply_changes(self, before, after, change):
        """Apply the consequences of a change, before the clocks are measured.

        :param before, after: dicts from id to the snapshots of these cases
        """
        for ticket in self:
            old, new = before[ticket.id], after[ticket.id]
            if old["sla_mode"] in CLOSED_MODES and new["sla_mode"] in CLOSED_MODES:
                # OCA writes the present: from one closing stage to another, too.
                ticket._sla_put(closed_date=old["closed_date"])
        for (old, new), tickets in self.grouped(
            lambda t: (before[t.id]["sla_mode"], after[t.id]["sla_mode"])
        ).items():
            if old != new:
                tickets._sla_mode_changed(old, new, change)
        self.filtered(
            lambda ticket: _is_raised(before[ticket.id], after[ticket.id])
        )._sla_end_urgent_waits()
        moved = self.filtered(
            lambda t: before[t.id]["customer"] != after[t.id]["customer"]
        )
        self._sla_log(moved._sla_find_contract())

    def _sla_change_events(self, old, new, change):
        """Return the values of the events that log a change of this case.

        :param old, new: snapshots of the case
        """
        values = {"reason": change.reason}
        counted = {
            "from_now": change.from_now,
            "counted_from": change.counted_from or False,
        }
        events = [
            self._sla_event(
                kind,
                old[name],
                new[name],
                **values,
                **(counted if kind == "priority" else {}),
            )
            for name, kind in self._sla_event_kinds().items()
            if old[name] != new[name]
        ]
        if old["sla_mode"] != new["sla_mode"]:
            modes = (old["sla_mode"], new["sla_mode"])
            events.append(self._sla_event("stage", *modes, **values))
        if old["active"] != new["active"]:
            kind = "unarchived" if new["active"] else "archived"
            events.append(self._sla_event(kind, **values))
        return events

    def _sla_event(self, kind, old=False, new=False, **values):
        """Return the values of an event of this case, now, by the current user.

        :param values: further fields, or other values than these
        """
        return {
            "ticket_id": self.id,
            "kind": kind,
            "at": self._sla_now(),
            "old_value": self._sla_value_text(old),
            "new_value": self._sla_value_text(new),
            "author_id": self.env.user.partner_id.id,
            # All rows have the same columns, to be inserted in one query.
            "reason": None,
            "from_now": False,
            "counted_from": False,
            "no_report": False,
            **values,
        }

    @api.model
    def _sla_value_text(self, value):
        # Ids, so that the ledger can be replayed; users read ``change``.
        return str(value.id or "") if isinstance(value, models.BaseModel) else value

    def _sla_put(self, **values):
        """Set system fields of these cases, as a compute would.

        Unlike ``write``, this checks, tracks and logs nothing.
        """
        with self.env.protecting([self._fields[name] for name in values], self):
            for name, value in values.items():
                self[name] = value
        self.modified(values)

    @api.model
    def _sla_log(self, values_list):
        # sudo: only the system writes the ledger
        return self.env["bacg.sla.event"].sudo().create(values_list)

    @api.model
    def _sla_now(self):
        """Return the moment (naive UTC) set by :meth:`_sla_at`, or now."""
        moment = self.env.context.get(MOMENT)
        return moment.at if isinstance(moment, Moment) else fields.Datetime.now()

    def _sla_at(self, moment):
        """Return these cases as of a moment (naive UTC) at which a fact happened."""
        return self.with_context(**{MOMENT: Moment(moment)})

    def _sla_call_at(self, moment, method, *args, change=None, **kwargs):
        """Call a method as of a moment (naive UTC), for the history of demo data.

        :param change: dict of attributes of the :class:`Change` to pass
        """
        tickets = self._sla_with(**change) if change else self
        return getattr(tickets._sla_at(moment), method)(*args, **kwargs)

    def _sla_stage_changed(self, old_modes):
        """Follow a stage whose ``sla_mode`` was edited; ``old_modes`` by stage id."""
        self._sla_lock()
        before = self._sla_snapshots()
        for ticket in self:
            before[ticket.id]["sla_mode"] = old_modes[ticket.stage_id.id]
        self._sla_follow_changes(before)

    def _sla_contract_changed(self):
        """Update these cases after the terms of their contract were edited."""
        self._sla_sync()


def _is_raised(old, new):
    """Return whether a case became urgent in the stage in which it stood.

    :param old, new: its snapshots
    """
    critical = [state["priority"] in CRITICAL_PRIORITIES for state in (old, new)]
    return critical == [False, True] and old["sla_mode"] == new["sla_mode"]
