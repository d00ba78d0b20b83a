# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.bacg_sla_platino.tools.clock.local_day import local_date

from ..tools.legal_dates import agreed_date_kept

AGREED = "mail.mail_activity_data_todo"
OPEN = ("new", "agreed", "in_development")


class BacgLegalChange(models.Model):
    """Changes of forms and records: a day agreed with the customers (SLA 3.07).

    They have no clock of the regulator's. A day that is moved after it passed was not
    kept.
    """

    _inherit = "bacg.legal.change"

    @api.depends("change_kind", "agreed_date", "ready_date", "value_ids.new_value")
    def _compute_due_state(self):
        self.due_state = False
        kind = "form_record_change"
        for change in self.filtered(lambda one: one.change_kind == kind):
            change.due_state = change._get_due_state()

    @api.model
    def _search_due_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        forms = self.search([("change_kind", "=", "form_record_change")])
        found = forms.filtered(lambda one: one.due_state in value)
        domain = Domain("id", "in", found.ids)
        if False in value:
            domain |= Domain("change_kind", "!=", "form_record_change")
        return domain

    def _get_due_state(self):
        agreements = self._get_agreements()
        if not agreements:
            return "no_date"
        kept = agreed_date_kept(agreements, self.ready_date or self._today())
        if self.ready_date:
            return "done" if kept else "done_late"
        return "on_track" if kept else "late"

    def _get_agreements(self):
        """Return ``(agreed on, day agreed for)`` of each agreement, in order."""
        zone = self.regulator_id.tz or self.localization_id.regulator_id.tz or "UTC"
        rows = self.value_ids.filtered(lambda one: one.kind == "agreement")
        return [
            (local_date(row.logged_at, zone), row.new_value)
            for row in rows.sorted(lambda one: (one.logged_at, one.id))
        ]

    def _agree(self, day, reason):
        """Keep the day that was agreed on for a change of forms or records.

        :param day: date
        :param reason: with whom, or why it moves
        """
        self.ensure_one()
        reason = (reason or "").strip()
        if self.change_kind != "form_record_change":
            raise UserError(
                self.env._(
                    "Kind: only changes of forms or records have an agreed day; the "
                    "regulator sets the others."
                )
            )
        if self.state not in OPEN:
            raise UserError(self.env._("“%s” is done already.", self.name))
        if not day or day < self._today():
            raise UserError(self.env._("Agreed for: choose today or a day to come."))
        if not reason:
            raise UserError(self.env._("Reason: say with whom it is agreed."))
        old = self.agreed_date
        state = "agreed" if self.state == "new" else self.state
        self._put({"agreed_date": day, "state": state})
        self._log_value("agreed_date", old, day, "agreement", reason)
        self._plan_agreed_day()

    def _plan_agreed_day(self):
        """Put the day that was agreed on the responsible's list."""
        # sudo: it is replaced, whoever it is assigned to
        self.sudo().activity_unlink([AGREED])
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            AGREED,
            date_deadline=self.agreed_date,
            note=self.env._("Agreed with the customers for this day."),
            user_id=self._get_responsible().id,
        )
