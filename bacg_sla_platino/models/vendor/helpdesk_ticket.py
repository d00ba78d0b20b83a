# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.mail.mail_address import is_public, mail_domain

ASKED_FIELDS = ("vendor_id", "vendor_ref", "vendor_url", "vendor_domain")


class HelpdeskTicket(models.Model):
    """Escalation to the manufacturer or a third party (SLA 1.19)."""

    _inherit = "helpdesk.ticket"

    vendor_id = fields.Many2one(
        comodel_name="res.partner",
        string="Asked",
        copy=False,
        index="btree_not_null",
        help="The contact of the manufacturer or third party that was asked.",
    )
    vendor_ref = fields.Char(
        string="Reference there",
        copy=False,
        help="The number of the case there. Mails that name it are filed here.",
    )
    vendor_url = fields.Char(string="Link there", copy=False, groups="base.group_user")
    vendor_domain = fields.Char(
        string="Mails from",
        compute="_compute_vendor_domain",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        help="The domain, or the address, whose mails with the reference are filed "
        "here as internal notes and end the wait.",
        groups="base.group_user",
    )
    vendor_asked = fields.Text(
        string="What was asked", readonly=True, sla_fact=True, copy=False
    )
    vendor_asked_at = fields.Datetime(
        string="Asked on", readonly=True, sla_fact=True, copy=False
    )

    @api.depends("vendor_id")
    def _compute_vendor_domain(self):
        for ticket in self:
            vendor = ticket.vendor_id
            address = (
                vendor.email_normalized or vendor.commercial_partner_id.email_normalized
            )
            ticket.vendor_domain = (
                address if is_public(address) else mail_domain(address)
            ) or False

    @api.constrains("vendor_url")
    def _check_vendor_url(self):
        for ticket in self.filtered("vendor_url"):
            # Customers can click on the link.
            url = urlsplit(ticket.vendor_url.strip())
            if url.scheme not in ("http", "https") or not url.netloc:
                raise ValidationError(
                    self.env._(
                        "Link there: “%s” is not an address that begins with https://.",
                        ticket.vendor_url,
                    )
                )

    @api.model
    def _sla_watched_fields(self):
        return super()._sla_watched_fields() | {"vendor_ref"}

    @api.model
    def _sla_event_kinds(self):
        return {**super()._sla_event_kinds(), "vendor_ref": "vendor_reference"}

    @api.model
    def _sla_agent_fields(self):
        return super()._sla_agent_fields() | set(ASKED_FIELDS)

    def _vendor_ask(self, wait, values, reason=False):
        """Register a request to the manufacturer; the resolution waits (SLA 1.19).

        :param wait: one of ``VENDOR_LIKE``
        :param values: values of ``vendor_asked`` and the other fields of the request
        :param reason: why an urgent case may wait, given by a manager
        :raises UserError: if the case is closed, or urgent without manager and reason
        """
        self.ensure_one()
        self._check_agent_access()
        self._sla_check_waits()
        self._sla_check_vendor_wait(reason)
        # sudo: agents cannot write these fields, which record facts
        self.sudo()._sla_with(logged=True).write(
            {**values, "vendor_asked_at": self._sla_now()}
        )
        self._sla_log(
            [
                self._sla_event(
                    "vendor_asked",
                    new=wait,
                    old=self._vendor_get_name(),
                    reason=values["vendor_asked"],
                )
            ]
        )
        self._vendor_wait(wait, reason or values["vendor_asked"])

    def _vendor_wait(self, wait, note):
        """Set the case to wait, in addition to other waits that it already has."""
        if wait in self._sla_waits_for_vendor().mapped("reason"):
            return
        stage = self._sla_stage("wait_vendor")
        if stage and self.stage_id.sla_mode == "run":
            waiting = self._sla_with(reason=note, wait_reason=wait)
            waiting.write({"stage_id": stage.id})
        else:
            self._sla_add_wait(wait, note)

    def _vendor_get_name(self):
        """Return the name of the asked company and its reference, for the ledger."""
        # sudo: customers may read this name
        name = self.sudo().vendor_id.commercial_partner_id.name
        return " · ".join(filter(None, (name, self.vendor_ref)))

    def _vendor_get_subject(self):
        return f"[{self.number}] {self.name}"

    def _vendor_get_last_asked(self, wait):
        """Return whom we asked last for this customer, else the manufacturer, if asked.

        A supplier of another customer is never proposed: his mails would be filed here.

        :param wait: what this case is to wait for, one of ``VENDOR_LIKE``
        """
        asked = Domain("vendor_id", "!=", False)
        customer = self.commercial_partner_id
        known = asked & Domain("commercial_partner_id", "=", customer.id)
        newest = self.browse()
        if customer and wait != "technical_review":
            newest = self.search(known, order="id desc", limit=1)
        if not newest and wait == "vendor":
            asked &= self._vendor_was_asked("any", "vendor")
            asked &= self._vendor_was_asked("not any", "third_party")
            newest = self.search(asked, order="id desc", limit=1)
        return newest.vendor_id

    @api.model
    def _vendor_was_asked(self, operator, wait):
        kind = Domain("kind", "=", "vendor_asked")
        return Domain("sla_event_ids", operator, kind & Domain("new_value", "=", wait))

    def action_vendor_wait_over(self):
        """End the waits for the manufacturer, a third party or a review."""
        self._check_agent_access()
        for ticket in self:
            ticket._vendor_end_waits(ticket._sla_waits_for_vendor())

    def _vendor_end_waits(self, waits):
        """End these waits of a case; the customer is notified once that it goes on."""
        with self._vendor_notifying_waits():
            self._sla_end_vendor_waits(waits)
