# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KINDS = [
    ("special", "Special request"),
    ("new_country", "Another country"),
    ("reported_change", "I heard of a change"),
    ("form_change", "Change of a form or a record"),
]
DECISIONS = [
    ("included", "Part of the service"),
    ("quoted", "Not part of it: a quote was sent"),
    ("rejected", "Rejected"),
    ("build", "We build the localization"),
    ("adopt", "We adopt one that exists"),
    ("declined", "Declined"),
    ("confirmed", "The change is one: we follow it"),
    ("unfounded", "Nothing changes"),
    ("accepted", "Accepted"),
]
# What can be decided of which kind.
DECISIONS_OF = {
    "special": ("included", "quoted", "rejected"),
    "new_country": ("build", "adopt", "declined"),
    "reported_change": ("confirmed", "unfounded"),
    "form_change": ("accepted", "quoted", "rejected"),
}
# What only acts write.
BY_ACT = {
    "agreed_at",
    "agreed_by_id",
    "answer_due",
    "decided_at",
    "decided_by_id",
    "decision",
    "decision_note",
    "done_at",
    "state",
    "ticket_id",
}
# What the decision was about: it stays as it was read.
DECIDED_ON = {
    "contact_id",
    "country_id",
    "description",
    "minutes",
    "name",
    "source_url",
}


class BacgLocalizationRequest(models.Model):
    """What a customer asks of localizations, each kind on a way of its own.

    A special request is decided after a meeting, with its minutes (SLA 3.04); another
    country is analysed (SLA 3.06); a change that he heard of is answered within days;
    a change of forms or records has a day that both sides agree on (SLA 3.07).
    """

    _name = "bacg.localization.request"
    _description = "Localization Request"
    _inherit = ["bacg.sla.customer.mixin", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["code", "name"]

    code = fields.Char(string="Number", readonly=True, copy=False, index=True)
    name = fields.Char(string="Subject", required=True, tracking=True)
    kind = fields.Selection(selection=KINDS, required=True, index=True, tracking=True)
    state = fields.Selection(
        selection=[
            ("received", "Received"),
            ("decided", "Decided"),
            ("done", "Done"),
        ],
        required=True,
        default="received",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    partner_id = fields.Many2one(tracking=False)
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Asked by",
        required=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    country_id = fields.Many2one(comodel_name="res.country", tracking=True)
    description = fields.Text(required=True)
    source_url = fields.Char(string="Where he read it")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Its mails, and the sessions in which it is reviewed.",
    )
    held_count = fields.Integer(
        string="Meetings held", compute="_compute_held_count", compute_sudo=True
    )
    minutes = fields.Text(
        tracking=True, copy=False, help="What was said in the meeting. Both read it."
    )
    answer_due = fields.Date(
        string="To be answered by",
        readonly=True,
        copy=False,
        help="Of a change that he heard of: within the days of the settings.",
    )
    is_late = fields.Boolean(
        compute="_compute_is_late", search="_search_is_late", string="Late"
    )
    proposed_due = fields.Date(
        string="Proposed for",
        copy=False,
        tracking=True,
        help="Of a change of forms or records: when it is done, if he agrees.",
    )
    agreed_by_id = fields.Many2one(
        comodel_name="res.partner", string="Agreed by", readonly=True, copy=False
    )
    agreed_at = fields.Datetime(string="Agreed on", readonly=True, copy=False)
    decision = fields.Selection(
        selection=DECISIONS, readonly=True, copy=False, tracking=True
    )
    decision_note = fields.Text(string="Why", readonly=True, copy=False)
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    done_at = fields.Datetime(string="Done on", readonly=True, copy=False)
    localization_id = fields.Many2one(
        comodel_name="bacg.localization",
        string="Resulting localization",
        copy=False,
        tracking=True,
    )
    change_id = fields.Many2one(
        comodel_name="bacg.legal.change",
        string="Resulting change",
        copy=False,
        tracking=True,
    )

    @api.depends("ticket_id.session_ids.state")
    def _compute_held_count(self):
        for request in self:
            held = request.ticket_id.session_ids.filtered(lambda o: o.state == "held")
            request.held_count = len(held)

    @api.depends("answer_due", "decided_at", "proposed_due", "agreed_at", "done_at")
    def _compute_is_late(self):
        # sudo: the portal and agents read no contracts
        contracts = self.env["bacg.sla.contract"].sudo()
        now = fields.Datetime.now()
        keys = {one: (one.partner_id, one.company_id, now) for one in self}
        found = contracts._find_for(keys.values())
        for request in self:
            contract = found.get(keys[request], contracts)
            request.is_late = request._judge_late(now, contract)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        promised = Domain("answer_due", "!=", False) | Domain("agreed_at", "!=", False)
        late = self.search(promised).filtered("is_late")
        found = Domain("id", "in", late.ids)
        return Domain.OR([found if one else ~found for one in value])

    def _judge_late(self, moment, contract):
        """Return whether what was promised was not done in time, as of a moment."""
        due, done = self.answer_due, self.decided_at
        if self.kind == "form_change":
            due, done = self.agreed_at and self.proposed_due, self.done_at
        if not due:
            return False
        day = (
            contract._local_day(done or moment) if contract else (done or moment).date()
        )
        return day > due

    def _get_contract(self):
        """Return the customer's contract in force, in sudo, or none."""
        # sudo: the portal and agents read no contracts
        contracts = self.env["bacg.sla.contract"].sudo()
        key = (self.partner_id, self.company_id, fields.Datetime.now())
        return contracts._find_for([key]).get(key, contracts)

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for request in self:
            if request.contact_id.commercial_partner_id != request.partner_id:
                raise UserError(
                    self.env._(
                        "Asked by: %(name)s is not a contact of %(customer)s.",
                        name=request.contact_id.name,
                        customer=request.partner_id.name,
                    )
                )

    @api.constrains("kind", "country_id")
    def _check_country(self):
        for request in self:
            if request.kind == "new_country" and not request.country_id:
                raise UserError(self.env._("Country: say which one is to be analysed."))

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: agents do not see the sequence
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            self._check_by_act(vals)
            vals["code"] = sequence.next_by_code("bacg.localization.request")
        requests = super().create(vals_list)
        for request in requests:
            request._begin()
        return requests

    def write(self, vals):
        self._check_by_act(vals)
        if {"kind", "partner_id", "company_id"} & vals.keys() and self:
            raise UserError(
                self.env._("Kind and customer stay: write down another request.")
            )
        decided = self.filtered("decided_at")
        if DECIDED_ON & vals.keys() and decided and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is decided: what was asked and said in the meeting stays. "
                    "Write on its case.",
                    decided[0].code,
                )
            )
        agreed = self.filtered("agreed_at")
        if "proposed_due" in vals and agreed:
            raise UserError(
                self.env._(
                    "Proposed for: %s was agreed by both sides and stays.",
                    agreed[0].proposed_due,
                )
            )
        return super().write(vals)

    def _put(self, vals):
        """Write what only acts write."""
        # sudo: each act checks first who may
        self.sudo().write(vals)

    def _check_by_act(self, vals):
        if self.env.su:
            return
        for name in BY_ACT & vals.keys():
            if (name, vals[name]) != ("state", "received"):
                raise UserError(
                    self.env._(
                        "%s: it is set by the buttons of the request, not by hand.",
                        self._fields[name]._description_string(self.env),
                    )
                )

    def _begin(self):
        """Open the request's case, and say by when it is answered."""
        values = {"ticket_id": self._open_case().id}
        if self.kind == "reported_change":
            contract = self._get_contract()
            today = contract._today() if contract else fields.Date.today()
            days = self.company_id.sudo().localization_answer_days
            values["answer_due"] = fields.Date.add(today, days=days)
        self._put(values)
        self._warn_responsible()

    def _open_case(self):
        kind = self.env.ref(
            "bacg_sla_platino.category_localization", raise_if_not_found=False
        )
        # sudo: as when a customer opens a case by the portal's form
        tickets = self.env["helpdesk.ticket"].sudo()
        values = tickets._case_prepare(
            self.contact_id,
            self.company_id,
            f"{self.code}: {self.name}",
            self.description,
        )
        if kind:
            values["category_id"] = kind.id
        return tickets.create(values)
