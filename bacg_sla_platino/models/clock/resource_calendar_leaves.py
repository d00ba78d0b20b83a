# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._sla_calendars()._sla_mark_changed()
        return leaves

    def write(self, vals):
        calendars = self._sla_calendars()
        result = super().write(vals)
        (calendars | self._sla_calendars())._sla_mark_changed()
        return result

    def unlink(self):
        calendars = self._sla_calendars()
        result = super().unlink()
        calendars._sla_mark_changed()
        return result

    def _sla_calendars(self):
        """Return the calendars closed by those leaves that are of no resource."""
        general = self.filtered(lambda leave: not leave.resource_id)
        whole = general.filtered(lambda leave: not leave.calendar_id)
        if not whole:
            return general.calendar_id
        # sudo: whoever maintains holidays need not see the calendars that they close
        calendars = self.env["resource.calendar"].sudo()
        if not all(leave.company_id for leave in whole):
            return general.calendar_id | calendars.search(Domain.TRUE)
        # A company's close its own calendars, and those of no company that serve it.
        companies = whole.company_id
        own = calendars.search(Domain("company_id", "in", companies.ids))
        shared = calendars.search(Domain("company_id", "=", False))
        return general.calendar_id | own | shared._sla_serving(companies)
