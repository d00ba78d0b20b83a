# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...tools.public_holidays import COUNTRIES, FIRST_YEAR, LAST_YEAR, offers

# From then on people enter the holidays of the next year.
LEAD = timedelta(days=90)


class BacgHolidayOffer(models.TransientModel):
    """Offers the holidays of a country and a year for a calendar, day by day."""

    _name = "bacg.holiday.offer"
    _description = "Holidays of a Country"
    _inherit = ["bacg.sla.window.mixin"]

    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Business hours",
        required=True,
        default=lambda self: self.env.company.sla_agreement_id.resource_calendar_id,
        help="Each calendar has holidays of its own: those of the customers whose "
        "contract names it.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        required=True,
        domain=[("code", "in", COUNTRIES)],
    )
    year = fields.Integer(required=True, default=lambda self: self._default_year())
    half_day_from = fields.Float(
        string="Half days close at",
        default=12.0,
        help="The hour in the zone of the calendar from which nobody works.",
    )
    line_ids = fields.One2many(
        comodel_name="bacg.holiday.offer.line",
        inverse_name="offer_id",
        string="Days",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.model
    def _default_year(self):
        return (fields.Date.context_today(self) + LEAD).year

    @api.depends("calendar_id")
    def _compute_country_id(self):
        countries = {
            zone: code for code in COUNTRIES for zone in pytz.country_timezones[code]
        }
        for offer in self:
            code = countries.get(offer.calendar_id.tz)
            offer.country_id = self.env["res.country"].search(
                [("code", "=", code or self.env.company.country_id.code)], limit=1
            )

    @api.depends("calendar_id", "country_id", "year")
    def _compute_line_ids(self):
        for offer in self:
            offer.line_ids = [Command.clear(), *map(Command.create, offer._get_days())]

    @api.constrains("year")
    def _check_year(self):
        if any(not FIRST_YEAR <= offer.year <= LAST_YEAR for offer in self):
            raise ValidationError(
                self.env._(
                    "Year: give one from %(first)s to %(last)s.",
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            )

    @api.constrains("half_day_from")
    def _check_half_day_from(self):
        if any(not 0 < offer.half_day_from < 24 for offer in self):
            raise ValidationError(
                self.env._("Half days close at: give an hour of the day, as 12:00.")
            )

    @api.constrains("country_id")
    def _check_country_id(self):
        for offer in self.filtered(lambda o: o.country_id.code not in COUNTRIES):
            raise ValidationError(
                self.env._(
                    "Country: the holidays of %(country)s are not known here. Choose "
                    "another one, or enter them on the calendar by hand.",
                    country=offer.country_id.name,
                )
            )

    def _get_days(self):
        """Return the values of the lines: each day that may be a holiday."""
        code, year, calendar = self.country_id.code, self.year, self.calendar_id
        if code not in COUNTRIES or not FIRST_YEAR <= year <= LAST_YEAR or not calendar:
            return []
        first, last = date(year, 1, 1), date(year, 12, 31)
        entered = calendar._holiday_get_entered(first, last)
        working = calendar._holiday_get_working_days(first, last)
        return [
            self._prepare_day(offer, entered.get(offer.day), offer.day in working)
            for offer in offers(code, year, self.env.lang or "en_US")
        ]

    def _prepare_day(self, offer, entered, works):
        """Return the values of a line.

        :param offer: the day, an ``Offer`` of the country
        :param entered: the name of what is entered on it already, or None
        :param works: whether the calendar has hours on it
        """
        asked = offer.kind == "asked" and works and entered is None
        chosen = offer.kind == "public" and entered is None
        return {
            "day": offer.day,
            "name": offer.name or self._get_eve_name(offer.day),
            "kind": offer.kind,
            "is_asked": asked,
            "closed": False if asked else "whole" if chosen else "no",
            "note": self._get_note(offer, entered, works),
        }

    def _get_eve_name(self, day):
        christmas = self.env._("Christmas Eve")
        return christmas if day.day < 31 else self.env._("New Year's Eve")

    def _get_note(self, offer, entered, works):
        if entered is not None:
            return self.env._("Already entered: %(name)s", name=entered)
        if not works:
            return self.env._("No working hours on this day")
        if offer.kind == "asked":
            return self.env._("Do you work on this day, half of it, or not at all?")
        if offer.kind == "other":
            return self.env._("Only some close on this day")
        return False

    def action_add(self):
        """Enter the chosen days, and show which running cases they move."""
        self.ensure_one()
        added = self.calendar_id._holiday_add(self._get_chosen())
        if self.calendar_id.sla_moves_clocks:
            return self.calendar_id.action_sla_preview()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s holidays entered. No running case moves.",
                    count=len(added),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_chosen(self):
        """Return the chosen days as ``_holiday_add`` takes them.

        :raises UserError: if a question is open, or nothing is chosen
        """
        if open_days := self.line_ids.filtered(lambda d: d.is_asked and not d.closed):
            raise UserError(
                self.env._(
                    "Holiday: say of %(days)s whether it is none, half a day or a "
                    "whole day.",
                    days=", ".join(open_days.mapped("day_text")),
                )
            )
        chosen = self.line_ids.filtered(lambda d: d.closed in ("half", "whole"))
        if not chosen:
            raise UserError(
                self.env._("Holiday: choose at least one day, half or whole.")
            )
        days = chosen.mapped("day")
        entered = self.calendar_id._holiday_get_entered(min(days), max(days))
        if again := chosen.filtered(lambda d: d.day in entered):
            raise UserError(
                self.env._(
                    "%(days)s: entered already. Change it in the list of holidays of "
                    "the calendar.",
                    days=", ".join(again.mapped("day_text")),
                )
            )
        return [(d.day, d.name, d._get_closing_hour()) for d in chosen]
