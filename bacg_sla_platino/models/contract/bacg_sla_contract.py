# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class BacgSlaContract(models.Model):
    """A customer under an agreement, from one day to another."""

    _name = "bacg.sla.contract"
    _description = "SLA Contract"
    _inherit = ["bacg.sla.customer.mixin", "mail.activity.mixin"]
    _order = "partner_id, date_from desc, id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        help="The customer's company: the agreement holds for all its contacts.",
    )
    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        default=lambda self: self._default_agreement_id(),
        tracking=True,
        index=True,
        domain="[('state', '!=', 'draft'), ('company_id', 'in', [False, company_id])]",
        help="The version with which the contract starts. A newer one binds it from "
        "the customer's approval.",
    )
    version_ids = fields.One2many(
        comodel_name="bacg.sla.contract.version",
        inverse_name="contract_id",
        string="Later versions",
        readonly=True,
        help="The versions that came to bind the contract, and from when.",
    )
    bound_agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        string="Version in force",
        compute="_compute_bound_agreement_id",
        help="By it the cases that the customer reports now are measured.",
    )
    newest_agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        string="Newest version",
        compute="_compute_bound_agreement_id",
    )
    is_version_pending = fields.Boolean(
        string="Newest version not accepted",
        compute="_compute_bound_agreement_id",
        search="_search_is_version_pending",
        help="The customer has not accepted the newest version: the one that binds "
        "the contract stays in force.",
    )
    date_from = fields.Date(
        required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(tracking=True, help="Last day. Empty: open end.")
    contact_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="bacg_sla_contract_contact_rel",
        string="Contact points",
        help="The customer's contact points see all cases of their company.",
    )
    decider_ids = fields.One2many(
        comodel_name="bacg.sla.contract.contact",
        inverse_name="contract_id",
        string="May decide",
        copy=False,  # the rights are copied, each by a field of its own
        help="Which of the customer's contacts may decide what.",
    )
    share_cases = fields.Boolean(
        string="Everybody sees the company's cases",
        help="Otherwise each person sees the cases that they sent or follow, and only "
        "the contact points see all.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    domain_ids = fields.One2many(
        comodel_name="bacg.sla.contract.domain",
        inverse_name="contract_id",
        string="Mail domains",
        help="A new sender from these domains becomes a contact of this customer.",
    )
    cases_of_machines = fields.Boolean(
        string="Mail of machines makes cases",
        default=True,
        help="Mail that the customer's systems and mailing lists send by themselves, "
        "such as an alarm of their ERP, makes cases without an acknowledgement. "
        "Otherwise it stays in the log of inbound mail.",
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Customer's business hours",
        check_company=True,
        tracking=True,
        help="Hours and holidays of the customer's country. Empty: the agreement's.",
    )
    hosted = fields.Boolean(
        string="Hosted by BACG",
        help="Only ERPs on BACG's servers are measured against the 99 % (SLA 2.01).",
    )
    ticket_ids = fields.One2many(
        comodel_name="helpdesk.ticket", inverse_name="contract_id", string="Cases"
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    extra_ids = fields.One2many(
        comodel_name="bacg.sla.contract.extra",
        inverse_name="contract_id",
        string="Extras",
        help="An interface with another system is supported if it is bought as an "
        "extra (SLA 7.01).",
    )
    reference = fields.Char(
        string="Number",
        copy=False,
        tracking=True,
        help="The number on the signed contract.",
    )
    state = fields.Selection(
        selection=[
            ("future", "Future"),
            ("running", "Running"),
            ("expiring", "About to end"),
            ("expired", "Ended"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
    )
    technical_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Technical contact at BACG",
        domain="[('share', '=', False)]",
    )
    successor_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        string="Renewed by",
        compute="_compute_successor_id",
    )
    renewal_told_for = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
    ended_told_on = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of a contract is not before its first.",
    )

    @api.depends("partner_id", "agreement_id")
    def _compute_name(self):
        for contract in self:
            parts = (contract.partner_id.name, contract.agreement_id.name)
            contract.name = " – ".join(filter(None, parts)) or False

    def _compute_ticket_count(self):
        counts = self._count_records("helpdesk.ticket")
        for contract in self:
            contract.ticket_count = counts.get(contract, 0)

    def _count_records(self, model, domain=()):
        """Return a dict from contract to its number of a model's records, if any."""
        of_these = [("contract_id", "in", self.ids), *domain]
        rows = self.env[model]._read_group(of_these, ["contract_id"], ["__count"])
        return dict(rows)

    @api.constrains("partner_id", "company_id", "date_from", "date_to", "active")
    def _check_overlap(self):
        for contract in self.filtered("active"):
            others = Domain("id", "!=", contract.id) & Domain(
                [
                    ("partner_id", "=", contract.partner_id.id),
                    ("company_id", "=", contract.company_id.id),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", contract.date_from),
                ]
            )
            if contract.date_to:
                others &= Domain("date_from", "<=", contract.date_to)
            if other := self.search(others, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(customer)s already has the contract “%(contract)s” in this "
                        "time. End it before the new one starts.",
                        customer=contract.partner_id.name,
                        contract=other.name,
                    )
                )

    @api.constrains("partner_id")
    def _check_deciders(self):
        self.decider_ids._check_customer()

    @api.constrains("resource_calendar_id")
    def _check_calendar(self):
        self.resource_calendar_id._sla_check_usable()

    def action_view_tickets(self):
        self.ensure_one()
        return self.ticket_ids._get_records_action(
            name=self.env._("Cases of %s", self.partner_id.name)
        )

    def _get_list_action(self, xmlid):
        """Return a window action on the records of this contract alone."""
        self.ensure_one()
        return dict(
            self.env["ir.actions.act_window"]._for_xml_id(xmlid),
            domain=[("contract_id", "=", self.id)],
            context={"default_contract_id": self.id},
        )

    def _get_business_calendar(self):
        """Return the customer's business hours, by default the agreement's in force."""
        self.ensure_one()
        in_force = self._get_agreement_at(fields.Datetime.now())
        return self.resource_calendar_id or in_force.resource_calendar_id

    def _set_deciders(self, right, partners):
        """Give a right to these contacts, and to no others.

        :param right: the name of a boolean field of ``decider_ids``
        """
        self.ensure_one()
        known = self.decider_ids.filtered(lambda row: row.partner_id in partners)
        (self.decider_ids - known).filtered(right)[right] = False
        known[right] = True
        self.decider_ids.create(
            [
                {"contract_id": self.id, "partner_id": partner.id, right: True}
                for partner in partners - known.partner_id
            ]
        )

    def _support_sender(self):
        """Return from whom our automatic mails to this customer come."""
        return self.company_id._get_support_sender()
