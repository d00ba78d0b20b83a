# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...models.clock.bacg_sla_pause import WAIT_REASONS
from ...models.clock.helpdesk_ticket_pause import CRITICAL_PRIORITIES
from ...tools.clock.case_facts import VENDOR_LIKE

WAITS = [(reason, label) for reason, label in WAIT_REASONS if reason in VENDOR_LIKE]


class BacgSlaVendorAsk(models.TransientModel):
    """Escalates a case to the manufacturer, a third party or a review (SLA 1.19)."""

    _name = "bacg.sla.vendor.ask"
    _description = "Escalate a Case to the Manufacturer"
    _inherit = ["bacg.sla.window.mixin", "bacg.sla.supervisor.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    wait = fields.Selection(
        selection=WAITS, string="The case is", required=True, default="vendor"
    )
    vendor_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whom we ask",
        compute="_compute_vendor_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The contact of the manufacturer or third party.",
    )
    vendor_ref = fields.Char(
        string="Reference there",
        compute="_compute_vendor",
        store=True,
        readonly=False,
        precompute=True,
        help="The number of the case there; it can be added later.",
    )
    vendor_url = fields.Char(
        string="Link there",
        compute="_compute_vendor",
        store=True,
        readonly=False,
        precompute=True,
    )
    asked = fields.Text(string="What we ask", help="The customer reads this, too.")
    by_mail = fields.Boolean(
        string="Send it by mail",
        help="To the contact; the answer is filed on the case as an internal note.",
    )
    is_critical = fields.Boolean(compute="_compute_is_critical")
    reason = fields.Char(
        string="Why it may wait",
        help="Only a helpdesk manager can let priorities 2 and 1 wait, with a reason.",
    )

    @api.depends("ticket_id", "wait")
    def _compute_vendor_id(self):
        for wizard in self:
            ticket = wizard.ticket_id
            # Mostly the same one as last time: he is seen, and may be changed.
            last = ticket.vendor_id or ticket._vendor_get_last_asked(wizard.wait)
            wizard.vendor_id = last

    @api.depends("ticket_id")
    def _compute_vendor(self):
        for wizard in self:
            ticket = wizard.ticket_id
            wizard.vendor_ref = ticket.vendor_ref
            wizard.vendor_url = ticket.vendor_url

    @api.depends("ticket_id")
    def _compute_is_critical(self):
        for wizard in self:
            wizard.is_critical = wizard.ticket_id.priority in CRITICAL_PRIORITIES

    def _get_request(self):
        return self.asked or ""

    def action_confirm(self):
        self.ensure_one()
        self._check_complete()
        ticket = self.ticket_id
        ticket._vendor_ask(
            self.wait,
            {
                "vendor_id": self.vendor_id.id,
                "vendor_ref": (self.vendor_ref or "").strip() or False,
                "vendor_url": (self.vendor_url or "").strip() or False,
                "vendor_asked": self.asked.strip(),
            },
            (self.reason or "").strip(),
        )
        if self.by_mail:
            ticket.message_post(
                body=plaintext2html(self.asked.strip()),
                subject=ticket._vendor_get_subject(),
                message_type="comment",
                subtype_xmlid="mail.mt_note",
                partner_ids=self.vendor_id.ids,
            )

    def _check_complete(self):
        if not (self.asked or "").strip():
            raise UserError(self.env._("What we ask: describe it in a sentence."))
        if self.wait != "technical_review" and not self.vendor_id:
            raise UserError(
                self.env._(
                    "Whom we ask: choose the contact of the manufacturer or third "
                    "party."
                )
            )
        if self.by_mail and not self.vendor_id.email_normalized:
            raise UserError(
                self.env._("Send it by mail: the contact has no mail address.")
            )
