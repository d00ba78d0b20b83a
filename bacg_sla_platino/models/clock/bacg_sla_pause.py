# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.concurrency import touch

WAIT_REASONS = [
    ("customer", "Waiting for the customer"),
    ("vendor", "Waiting for the manufacturer"),
    ("third_party", "Waiting for a third party"),
    ("technical_review", "Deeper technical review"),
]

PAUSE_REASONS = [*WAIT_REASONS, ("closed", "Closed")]

# A pause is closed once, voided once, and otherwise stays as it was written.
CLOSING_FIELDS = {"stop", "stop_author_id"}

VOIDING_FIELDS = {"voided_at", "voided_by_id", "void_reason"}


class BacgSlaPause(models.Model):
    """A half-open interval in which the clocks of a case are paused (SLA 1.19).

    A wrong pause is voided: it is kept, no longer counts, and a corrected one may
    replace it.
    """

    _name = "bacg.sla.pause"
    _description = "SLA Pause"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "ticket_id, start, id"
    _rec_name = "reason"

    ticket_id = fields.Many2one(index=True)
    reason = fields.Selection(selection=PAUSE_REASONS, required=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime()
    by_stage = fields.Boolean(
        help="Opened and closed with the stage of the case.",
    )
    by_customer = fields.Boolean(
        help="For a closed case: the customer closed it themselves."
    )
    author_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    stop_author_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    message_id = fields.Many2one(comodel_name="mail.message", index="btree_not_null")
    note = fields.Char(help="What is awaited, and from whom.")
    voided_at = fields.Datetime(help="Since then the pause no longer counts.")
    voided_by_id = fields.Many2one(comodel_name="res.users")
    void_reason = fields.Char()
    replaces_id = fields.Many2one(comodel_name="bacg.sla.pause", index="btree_not_null")
    merged_from_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Merged from",
        index="btree_not_null",
        help="The case that waited, before it was merged into this one.",
    )

    _ordered = models.Constraint(
        "CHECK (stop IS NULL OR stop >= start)",
        "A pause cannot end before it starts.",
    )
    _open_by_stage_uniq = models.UniqueIndex(
        "(ticket_id) WHERE stop IS NULL AND by_stage AND voided_at IS NULL",
        "The stage of a case can only open one pause at a time.",
    )

    def write(self, vals):
        closing = vals.keys() <= CLOSING_FIELDS and self == self._still_open()
        voiding = vals.keys() <= VOIDING_FIELDS and not any(self.mapped("voided_at"))
        if not (closing or voiding):
            raise UserError(
                self.env._("A pause can be closed once or voided once, never edited.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A pause can be closed, but not deleted."))

    def _still_open(self):
        return self.filtered(lambda pause: not (pause.stop or pause.voided_at))

    def _close(self, moment):
        """Close open pauses at ``moment`` (naive UTC), by the current user."""
        still_open = self._still_open()
        # The clocks of several servers may differ slightly.
        by_stop = still_open.grouped(lambda pause: max(moment, pause.start))
        for stop, pauses in by_stop.items():
            pauses.write({"stop": stop, "stop_author_id": self.env.user.partner_id.id})

    def action_end(self):
        """End waits that were added by hand; the stage ends its own."""
        self.ticket_id._check_agent_access()
        touch(self.ticket_id)
        if self != self._still_open() or any(self.mapped("by_stage")):
            raise UserError(
                self.env._(
                    "Only an open wait that was added by hand can be ended here; "
                    "the wait of the stage ends with the stage."
                )
            )
        # sudo: only the clock itself writes pauses
        self.sudo()._close(self.ticket_id._sla_now())
        self.ticket_id._sla_sync()

    def _void(self, reason, replacement=None):
        """Void a pause for good, as a helpdesk manager.

        :param reason: why, for the ledger
        :param replacement: values of the pause that replaces it, if any
        :return: the pause that replaces it, or an empty recordset
        """
        self.ensure_one()
        self._check_manager()
        ticket, pause = self.ticket_id, self.sudo()
        ticket.check_access("write")
        touch(ticket)
        pause.write(
            {
                "voided_at": ticket._sla_now(),
                "voided_by_id": self.env.user.id,
                "void_reason": reason,
            }
        )
        # The stage opens one pause at a time: void this one before creating another.
        pause.flush_recordset()
        new = pause.create(self._replacement_values(replacement) if replacement else [])
        ticket._sla_log(
            [ticket._sla_event("pause_voided", pause.reason, new.reason, reason=reason)]
        )
        if new.reason == "closed" and not new.stop:
            ticket._sla_put(closed_date=new.start)
        ticket._sla_sync(corrected=True)
        return new

    def _replacement_values(self, values):
        """Return ``values`` with what the new pause inherits from this one."""
        return {
            "ticket_id": self.ticket_id.id,
            "note": self.note,
            "replaces_id": self.id,
            "merged_from_id": self.merged_from_id.id,
            "author_id": self.env.user.partner_id.id,
            # An open pause of the stage ends with the stage.
            "by_stage": self.by_stage and not self.stop,
            "by_customer": self.by_customer,
            **values,
        }

    def _check_manager(self):
        self.env.user._check_helpdesk_manager(
            self.env._("Only a helpdesk manager can void a pause, with a reason.")
        )

    def _hold(self, moment):
        """Return whether one of these pauses holds at ``moment``, ends included."""
        return any(
            pause.start <= moment and (not pause.stop or moment <= pause.stop)
            for pause in self
        )
