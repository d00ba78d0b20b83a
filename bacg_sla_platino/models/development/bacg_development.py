# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.coverage import found_terms, plain
from ..common.selections import selection_labels

TONES = {"building": "info", "delivered": "warning", "accepted": "success"}


class BacgDevelopment(models.Model):
    """What BACG developed for a customer; its bugs are under warranty (SLA 4.01)."""

    _name = "bacg.development"
    _description = "Development"
    _inherit = [
        "bacg.sla.customer.mixin",
        "mail.activity.mixin",
        "bacg.hours.work.mixin",
    ]
    _hours_link = "development_id"
    _order = "partner_id, name, id"
    _rec_names_search = ["name", "technical_name", "purchase_reference"]

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    technical_name = fields.Char(
        string="Technical module", help="As on the server: sale_discount_by_route."
    )
    series = fields.Char(tracking=True, help="Odoo's version that it runs on: 17.0.")
    version = fields.Char(tracking=True, help="Of the module: 17.0.1.2.0.")
    delivered_on = fields.Date(tracking=True)
    accepted_on = fields.Date(tracking=True)
    accepted_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Accepted by",
        domain="[('commercial_partner_id', '=', partner_id)]",
        tracking=True,
    )
    purchase_reference = fields.Char(help="The customer's order or our quotation.")
    state = fields.Selection(
        selection=[
            ("building", "Being built"),
            ("delivered", "Delivered"),
            ("accepted", "Accepted"),
            ("retired", "No longer used"),
        ],
        required=True,
        default="building",
        tracking=True,
        index=True,
    )
    warranty_until = fields.Date(
        tracking=True,
        help="Last day of the warranty, if one is agreed. Empty: without an end, the "
        "agreement sets none (SLA 4.01).",
    )
    note = fields.Html(string="What it does")
    ticket_ids = fields.One2many(
        comodel_name="helpdesk.ticket",
        inverse_name="development_id",
        string="Bug cases",
        readonly=True,
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count", string="Cases")
    open_ticket_count = fields.Integer(
        compute="_compute_ticket_count", string="Open cases"
    )

    _dates_ordered = models.Constraint(
        "CHECK (warranty_until IS NULL OR delivered_on IS NULL "
        "OR warranty_until >= delivered_on)",
        "The warranty does not end before the delivery.",
    )

    def _compute_ticket_count(self):
        domain = Domain("development_id", "in", self.ids)
        rows = self.env["helpdesk.ticket"]._read_group(
            domain, ["development_id", "closed"], ["__count"]
        )
        counts = {(development, closed): count for development, closed, count in rows}
        for development in self:
            still_open = counts.get((development, False), 0)
            development.open_ticket_count = still_open
            closed = counts.get((development, True), 0)
            development.ticket_count = still_open + closed

    @api.depends("name", "technical_name")
    def _compute_display_name(self):
        for development in self:
            parts = (development.name, development.technical_name)
            development.display_name = " · ".join(filter(None, parts))

    @api.constrains("delivered_on", "accepted_on")
    def _check_dates(self):
        for development in self:
            delivered, accepted = development.delivered_on, development.accepted_on
            if delivered and accepted and accepted < delivered:
                raise ValidationError(
                    self.env._("A development is not accepted before its delivery.")
                )

    def write(self, vals):
        result = super().write(vals)
        if "warranty_until" in vals:
            # sudo: cases of all teams; their clocks follow the warranty
            self.sudo().ticket_ids.filtered(lambda one: not one.closed)._sla_sync()
        return result

    def _covers(self, day):
        """Return whether the warranty holds on a day of the customer's."""
        self.ensure_one()
        return not self.warranty_until or day <= self.warranty_until

    def _get_warranty_note(self):
        """Return in some words whether its bugs cost the customer anything."""
        if self.state == "building":
            return selection_labels(self, "state")[self.state]
        if not self.warranty_until:
            return self.env._("under warranty")
        day = format_date(self.env, self.warranty_until)
        if self._covers(fields.Date.context_today(self)):
            return self.env._("under warranty until %s", day)
        return self.env._("warranty ended on %s", day)

    def _find_in_text(self, text):
        """Return the one of these developments that a text names, if it is one.

        :param text: subject and description, HTML or plain
        """
        text = plain(text)
        named = self.filtered(
            lambda one: found_terms(text, filter(None, (one.name, one.technical_name)))
        )
        return named if len(named) == 1 else self.browse()

    def action_view_tickets(self):
        self.ensure_one()
        return self.ticket_ids._get_records_action(
            name=self.env._("Cases of %s", self.name),
            context={"default_development_id": self.id},
        )

    def _hours_get_contract(self, day):
        return self._hours_find_contract(self.partner_id, self.company_id, day)

    # -------------------------------------------------------------------------
    # As the customer's cards and page say it
    # -------------------------------------------------------------------------

    def _portal_tone(self):
        """Return the colour of Bootstrap in which its state is written."""
        return TONES.get(self.state, "secondary")

    def _portal_state(self):
        return selection_labels(self, "state")[self.state]

    def _portal_sentence(self):
        """Return what the customer wants to know first: his warranty (SLA 4.01)."""
        if self.state == "retired":
            return ""
        if not self.warranty_until:
            return self.env._("Under warranty without an end: its bugs cost nothing.")
        day = format_date(self.env, self.warranty_until)
        if self._covers(fields.Date.context_today(self)):
            return self.env._("Under warranty until %s: its bugs cost nothing.", day)
        return self.env._("The warranty ended on %s.", day)

    def _portal_facts(self, details=False):
        """Return the facts of its card: pairs of label and text.

        :param details: with those of its own page
        """
        env = self.env
        facts = [
            (env._("Odoo"), self.series),
            (env._("Delivered on"), self._portal_day(self.delivered_on)),
        ]
        if details:
            person = self.accepted_by_id.name
            accepted = self._portal_day(self.accepted_on)
            facts += [
                (env._("Accepted on"), ", ".join(filter(None, (accepted, person)))),
                (env._("Module"), self.technical_name),
                (env._("Version"), self.version),
                (env._("Reference"), self.purchase_reference),
            ]
        return [(label, text) for label, text in facts if text]

    def _portal_day(self, day):
        return day and format_date(self.env, day)

    def _get_named_in(self, text):
        """Return those of these developments that a text names, plain."""
        words = plain(text)
        return self.filtered(
            lambda one: found_terms(words, [one.name, one.technical_name or ""])
        )
