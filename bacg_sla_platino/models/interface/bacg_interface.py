# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.addresses import SCHEMES, has_secret, names_secret, scheme
from ..common.selections import selection_labels

CRITICALITIES = [
    ("high", "High: the operation stops without it"),
    ("medium", "Medium: the work goes on by hand"),
    ("low", "Low: it can wait"),
]
ADDRESSES = ("test_url", "production_url")
TEXTS = (
    "data_exchanged",
    "note",
    "protocol_note",
    "test_version",
    "production_version",
)


class BacgInterface(models.Model):
    """An interface between a customer's Odoo and another system (SLA 7.01)."""

    _name = "bacg.interface"
    _description = "Interface"
    _inherit = ["bacg.sla.customer.mixin", "mail.activity.mixin"]
    _order = "partner_id, name, id"
    _rec_names_search = ["name", "code", "other_system"]

    code = fields.Char(string="Number", readonly=True, copy=False, index=True)
    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    own_system = fields.Char(
        string="System on this side", required=True, default="Odoo", tracking=True
    )
    other_system = fields.Char(
        string="System on the other side", required=True, tracking=True
    )
    direction = fields.Selection(
        selection=[
            ("out", "From this side to the other"),
            ("in", "From the other side to this one"),
            ("both", "Both ways"),
        ],
        required=True,
        default="both",
        tracking=True,
    )
    protocol = fields.Selection(
        selection=[
            ("rest", "REST API"),
            ("soap", "SOAP web service"),
            ("webhook", "Webhook"),
            ("file", "Files (SFTP, FTP)"),
            ("database", "Database"),
            ("mail", "E-mail"),
            ("other", "Other"),
        ],
        required=True,
        default="rest",
        tracking=True,
    )
    protocol_note = fields.Char(
        string="About the protocol", help="Version, format, how often. No passwords."
    )
    data_exchanged = fields.Text(
        help="What goes over it: invoices, payments, stock. No passwords."
    )
    criticality = fields.Selection(
        selection=CRITICALITIES,
        required=True,
        default="medium",
        tracking=True,
        index=True,
        help="By what stops without it. Changes of a critical one are written down in "
        "minutes (SLA 7.04).",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Our technical contact",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Cases and sessions about the interface go to this person (SLA 7.02).",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer's technical contact",
        domain="[('commercial_partner_id', '=', partner_id), ('id', '!=', partner_id)]",
        tracking=True,
        help="The one person of the customer to talk to about it (SLA 7.02).",
    )
    test_url = fields.Char(string="Test: address", tracking=True)
    test_version = fields.Char(string="Test: version", tracking=True)
    test_deployed_at = fields.Datetime(string="Test: last deployment", tracking=True)
    production_url = fields.Char(string="Production: address", tracking=True)
    production_version = fields.Char(string="Production: version", tracking=True)
    production_deployed_at = fields.Datetime(
        string="Production: last deployment", tracking=True
    )
    note = fields.Text(string="Notes", help="For us. No passwords.")
    risk_ids = fields.One2many(
        comodel_name="bacg.interface.risk",
        inverse_name="interface_id",
        string="Accepted risks",
        readonly=True,
    )
    gap_text = fields.Char(
        string="What is missing",
        compute="_compute_gap_text",
        help="What the agreement recommends and nobody accepted to do without.",
    )
    is_covered = fields.Boolean(
        string="Covered by the contract",
        compute="_compute_is_covered",
        help="The customer's contract has the extra for interfaces today (SLA 7.01).",
    )
    ticket_ids = fields.One2many(
        comodel_name="helpdesk.ticket",
        inverse_name="interface_id",
        string="Cases",
        readonly=True,
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count", string="All cases")
    minute_ids = fields.One2many(
        comodel_name="bacg.change.minute",
        inverse_name="interface_id",
        string="Change minutes",
        readonly=True,
    )
    minute_count = fields.Integer(
        compute="_compute_minute_count", string="Number of minutes"
    )
    open_ticket_count = fields.Integer(
        compute="_compute_ticket_count", string="Open cases"
    )

    @api.depends("contact_id", "user_id", "test_url", "risk_ids.ended_at")
    def _compute_gap_text(self):
        labels = selection_labels(self.env["bacg.interface.risk"], "gap")
        for interface in self:
            gaps = interface._get_open_gaps()
            interface.gap_text = ", ".join(labels[gap] for gap in gaps)

    @api.depends("partner_id", "company_id")
    def _compute_is_covered(self):
        now = fields.Datetime.now()
        contracts = self._get_contracts()
        for interface in self:
            contract = contracts.get(interface)
            covered = contract and contract._has_extra("interface", now)
            interface.is_covered = bool(covered)

    def _compute_ticket_count(self):
        rows = self.env["helpdesk.ticket"]._read_group(
            Domain("interface_id", "in", self.ids),
            ["interface_id", "closed"],
            ["__count"],
        )
        counts = {(interface, closed): count for interface, closed, count in rows}
        for interface in self:
            still_open = counts.get((interface, False), 0)
            interface.open_ticket_count = still_open
            closed = counts.get((interface, True), 0)
            interface.ticket_count = still_open + closed

    def _compute_minute_count(self):
        rows = self.env["bacg.change.minute"]._read_group(
            [("interface_id", "in", self.ids)], ["interface_id"], ["__count"]
        )
        counts = dict(rows)
        for interface in self:
            interface.minute_count = counts.get(interface, 0)

    # -------------------------------------------------------------------------
    # What may be written
    # -------------------------------------------------------------------------

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for interface in self:
            contact, customer = interface.contact_id, interface.partner_id
            if contact and contact.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "Customer's technical contact: %(name)s is not a contact of "
                        "%(customer)s.",
                        name=contact.name,
                        customer=customer.name,
                    )
                )

    @api.constrains(*ADDRESSES)
    def _check_addresses(self):
        for interface in self:
            for name in ADDRESSES:
                url = interface[name]
                label = self._fields[name]._description_string(self.env)
                if url and scheme(url) not in SCHEMES:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: give an address that starts with one of "
                            "%(schemes)s, as https://api.example.com.",
                            field=label,
                            schemes=", ".join(f"{one}://" for one in SCHEMES),
                        )
                    )
                if url and has_secret(url):
                    raise self._refuse_secret(label)

    @api.constrains(*TEXTS)
    def _check_texts(self):
        for interface in self:
            for name in TEXTS:
                if names_secret(interface[name]):
                    label = self._fields[name]._description_string(self.env)
                    raise self._refuse_secret(label)

    @api.model
    def _refuse_secret(self, label):
        return ValidationError(
            self.env._(
                "%s: a user, a password or a key stands in it, and whoever sees the "
                "interface would read it. Leave it out: secrets are kept elsewhere.",
                label,
            )
        )

    @api.constrains("test_deployed_at", "production_deployed_at")
    def _check_deployments(self):
        now = fields.Datetime.now()
        for interface in self:
            for name in ("test_deployed_at", "production_deployed_at"):
                if interface[name] and interface[name] > now:
                    label = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._("%s: the time cannot be in the future.", label)
                    )

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: agents do not see the sequence
        sequence = self.env["ir.sequence"].sudo()
        numbered = [
            {**vals, "code": sequence.next_by_code("bacg.interface")}
            for vals in vals_list
        ]
        return super().create(numbered)

    def write(self, vals):
        self._check_stays(vals)
        if "user_id" in vals:
            # sudo: minutes of all; he answers those that wait
            asked = self.sudo().minute_ids.filtered_domain(
                [("approval_state", "=", "asked")]
            )
            asked.sudo(self.env.su)._approval_check_may_appoint()
        result = super().write(vals)
        if {"contact_id", "user_id", "test_url"} & vals.keys():
            self._end_risks()
        return result

    def _check_stays(self, vals):
        """Refuse to give what hangs on an interface to another customer or company."""
        for name in {"partner_id", "company_id"} & vals.keys():
            # sudo: cases of all teams hang on it, too
            moved = self.sudo().filtered(
                lambda one, name=name: one[name].id != vals[name]
            )
            if moved.minute_ids or moved.ticket_ids:
                raise UserError(
                    self.env._(
                        "%s: the interface has minutes or cases, which its customer "
                        "reads. Archive it and write down a new one.",
                        self._fields[name]._description_string(self.env),
                    )
                )

    # -------------------------------------------------------------------------
    # Contract, minutes, cases and sessions
    # -------------------------------------------------------------------------

    def _get_contracts(self, moment=None):
        """Return the customer's contract in force for each interface that has one.

        :param moment: naive UTC; by default now
        """
        moment = moment or fields.Datetime.now()
        keys = {one: (one.partner_id, one.company_id, moment) for one in self}
        found = self.env["bacg.sla.contract"]._find_for(keys.values())
        return {one: found[key] for one, key in keys.items() if key in found}

    def action_view_minutes(self):
        self.ensure_one()
        return self.minute_ids._get_records_action(
            name=self.env._("Changes of %s", self.name),
            context={"default_interface_id": self.id},
        )

    def action_view_tickets(self):
        self.ensure_one()
        return self.ticket_ids._get_records_action(
            name=self.env._("Cases of %s", self.name),
            context={"default_interface_id": self.id},
        )

    def _prepare_case(self, partner, subject, text):
        """Return the values of a case about this interface.

        :param partner: the customer's contact who asks
        """
        kind = self.env.ref("bacg_sla_platino.category_interface")
        return {
            **self.env["helpdesk.ticket"]._case_prepare(
                partner, self.company_id, subject, text
            ),
            "category_id": kind.id,
            "interface_id": self.id,
        }
