# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import email_normalize, plaintext2html

from ...models.case.helpdesk_ticket_import import REASONS_OF_MODE
from ...models.clock.helpdesk_ticket_pause import CRITICAL_PRIORITIES
from ...models.clock.helpdesk_ticket_stage import CLOSED_MODES
from ...tools.clock.case_facts import VENDOR_LIKE


class BacgSlaImport(models.TransientModel):
    """Checks rows against the database, in a few queries for all of them."""

    _inherit = "bacg.sla.import"

    def _look_up(self, rows):
        """Find customers, contacts and stages of ``rows``; missing ones are faults."""
        customers = self._customers(rows)
        stages = self._stages()
        numbers = self._numbers_taken(rows)
        for row in rows:
            if row.values["number"] in numbers:
                row.blame("number", "taken", row.values["number"])
            self._look_up_customer(row, customers)
            self._look_up_stage(row, stages)
            self._look_up_urgent_waits(row)
        self._look_up_contacts(rows)

    def _company(self):
        return self.team_id.company_id or self.env.company

    def _numbers_taken(self, rows):
        # sudo: cases of other teams also count
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        numbers = [row.values["number"] for row in rows]
        found = tickets.search_fetch(
            [
                ("number", "in", numbers),
                ("company_id", "in", [self._company().id, False]),
            ],
            ["number"],
        )
        return set(found.mapped("number"))

    def _customers(self, rows):
        """Return a dict from names and references to companies."""
        names = list({row.values["customer"] for row in rows} - {""})
        partners = self.env["res.partner"].search_fetch(
            [
                ("parent_id", "=", False),
                ("company_id", "in", [False, self._company().id]),
                "|",
                ("name", "in", names),
                ("ref", "in", names),
            ],
            ["name", "ref"],
        )
        found = defaultdict(partners.browse)
        for partner in partners:
            for name in {partner.name, partner.ref}:
                found[name] |= partner
        return found

    def _look_up_customer(self, row, customers):
        name = row.values["customer"]
        customer = customers.get(name, self.env["res.partner"])
        if len(customer) > 1:
            row.blame("customer", "customer_several", name)
        elif name and not customer:
            row.blame("customer", "customer_unknown", name)
        row.values["customer"] = customer[:1]

    def _stages(self):
        """Return a dict from the names in every language to the team's stages."""
        stages = self.team_id._get_applicable_stages()
        found = {}
        for code, _name in self.env["res.lang"].get_installed():
            for stage in stages.with_context(lang=code):
                found.setdefault(stage.name.casefold(), stage)
        found[""] = stages.filtered(lambda stage: stage.sla_mode == "run")[:1]
        return found

    def _look_up_stage(self, row, stages):
        name, waits = row.values["stage"], row.values["waits"] or []
        stage = stages.get(name.casefold())
        if not stage:
            row.blame("stage", "stage_unknown", name)
        elif stage.sla_mode in CLOSED_MODES:
            row.blame("stage", "stage_closed", name)
        elif stage.sla_mode in REASONS_OF_MODE:
            held = self.env["helpdesk.ticket"]._case_get_held_wait(
                stage.sla_mode, waits
            )
            if not held:
                row.blame("waits", "stage_waits", name)
        row.values["stage"] = stage

    def _look_up_urgent_waits(self, row):
        """Urgent cases wait for others only by a manager with a reason (SLA 1.19)."""
        waits = [reason for reason, *_rest in row.values["waits"] or []]
        held = row.values["priority"] in CRITICAL_PRIORITIES and not set(
            waits
        ).isdisjoint(VENDOR_LIKE)
        if held and not self.env["helpdesk.ticket"]._sla_may_wait(
            (self.wait_reason or "").strip()
        ):
            row.blame("waits", "wait_urgent")

    def _look_up_contacts(self, rows):
        """Normalize the addresses; an address of another customer is a fault."""
        for row in rows:
            address = row.values["contact_email"]
            row.values["contact_email"] = email_normalize(address)
            if address and not row.values["contact_email"]:
                row.blame("contact_email", "email", address)
        partners = self._partners_of(rows)
        for row in rows:
            address = row.values["contact_email"]
            others = partners.get(address)
            customer = row.values["customer"]
            if customer and others and customer not in others.commercial_partner_id:
                owner = others[0].commercial_partner_id.display_name
                row.blame("contact_email", "email_elsewhere", f"{address}, {owner}")

    def _partners_of(self, rows):
        """Return a dict from the rows' addresses to their contacts."""
        addresses = {row.values["contact_email"] for row in rows} - {False, None}
        partners = self.env["res.partner"].search_fetch(
            [("email_normalized", "in", list(addresses))],
            ["email_normalized", "commercial_partner_id"],
        )
        return partners.grouped("email_normalized")

    def _contacts(self, rows):
        """Return the contacts by customer and address; missing ones are created."""
        partners = self._partners_of(rows)
        contacts, missing = {}, []
        for row in rows:
            customer, address = row.values["customer"], row.values["contact_email"]
            key = (customer, address)
            if not address or key in contacts:
                continue
            known = partners.get(address, customer.browse())
            contacts[key] = known.filtered(
                lambda partner, customer=customer: (
                    partner.commercial_partner_id == customer
                )
            )[:1]
            if not contacts[key]:
                missing.append(key)
        # sudo: a helpdesk manager need not edit contacts; nobody is invited
        created = (
            self.env["res.partner"]
            .sudo()
            .create([self._prepare_contact_values(*key) for key in missing])
        )
        contacts.update(zip(missing, created.sudo(False), strict=True))
        return contacts

    @api.model
    def _prepare_contact_values(self, customer, address):
        return {
            "name": address.partition("@")[0],
            "email": address,
            "parent_id": customer.id,
            "lang": customer.lang,
            "tz": customer.tz,
        }

    def _case_values(self, row, contacts):
        values = row.values
        contact = contacts.get(
            (values["customer"], values["contact_email"]), values["customer"]
        )
        return {
            "number": values["number"],
            "name": values["subject"],
            "description": plaintext2html(values["description"] or values["subject"]),
            "partner_id": contact.id,
            "partner_name": contact.name,
            "partner_email": contact.email,
            "company_id": self._company().id,
            "team_id": self.team_id.id,
            "user_id": False,
            "stage_id": values["stage"].id,
            "priority": values["priority"],
            "reported_at": values["reported_at"],
            "first_response_at": values["first_response_at"],
        }

    @api.model
    def _reasons(self):
        env = self.env
        return {
            **super()._reasons(),
            "before_report": env._("Is before the report of the case"),
            "customer_several": env._(
                "Several customers have this name; enter the reference of the right one"
            ),
            "customer_unknown": env._("No customer has this name or reference"),
            "email": env._("Not an e-mail address"),
            "email_elsewhere": env._("This address belongs to somebody else's contact"),
            "future": env._("Is in the future"),
            "moment": env._(
                "Enter date and time as 2026-03-09 14:30 or 09/03/2026 14:30"
            ),
            "priority": env._(
                "Enter 4, 3, 2 or 1, or leave it empty to classify it later"
            ),
            "refused": env._("Odoo refused the case"),
            "skipped": env._("This hour does not exist in the time zone on that day"),
            "stage_closed": env._(
                "Only open cases can be imported, and this stage is closed"
            ),
            "stage_unknown": env._("The team has no such stage"),
            "stage_waits": env._("Enter since when the case waits, as its stage waits"),
            "struck_twice": env._(
                "This hour occurs twice on that day; add its offset, as in 2026-11-01 "
                "01:30-05:00"
            ),
            "taken": env._("A case already has this number"),
            "twice": env._("This number already occurs in the file"),
            "wait": env._("Enter each wait as “reason start stop”, separated by |"),
            "wait_order": env._("The wait must start before it ends"),
            "wait_reason": env._(
                "The reason must be customer, vendor, third_party or technical_review"
            ),
            "wait_urgent": env._(
                "Priorities 2 and 1 wait for others only with a reason; give it above"
            ),
        }
