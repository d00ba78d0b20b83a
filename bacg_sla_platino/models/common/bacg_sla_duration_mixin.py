# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ...tools.clock.duration import NoDuration, NoWorkingDay, parse_duration


class BacgSlaDurationMixin(models.AbstractModel):
    """Minutes that people type and read in words: "72 h in business hours".

    Only the minutes are kept; a form, an import or a call may give either.
    """

    _name = "bacg.sla.duration.mixin"
    _description = "Durations in Words"

    # Name of the field that is typed in words → of the field that keeps the minutes.
    _duration_fields = {}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._take_durations(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._take_durations(vals))

    def _take_durations(self, vals):
        """Return ``vals`` with minutes in place of what was typed in words.

        :raises UserError: if a text is no duration
        """
        typed = self._duration_fields.keys() & vals.keys()
        taken = {name: vals[name] for name in vals if name not in typed}
        for name in typed:
            taken.update(self._prepare_duration(name, vals[name], taken))
        return taken

    def _onchange_duration(self, name):
        """Show what was typed as it is read, or why it cannot be."""
        if not self[name]:
            return None
        try:
            self.update(self._prepare_duration(name, self[name], {}))
        except UserError as error:
            return {
                "warning": {
                    "title": self.env._("Not a duration"),
                    "message": error.args[0],
                }
            }
        return None

    def _prepare_duration(self, name, text, vals):
        """Return the values that a text gives; a hook of the model.

        :param name: of the field that was typed in
        :param text: what was typed, or a false value
        :param vals: the other values that are written
        """
        if not text:
            return {self._duration_fields[name]: 0}
        # A day of any length: business hours are refused below.
        minutes, business = self._parse_duration(name, text, day_minutes=1)
        if business:
            raise UserError(
                self.env._(
                    "%(field)s: “%(text)s” names business hours, which are not chosen "
                    "here. Give the time alone, for example 2 h.",
                    field=self._fields[name]._description_string(self.env),
                    text=text,
                )
            )
        return {self._duration_fields[name]: minutes}

    def _parse_duration(self, name, text, day_minutes):
        """Return the ``Duration`` of a text that was typed in a field.

        :param day_minutes: open minutes of a working day, None if days differ
        :raises UserError: if it is none
        """
        field = self._fields[name]._description_string(self.env)
        try:
            return parse_duration(text or "", day_minutes)
        except NoDuration:
            raise UserError(
                self.env._(
                    "%(field)s: “%(text)s” is not a duration. Give numbers with their "
                    "units, for example 30 min, 8 h, 1 h 30 min, 2 days.",
                    field=field,
                    text=text or "",
                )
            ) from None
        except NoWorkingDay:
            raise UserError(
                self.env._(
                    "%(field)s: “%(text)s” could mean several times, as not all "
                    "working days are equally long. Give the time in hours.",
                    field=field,
                    text=text,
                )
            ) from None
