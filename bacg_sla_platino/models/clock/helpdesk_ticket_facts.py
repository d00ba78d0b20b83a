# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import ormcache

from ...tools.clock.change import NO_CHANGE


class HelpdeskTicket(models.Model):
    """What happened on a case is recorded when it happens: no call of a user writes it.

    Fields say so by ``sla_fact=True``, in every room.
    """

    _inherit = "helpdesk.ticket"

    # Of core and OCA.
    commercial_partner_id = fields.Many2one(sla_fact=True, index="btree_not_null")
    unattended = fields.Boolean(sla_fact=True)
    assigned_date = fields.Datetime(readonly=True, sla_fact=True)
    last_stage_update = fields.Datetime(readonly=True, sla_fact=True, copy=False)
    closed_date = fields.Datetime(readonly=True, sla_fact=True)
    access_token = fields.Char(readonly=True, sla_fact=True)

    def _valid_field_parameter(self, field, name):
        # sla_fact: noted when it happens, or computed; no call of a user writes it.
        return name == "sla_fact" or super()._valid_field_parameter(field, name)

    @api.model
    @ormcache()
    def _sla_get_facts(self):
        """Return the names of the fields that no call of a user writes."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if getattr(field, "sla_fact", False)
        )

    @api.model
    def default_get(self, fields):
        """Take a fact's default from its field: no context and no user gives one."""
        facts = self._sla_get_facts().intersection(fields)
        values = super().default_get([name for name in fields if name not in facts])
        given = {name: self._fields[name].default for name in facts}
        return values | {name: give(self) for name, give in given.items() if give}

    def copy(self, default=None):
        # OCA adds the number to what the user gives.
        self._sla_check_facts(default or {}, NO_CHANGE)
        tickets = self._sla_with(trusted=True)
        return super(HelpdeskTicket, tickets).copy(default).with_env(self.env)

    def _sla_check_facts(self, names, change):
        """Raise if a user's call writes a fact, which is recorded when it happens.

        :param names: of the fields that the call writes
        :param change: the :class:`Change` that code says of it
        """
        if self.env.su or change.trusted:
            return
        if written := self._sla_get_facts().intersection(names):
            described = self.fields_get(sorted(written), ["string"])
            raise AccessError(
                self.env._(
                    "%s: facts of a case are recorded when they happen and cannot be "
                    "edited.",
                    ", ".join(field["string"] for field in described.values()),
                )
            )
