# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import hours

DAY = 24 * 60  # minutes


class BacgHoursWorkMixin(models.AbstractModel):
    """What is worked on without charge; the minutes are noted all the same.

    A model that has this names its link in ``_hours_link``, a field that its room adds
    to ``bacg.hours.entry`` and ``bacg.hours.log``, and in the hook
    ``_get_work_fields`` of both.
    """

    _name = "bacg.hours.work.mixin"
    _description = "Worked on without Charge"
    _hours_link = None

    hours_uncharged = fields.Float(
        string="Worked without charge",
        compute="_compute_hours_uncharged",
        groups="helpdesk_mgmt.group_helpdesk_manager",
        help="What “sin costo” cost; no customer reads it.",
    )

    def _compute_hours_uncharged(self):
        link = self._hours_link
        rows = self.env["bacg.hours.entry"]._read_group(
            [(link, "in", self.ids), ("chargeable", "=", False)],
            [link],
            ["hours:sum"],
        )
        worked = {record.id: total for record, total in rows}
        for record in self:
            record.hours_uncharged = worked.get(record.id, 0)

    def action_note_work(self):
        """Open the window in which time without charge is noted."""
        self.ensure_one()
        self._hours_check_agent()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_platino.bacg_hours_log_action"
        )
        return dict(action, context={f"default_{self._hours_link}": self.id})

    def action_view_work(self):
        """Open the time that was noted on this."""
        self.ensure_one()
        self._hours_check_agent()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_platino.bacg_hours_entry_action_uncharged"
        )
        return dict(action, domain=[(self._hours_link, "=", self.id)])

    def _hours_check_agent(self):
        self.check_access("read")
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user_own"):
            raise AccessError(self.env._("Only BACG's agents can work with hours."))

    def _hours_get_contract(self, day):
        """Return the contract under which the work of a day is counted, if any."""
        return self.contract_id

    def _hours_find_contract(self, partner, company, day):
        """Return a customer's contract in force on a day."""
        contracts = partner.sudo().sla_contract_ids  # sudo: agents note time, too
        return contracts.filtered(
            lambda one: one.company_id == company and one._runs_on(day)
        )[:1]

    def _hours_note(self, minutes, day, text, user=None):
        """Note time that nobody is charged for.

        :param minutes: worked
        :param day: the work date
        :param text: what was done
        :param user: who worked, by default the user
        :return: the time entry
        """
        self.ensure_one()
        self._hours_check_agent()
        text = (text or "").strip()
        if not 0 < minutes <= DAY:
            raise UserError(self.env._("Worked: give more than 0 and at most 24 h."))
        if day > fields.Date.context_today(self):
            raise UserError(self.env._("Work date: give today or an earlier day."))
        if not text:
            raise UserError(self.env._("What was done: say it in some words."))
        # sudo: only these methods write hours
        entry = self.env["bacg.hours.entry"].sudo()
        return entry.create(
            {
                self._hours_link: self.id,
                "hours": hours.to_hours(minutes),
                "date": day,
                "name": text,
                "chargeable": False,
                "user_id": (user or self.env.user).id,
            }
        ).sudo(False)
