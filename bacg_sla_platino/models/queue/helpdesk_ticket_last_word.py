# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command, Domain

from ...tools.mail.incoming import NO_MAIL


class HelpdeskTicket(models.Model):
    """Who spoke last on a case, and which agents have seen it since."""

    _inherit = "helpdesk.ticket"

    last_word_at = fields.Datetime(
        string="Last word",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
        help="When the customer or we last wrote or spoke to each other.",
    )
    last_word_of = fields.Selection(
        selection=[("customer", "The customer"), ("us", "Us")],
        string="Last word of",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
    )
    read_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="bacg_helpdesk_ticket_read_rel",
        column1="ticket_id",
        column2="user_id",
        string="Read by",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
        help="Who has opened the case since the customer's last word.",
    )
    is_unread = fields.Boolean(
        string="Unread",
        compute="_compute_is_unread",
        search="_search_is_unread",
        groups="base.group_user",
        help="The last word is the customer's, and you have not opened the case since.",
    )

    @api.depends("last_word_of", "read_user_ids")
    @api.depends_context("uid")
    def _compute_is_unread(self):
        for ticket in self:
            # sudo: by whom it was read, whichever colleagues the user may see
            readers = ticket.sudo().read_user_ids
            of_customer = ticket.last_word_of == "customer"
            ticket.is_unread = of_customer and self.env.user not in readers

    def _search_is_unread(self, operator, value):
        if operator != "in":
            return NotImplemented
        unread = Domain("last_word_of", "=", "customer") & Domain(
            "read_user_ids", "not in", self.env.uid
        )
        return unread if True in value else ~unread

    def action_mark_read(self):
        """Note that the user has opened these cases."""
        self._check_agent_access()
        # sudo: reading is no change of the case
        for ticket in self.sudo().filtered("is_unread"):
            ticket._sla_put(read_user_ids=[Command.link(self.env.uid)])

    @api.model
    def _sla_prepare_new(self, vals, change):
        vals = super()._sla_prepare_new(vals, change)
        # A watch of ours that opens a case is nobody's word.
        if self.env.uid != SUPERUSER_ID or self._get_incoming() is not NO_MAIL:
            vals["last_word_at"] = vals.get("reported_at") or self._sla_now()
            vals["last_word_of"] = "customer"
        return vals

    def _sla_answered_at_birth(self):
        result = super()._sla_answered_at_birth()
        # sudo: as the clocks do
        for ticket in self.sudo().filtered("first_response_at"):
            ticket._sla_put(last_word_at=ticket.first_response_at, last_word_of="us")
        return result

    def _sla_register_response(
        self, message=None, at=None, *, follow_up=None, is_report=True
    ):
        result = super()._sla_register_response(
            message, at, follow_up=follow_up, is_report=is_report
        )
        self._queue_note_word("us", at)
        return result

    def _sla_customer_replied(self, message):
        result = super()._sla_customer_replied(message)
        self._queue_note_word("customer")
        return result

    def _queue_note_word(self, who, at=None):
        """Note who spoke; the word of a customer is new to every agent.

        :param at: when (naive UTC), now if not given
        """
        # sudo: a word is noted whoever speaks
        for ticket in self.sudo():
            moment = at or ticket._sla_now()
            if ticket.last_word_at and moment < ticket.last_word_at:
                continue  # entered later, as a call of yesterday
            ticket._sla_put(last_word_at=moment, last_word_of=who)
            if who == "customer":
                ticket._sla_put(read_user_ids=[Command.clear()])
