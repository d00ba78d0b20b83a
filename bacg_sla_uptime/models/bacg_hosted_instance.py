# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import web_address


class BacgHostedInstance(models.Model):
    """An ERP of a customer, and whether its availability is promised (SLA 2.01)."""

    _name = "bacg.hosted.instance"
    _description = "Hosted Instance"
    _inherit = ["mail.thread", "bacg.sla.company.mixin"]
    _order = "partner_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    url = fields.Char(
        string="URL",
        required=True,
        tracking=True,
        help="The address by which the customer's users reach the ERP.",
    )
    hosting = fields.Selection(
        selection=[
            ("bacg", "On BACG's cloud servers"),
            ("elsewhere", "Elsewhere"),
        ],
        required=True,
        default="bacg",
        tracking=True,
    )
    environment = fields.Selection(
        selection=[("production", "Production"), ("test", "Test")],
        required=True,
        default="production",
        tracking=True,
        help="An outage of a production instance opens a case of priority 1.",
    )
    service_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Service hours",
        check_company=True,
        tracking=True,
        help="Only these hours are judged. Empty: around the clock.",
    )
    measured_from = fields.Date(
        string="Measured from",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Its first day, in the contract's zone; printed on each statement.",
    )
    outage_ids = fields.One2many(
        comodel_name="bacg.uptime.outage", inverse_name="instance_id"
    )
    judged = fields.Boolean(
        string="Measured against the 99 %",
        compute="_compute_judgement",
        search="_search_judged",
    )
    judgement = fields.Selection(
        selection=[
            ("judged", "On BACG's servers, under a running contract with hosting"),
            ("elsewhere", "Hosted elsewhere"),
            ("not_hosted", "The contract includes no hosting by BACG"),
            ("not_running", "The contract does not run now"),
            ("archived", "The instance is archived"),
        ],
        string="Why it is measured or not",
        compute="_compute_judgement",
    )
    ticket_ids = fields.One2many(
        comodel_name="helpdesk.ticket",
        inverse_name="hosted_instance_id",
        string="Cases",
    )
    ticket_count = fields.Integer(compute="_compute_ticket_count")

    _url_uniq = models.UniqueIndex(
        "(url, company_id) WHERE active", "Another instance has this URL already."
    )

    @api.depends(
        "active",
        "hosting",
        "contract_id.active",
        "contract_id.hosted",
        "contract_id.date_from",
        "contract_id.date_to",
    )
    def _compute_judgement(self):
        now = fields.Datetime.now()
        for instance in self:
            instance.judgement = instance._judgement_at(now)
            instance.judged = instance.judgement == "judged"

    def _judgement_at(self, moment):
        """Return whether this instance counts at a naive UTC ``moment``, and why.

        :return: a value of ``judgement``; only ``judged`` counts
        """
        self.ensure_one()
        contract = self._uptime_contract_at(moment)
        if not contract:
            return False
        if not self.active:
            return "archived"
        if self.hosting != "bacg":
            return "elsewhere"
        if not contract.hosted:
            return "not_hosted"
        if not contract.active or not contract._runs_at(moment):
            return "not_running"
        return "judged"

    def _uptime_contract_at(self, moment):
        """Return the contract at a naive UTC ``moment``: its own or what renews it."""
        contract = self.contract_id
        while contract.date_to and not contract._runs_at(moment):
            after = contract.successor_id
            if not after or after.date_from > after._local_day(moment):
                break
            contract = after
        return contract

    def _search_judged(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The contract's days are those of the customer's zone: not for SQL.
        candidates = self.search(
            [("hosting", "=", "bacg"), ("contract_id.hosted", "=", True)]
        )
        judged = Domain("id", "in", candidates.filtered("judged").ids)
        wanted = {True: judged, False: ~judged}
        return Domain.OR(wanted[bool(judgement)] for judgement in value)

    def _compute_ticket_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("hosted_instance_id", "in", self.ids)],
                ["hosted_instance_id"],
                ["__count"],
            )
        )
        for instance in self:
            instance.ticket_count = counts.get(instance, 0)

    @api.constrains("url")
    def _check_url(self):
        for instance in self:
            try:
                web_address.normalized(instance.url)
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "URL: “%(url)s” is no web address. Write it as in "
                        "https://erp.customer.com, with http:// or https:// and "
                        "without user or password.",
                        url=instance.url,
                    )
                ) from None

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_normalized_url(vals) for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            self._check_nothing_hidden(vals)
        return super().write(self._with_normalized_url(vals))

    def _check_nothing_hidden(self, vals):
        """Refuse what would leave outages out of every month's statement.

        :raises UserError: for a later first day, or another customer's contract
        """
        hidden = Domain.FALSE
        if "measured_from" in vals:
            day = fields.Date.to_date(vals["measured_from"])
            later = self.filtered(lambda one: day and day > one.measured_from)
            hidden |= Domain("instance_id", "in", later.ids) & Domain("start", "<", day)
        if "contract_id" in vals:
            contract = self.env["bacg.sla.contract"].browse(vals["contract_id"])
            moved = self.filtered(lambda one: one.partner_id != contract.partner_id)
            hidden |= Domain("instance_id", "in", moved.ids)
        # sudo: whether there are any is all that is told
        outage = self.env["bacg.uptime.outage"].sudo().search(hidden, limit=1)
        if outage:
            raise UserError(
                self.env._(
                    "“%s” has outages that would be in no statement any more. Archive "
                    "it, and note a new instance.",
                    outage.instance_id.display_name,
                )
            )

    @api.model
    def _with_normalized_url(self, vals):
        try:
            return dict(vals, url=web_address.normalized(vals["url"]))
        except (KeyError, ValueError):
            return vals  # nothing to do, or for the constraint to tell

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", instance.name), active=False)
            for instance, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_tickets(self):
        self.ensure_one()
        return self.ticket_ids._get_records_action(
            name=self.env._("Cases of %s", self.name)
        )
