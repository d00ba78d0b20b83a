# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from odoo.addons.bacg_sla_platino.tools.clock.case_facts import HELD_SCOPES

# Who sees an outage while it goes on; what a person enters later opens no case.
WATCHING_SOURCES = {"check", "feed"}


class BacgUptimeOutage(models.Model):
    """The case of an outage: priority 1, from the first failed check (SLA 2.03)."""

    _inherit = "bacg.uptime.outage"

    def _open_cases(self):
        """Give what goes on its case: the customer's own claim, or a new one."""
        for outage in self.filtered(lambda outage: outage._needs_case()):
            ticket = outage._find_claim() or outage._create_case()
            ticket._uptime_link(outage)

    def _needs_case(self):
        instance = self.instance_id
        return (
            self.state == "detected"
            and not self.stop
            and not self.ticket_id
            and instance.judged
            and instance.environment == "production"
            and not WATCHING_SOURCES.isdisjoint(self.observation_ids.mapped("source"))
        )

    def _find_claim(self):
        """Return the customer's open case that claims an outage (SLA 2.02), if any."""
        return self.env["helpdesk.ticket"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("closed", "=", False),
                ("outage_scope", "in", list(HELD_SCOPES)),
                ("uptime_outage_id", "=", False),
                ("hosted_instance_id", "in", [False, self.instance_id.id]),
            ],
            order="reported_at, id",
            limit=1,
        )

    def _create_case(self):
        tickets = self.env["helpdesk.ticket"].with_company(self.company_id)
        contact = self.contract_id.contact_ids[:1] or self.partner_id
        customers = self.with_context(lang=contact.lang)
        subject = customers.env._("%s does not answer", self.instance_id.name)
        text = customers.env._(
            "Our monitor gets no good answer from %(url)s: %(evidence)s",
            url=self.instance_id.url,
            evidence=self.observation_ids[:1].evidence or "",
        )
        ticket = tickets.create(
            {
                **tickets._case_prepare(contact, self.company_id, subject, text),
                "priority": "3",
                "outage_scope": "total",
                "reported_at": self.start,
                "hosted_instance_id": self.instance_id.id,
            }
        )
        ticket._uptime_tell("bacg_sla_uptime.mail_template_outage_seen")
        ticket.acknowledged_at = ticket._sla_now()
        return ticket

    def _notify_recovery(self):
        """Tell the customers of these outages that it works again, in their cases."""
        tickets = self.env["helpdesk.ticket"].search(
            [("uptime_outage_id", "in", self.ids), ("closed", "=", False)]
        )
        tickets._uptime_tell("bacg_sla_uptime.mail_template_outage_over")

    def _has_cause(self):
        """Return whether somebody said why it was down."""
        return any(part.effect != "undefined" for part in self.slice_ids)

    def _take_cases(self, others):
        """Take over the cases of outages that are part of this one."""
        if not self.ticket_id:
            self.ticket_id = others.ticket_id[:1]
        tickets = self.env["helpdesk.ticket"].search(
            [("uptime_outage_id", "in", others.ids)]
        )
        tickets.uptime_outage_id = self
