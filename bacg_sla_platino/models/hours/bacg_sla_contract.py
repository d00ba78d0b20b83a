# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import hours
from .bacg_hours_grant import COUNTED_STATES, HOURS_OVERDRAW, HOURS_POOLS


class BacgSlaContract(models.Model):
    """Two pools of hours, consulting and development (SLA 1.18).

    They belong to the customer in a company, so that a renewed contract takes over
    what is left of the previous one.
    """

    _inherit = "bacg.sla.contract"

    hours_approver_ids = fields.Many2many(
        comodel_name="res.partner",
        string="May agree to hours",
        compute="_compute_hours_approver_ids",
        inverse="_inverse_hours_approver_ids",
        search="_search_hours_approver_ids",
        copy=True,
        help="Who agrees in the portal before hours are drawn.",
    )
    hours_overdraw = fields.Selection(
        selection=HOURS_OVERDRAW,
        string="More hours than available",
        help="Empty: as the settings say.",
    )
    hours_grant_ids = fields.One2many(
        comodel_name="bacg.hours.grant",
        inverse_name="contract_id",
        string="Granted hours",
    )
    hours_draw_ids = fields.One2many(
        comodel_name="bacg.hours.draw",
        inverse_name="contract_id",
        string="Draws of hours",
        readonly=True,
    )
    hours_revision = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.depends("decider_ids.partner_id", "decider_ids.may_agree_hours")
    def _compute_hours_approver_ids(self):
        for contract in self:
            deciders = contract.decider_ids.filtered("may_agree_hours")
            contract.hours_approver_ids = deciders.partner_id

    def _inverse_hours_approver_ids(self):
        for contract in self:
            contract._set_deciders("may_agree_hours", contract.hours_approver_ids)

    @api.model
    def _search_hours_approver_ids(self, operator, value):
        rows = self.env["bacg.sla.contract.contact"]
        return rows._search_contracts("may_agree_hours", operator, value)

    def _hours_overdraw(self):
        """Return the policy for overdrawing: ``no``, ``ask`` or ``allow``."""
        return self.hours_overdraw or self.company_id.hours_overdraw

    def _hours_account(self):
        """Return the domain of the hours of this contract's customer."""
        return Domain("partner_id", "=", self.partner_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )

    def _hours_grants(self, pool):
        """Return the grants of a pool that count, in order of drain."""
        # sudo: hours are drawn by agents and customers who do not manage contracts
        return (
            self.env["bacg.hours.grant"]
            .sudo()
            .search(
                self._hours_account()
                & Domain("hours_pool", "=", pool)
                & Domain("state", "in", COUNTED_STATES)
                & Domain("corrects_id", "=", False)
            )
        )

    def _hours_newest_grant(self, pool):
        """Return the valid grant of a pool that started last."""
        today = self._today()
        valid = self._hours_grants(pool).filtered(lambda one: one._valid_on(today))
        return valid.sorted(lambda grant: (grant.date_from, grant.id))[-1:]

    def _hours_lock(self):
        """Serialize transactions that draw from the same hours.

        A lock alone would wait and then read the old hours: updating a row makes the
        later transaction fail, and Odoo retries it.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE bacg_sla_contract "
                "SET hours_revision = COALESCE(hours_revision, 0) + 1 "
                "WHERE id = (SELECT min(id) FROM bacg_sla_contract "
                "WHERE partner_id = %s AND company_id = %s)",
                self.partner_id.id,
                self.company_id.id,
            )
        )

    def _hours_check_offer(self, minutes, text):
        """Raise if nobody could agree to the proposal."""
        self.ensure_one()
        if minutes <= 0:
            raise UserError(self.env._("Hours: give more than 0."))
        if not (text or "").strip():
            raise UserError(
                self.env._(
                    "What is offered: describe it, the customer agrees to this text."
                )
            )
        if not self.hours_approver_ids:
            raise UserError(
                self.env._(
                    "The contract “%s” names nobody who may agree to hours. Fill in "
                    "“May agree to hours” there.",
                    self.name,
                )
            )

    # -------------------------------------------------------------------------
    # Daily changes
    # -------------------------------------------------------------------------

    @api.model
    def _contracts_to_follow(self):
        # It may already be tomorrow in a contract's zone, which decides afterwards.
        tomorrow = fields.Date.today() + timedelta(days=1)
        proposals = self.env["bacg.hours.draw"].search(
            [("state", "=", "proposed"), ("valid_until", "<", tomorrow)]
        )
        grants = self.env["bacg.hours.grant"].search(
            [("state", "=", "active"), ("date_to", "<", tomorrow)]
        )
        overdrawn = self.env["bacg.hours.allocation"].search([("grant_id", "=", False)])
        return (
            super()._contracts_to_follow()
            | proposals.contract_id
            | grants.contract_id
            | overdrawn.draw_id.contract_id
        )

    def _follow_calendar(self):
        """Expire proposals and grants, plan reservations again, and send alerts."""
        result = super()._follow_calendar()
        self.env["bacg.hours.draw"]._expire(self)
        expired = self._hours_expire()
        if expired or self._hours_overdrawn():
            self._hours_settle()
        if expired:
            for pool, _label in HOURS_POOLS:
                self.env["bacg.hours.alert"]._notify(self, pool)
        return result

    def _hours_expire(self):
        """Expire the grants whose last day is over, and return them.

        What was reserved on them is reserved on grants that are valid now.
        """
        grants = self.env["bacg.hours.grant"].search(
            [
                ("contract_id", "=", self.id),
                ("state", "=", "active"),
                ("date_to", "<", self._today()),
            ]
        )
        grants.state = "expired"
        reserved = grants.allocation_ids.filtered(lambda row: row.kind == "reserved")
        reserved.draw_id._plan()
        return grants

    # -------------------------------------------------------------------------
    # Overdrawn hours
    # -------------------------------------------------------------------------

    def _hours_settle(self):
        """Cover overdrawn hours with grants, and plan uncovered reservations again."""
        self.ensure_one()
        self._hours_lock()
        # sudo: only the actions on draws write hours
        rows = self.env["bacg.hours.allocation"].sudo()
        overdrawn = rows.search(self._hours_account() & Domain("grant_id", "=", False))
        for pool, _label in HOURS_POOLS:
            used = overdrawn.filtered(
                lambda row, pool=pool: row.hours_pool == pool and row.kind == "used"
            )
            rows.create(self._hours_cover(pool, used))
        overdrawn.filtered(lambda row: row.kind == "reserved").draw_id._plan()

    def _hours_cover(self, pool, overdrawn):
        """Return the values of the rows that move overdrawn hours to grants.

        First to those valid on the work date, then to those valid today.
        """
        open_days = [
            (rows, minutes)
            for rows in overdrawn.grouped(lambda row: (row.draw_id, row.date)).values()
            if (minutes := hours.to_minutes(sum(rows.mapped("hours")))) > 0
        ]
        moved = hours.cover(
            [
                (number, minutes, rows[0].date)
                for number, (rows, minutes) in enumerate(open_days)
            ],
            self._today(),
            self._hours_grants(pool)._as_pure(),
        )
        return [
            {
                "draw_id": rows[0].draw_id.id,
                "entry_id": rows.filtered(lambda row: row.hours > 0)[0].entry_id.id,
                "grant_id": grant_id,
                "kind": "used",
                "date": rows[0].date,
                "hours": hours.to_hours(minutes),
            }
            for number, key, part in moved
            for rows in (open_days[number][0],)
            for grant_id, minutes in ((False, -part), (key, part))
        ]

    def _owing_statements(self):
        """Add the contracts that ended and have time entries no statement contains."""
        entries = self.env["bacg.hours.entry"].search([("statement_id", "=", False)])
        ended = (entries.draw_id.contract_id & self).filtered(
            lambda contract: contract.state == "expired" and not contract.successor_id
        )
        return super()._owing_statements() | ended
