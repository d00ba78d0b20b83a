# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import hours


class BacgHoursLog(models.TransientModel):
    """Note time, on an agreed draw or without charge, or correct a wrong entry."""

    _name = "bacg.hours.log"
    _description = "Note Time"
    _inherit = ["bacg.sla.window.mixin"]

    draw_id = fields.Many2one(comodel_name="bacg.hours.draw")
    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", string="Case")
    entry_id = fields.Many2one(
        comodel_name="bacg.hours.entry", string="Instead of", readonly=True
    )
    date = fields.Date(string="Work date", default=fields.Date.context_today)
    hours = fields.Float(string="Worked")
    name = fields.Char(string="What was done")
    chargeable = fields.Boolean(
        string="Charged",
        default=True,
        help="If not, BACG bears the time: it is noted and not drawn.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who worked",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    reason = fields.Char(help="Appears in the customer's next statement.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        entry = self.env["bacg.hours.entry"].browse(values.get("entry_id"))
        if entry:
            values.update(
                {name: entry[name].id for name in entry._get_work_fields()},
                date=entry.date,
                hours=entry.hours,
                name=entry.name,
                chargeable=entry.chargeable,
                user_id=entry.user_id.id,
            )
        return values

    def action_confirm(self):
        self.ensure_one()
        work = self._get_work()
        if not work:
            raise UserError(self.env._("Time is noted on a draw or on a case."))
        work._hours_check_agent()
        self._check_worker()
        if self.entry_id and self.entry_id._get_work() != work:
            raise UserError(
                self.env._("Instead of: the time entry belongs to something else.")
            )
        if self.entry_id:
            self._check_correction()
        if work == self.draw_id:
            self._confirm_on_draw()
        else:
            self._confirm_without_charge(work)

    def _get_work(self):
        names = self.env["bacg.hours.entry"]._get_work_fields()
        return next(filter(None, (self[name] for name in names)), None)

    def _check_worker(self):
        """Let agents note their own time: a colleague's would be held against him."""
        if self.user_id in (self.env.user, self.env["res.users"]):
            return
        self.env.user._check_helpdesk_manager(
            self.env._(
                "Who worked: note your own time; only a helpdesk manager can note "
                "that of %s.",
                self.user_id.name,
            )
        )

    def _check_correction(self):
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(
                self.env._("Only a helpdesk manager can correct time entries.")
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._("Reason: say what was wrong, the customer reads it.")
            )

    def _confirm_on_draw(self):
        minutes = hours.to_minutes(self.hours)
        values = {
            "day": self.date or fields.Date.context_today(self),
            "text": (self.name or "").strip() or self.draw_id.name,
            "chargeable": self.chargeable,
            "user": self.user_id,
        }
        if self.entry_id:
            reason = self.reason.strip()
            self.draw_id._correct(self.entry_id, reason, minutes, **values)
        else:
            self.draw_id._log(minutes, **values)

    def _confirm_without_charge(self, work):
        minutes = hours.to_minutes(self.hours)
        if self.entry_id:
            # sudo: only these methods write hours
            self.entry_id.sudo()._undo(self.reason.strip())
        if minutes or not self.entry_id:
            day = self.date or fields.Date.context_today(self)
            work._hours_note(minutes, day, self.name, self.user_id)
