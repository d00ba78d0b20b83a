# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.common.mail_thread import ReadableOne2many
from .common import SlaCommon, local

REPORTED = local("2026-03-09T08:00:00")
AGENTS_FIELDS = (
    "late_reason",
    "proposed_contract_id",
    "classified_by_id",
    "scope_reason",
    "suggested_category_id",
    "behalf_user_id",
    "lead_case_ids",
    "outage_check_due_at",
    "outage_checked_network",
    "sla_note",
    "sla_portal_access",
    "urgent_words",
    "customer_reminded_at",
    "vendor_url",
    "inbound_ids",
)
# What customers may read of what we add to a case; all else of it is for agents.
CUSTOMERS_FIELDS = {
    "acknowledged_at",
    "agreement_id",
    "answered_vitt_app_id",
    "area_team_id",
    "assigned_date",
    "bug_criticality",
    "bug_exclusion",
    "bug_exclusion_clause_id",
    "bug_exclusion_reason",
    "bug_fix_due",
    "bug_fix_state",
    "bug_fixed_on",
    "bug_type",
    "bug_under_warranty",
    "bug_workaround",
    "classified_at",
    "closed_date",
    "commercial_partner_id",
    "contract_id",
    "customer_due_at",
    "development_id",
    "display_name",
    "first_response_at",
    "first_response_message_id",
    "hours_card",
    "hours_draw_ids",
    "id",
    "interface_id",
    "is_late_now",
    "last_follow_up_at",
    "last_stage_update",
    "lead_origin_id",
    "message_ids",
    "next_follow_up_at",
    "number",
    "outage_cause",
    "outage_claimed_at",
    "outage_scope",
    "partner_name",
    "policy_id",
    "priority",
    "queue_tier",  # sorts their searches, too; no more than the facts they read
    "reported_at",
    "scope_answered_at",
    "scope_clause_id",
    "scope_line",
    "scope_source",
    "scope_state",
    "session_ids",
    "sla_criterion",
    "sla_deadline",
    "sla_event_ids",
    "sla_mode",
    "sla_pause_ids",
    "sla_priority_choices",
    "sla_shared_with_user",
    "sla_state",
    "sla_status_ids",
    "solution",
    "thanked_at",
    "unattended",
    "vendor_asked",
    "vendor_asked_at",
    "vendor_id",
    "vendor_ref",
    "vendor_waiting",
    "vendor_waiting_days",
    "vendor_waiting_since",
    "vitt_app_id",
    "way_ids",
    "website_message_ids",
}
CHATTER = (
    "ir.attachment",
    "mail.activity",
    "mail.followers",
    "mail.mail",
    "mail.message",
    "mail.notification",
    "mail.tracking.value",
    "rating.rating",
)


# Relations of core that bypass the access, to what whoever reads their record reads.
WITH_THEIR_RECORD = (
    "mail.activity.attachment_ids",
    "mail.message.attachment_ids",
    "mail.message.notification_ids",
    "mail.scheduled.message.attachment_ids",
    "mail.template.attachment_ids",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestAttacks(SlaCommon):
    """What the lowest roles may try, and must not get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "attack_portal", groups="base.group_portal", email="p@cafe.gt"
        )
        cls.portal.partner_id.parent_id = cls.customer
        cls.employee = new_test_user(
            cls.env, "attack_employee", groups="base.group_user"
        )
        cls.other = cls.env["res.company"].create({"name": "Otra"})
        cls.foreign = new_test_user(
            cls.env,
            "attack_foreign",
            groups="helpdesk_mgmt.group_helpdesk_user",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )
        cls.case = cls._case(REPORTED, partner_id=cls.portal.partner_id.id)

    def _invitable(self):
        """Return a contact whose invitation an agent may send again."""
        contact = self.env["res.partner"].create(
            {
                "name": "Nuevo",
                "email": "nuevo@cafe.gt",
                "parent_id": self.customer.id,
            }
        )
        contact._contact_create_user(self.env.company)
        return contact

    def _seen_bodies(self, user):
        messages = self.env["mail.message"].with_user(user).search([])
        mine = self.env["mail.message"].sudo().search([("create_uid", "=", user.id)])
        allowed = (messages | mine.with_user(user))._filtered_access("read")
        return " ".join(str(body) for body in allowed.mapped("body"))

    def test_agents_read_no_invitation(self):
        """SLA 1.03, 1.05: who sends an invitation again cannot become the customer."""
        contact = self._invitable()
        known = self.env["mail.mail"].search([])
        contact.with_user(self.agent).action_sla_invite_again()
        mail = self.env["mail.mail"].search([]) - known
        self.assertIn("token=", mail.body_html)
        self.assertNotIn("token=", mail.mail_message_id.body)
        message = mail.mail_message_id.with_user(self.agent)
        with self.assertRaises(AccessError):
            message.read(["body"])
        with self.assertRaises(AccessError):
            mail.with_user(self.agent).read(["body_html"])
        self.assertNotIn("token=", self._seen_bodies(self.agent))

    def test_access_leaves_a_trace_with_the_customer(self):
        """SLA 1.03: whom a click gives access is told to the contact points."""
        self.env.company.sla_portal_user_creation = "never"
        self.contract.contact_ids = self.contact
        named = self.env["res.partner"].create(
            {"name": "Otro", "email": "otro@gmail.com", "parent_id": self.customer.id}
        )
        known = self.env["mail.mail"].search([])
        named.with_user(self.manager).action_sla_approve_user()
        made = self.env["mail.mail"].search([]) - known
        told = made.filtered(lambda mail: self.contact in mail.recipient_ids)
        self.assertIn("otro@gmail.com", told.body_html)
        self.assertIn(self.manager.name, told.body_html)

    def test_agents_render_no_invitation(self):
        """A template rendered by the agent himself has no link in it."""
        contact = self._invitable()
        template = self.env.ref("bacg_sla_platino.mail_template_invitation")
        writer = new_test_user(
            self.env,
            "attack_writer",
            groups="helpdesk_mgmt.group_helpdesk_manager,base.group_partner_manager",
        )
        for user in (self.agent, writer):
            body = template.with_user(user)._render_field("body_html", contact.ids)
            self.assertNotIn("token=", body[contact.id])
        self.assertNotIn("token=", contact.with_user(writer)._get_signup_url())
        set_password = self.env.ref("auth_signup.portal_set_password_email")
        rendered = set_password.with_user(writer)._render_field(
            "body_html", contact.user_ids.ids
        )
        self.assertNotIn("token=", rendered[contact.user_ids.id])

    def test_password_mails_are_the_systems(self):
        """Who may edit contacts asks for a new password, and reads none."""
        contact = self._invitable()
        writer = new_test_user(
            self.env,
            "attack_writer",
            groups="base.group_user,base.group_partner_manager",
        )
        users = contact.user_ids.with_user(writer).with_context(test_mode=True)
        known = self.env["mail.message"].search([])
        users._action_reset_password()
        made = self.env["mail.message"].search([]) - known
        self.assertNotIn(writer, made.create_uid)
        self.assertNotIn("token=", self._seen_bodies(writer))
        with self.assertRaises(AccessError):
            contact.user_ids.with_user(self.agent)._action_reset_password()

    def test_no_token_for_a_contact_without_user(self):
        """Core gives any employee the token of a contact, if anybody may sign up."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        named = self.env["res.partner"].create({"name": "x", "email": "x@cafe.gt"})
        for user in (self.agent, self.employee):
            auth = named.with_user(user).signup_get_auth_param()
            self.assertFalse(auth.get(named.id))
        writer = new_test_user(
            self.env,
            "attack_writer",
            groups="helpdesk_mgmt.group_helpdesk_manager,base.group_partner_manager",
        )
        share = (
            self.env["portal.share"]
            .with_user(writer)
            .create(
                {
                    "res_model": "helpdesk.ticket",
                    "res_id": self.case.id,
                    "partner_ids": named.ids,
                }
            )
        )
        self.case.sudo().access_token = False
        share.action_send_mail()
        self.assertNotIn("token=", self._seen_bodies(writer).partition("/web/")[2])
        self.assertFalse(named.signup_type)

    def test_nobody_reads_a_cases_token(self):
        """SLA 1.05: the link that answers in the customer's name is no agent's."""
        token = self.case._portal_ensure_token()
        for user in (self.agent, self.manager, self.env.ref("base.user_admin")):
            user.group_ids |= self.env.ref("base.group_allow_export")
            case = self.case.with_user(user)
            for door, call in {
                "read": lambda case=case: case.read(["access_token"]),
                "web_read": lambda case=case: case.web_read({"access_token": {}}),
                "search": lambda case=case: case.search([("access_token", "=", token)]),
                "order": lambda case=case: case.search([], order="access_token"),
                "export": lambda case=case: case.export_data(["access_token"]),
                "group": lambda case=case: case.formatted_read_group(
                    [], ["access_token"], ["__count"]
                ),
                "write": lambda case=case: case.write({"access_token": "known"}),
            }.items():
                with (
                    self.subTest(door, user=user.login),
                    self.assertRaises(AccessError),
                    self.cr.savepoint(),
                ):
                    call()
            self.assertNotIn("access_token", case.fields_get())
            self.assertNotIn(token, str(case.read()))
            self.assertNotIn(token, case.get_portal_url())
            self.assertNotIn(token, case._get_share_url(pid=self.contact.id))
            template = self.env.ref("bacg_sla_platino.mail_template_acknowledgement")
            body = template.with_user(user)._render_field("body_html", case.ids)
            self.assertIn(f"/my/ticket/{case.id}", body[case.id])
            self.assertNotIn(token, body[case.id])
        self.assertEqual(self.case.sudo().access_token, token)
        self.assertIn(token, self.case.sudo().get_portal_url())

    def test_no_message_keeps_a_cases_token(self):
        """SLA 1.05: neither our mails nor the replies that quote them show it."""
        token = self.case._portal_ensure_token()
        link = self.case.sudo()._get_share_url(redirect=True, pid=self.contact.id)
        known = self.env["mail.mail"].search([])
        self.case.sudo()._send_automatic_mail(
            self.env.ref("bacg_sla_platino.mail_template_acknowledgement")
        )
        mail = self.env["mail.mail"].search([]) - known
        self.assertIn(token, mail.body_html, "the customer's own mail has it")
        self.assertNotIn(token, mail.mail_message_id.body)
        reply = self.case.message_post(
            body=Markup("<p>Gracias</p><a href='%s'>Ver el caso</a>") % link
        )
        self.assertIn("Ver el caso", reply.body)
        self.assertIn("res_id=", reply.body)
        for secret in (token, "hash="):
            self.assertNotIn(secret, reply.body)
        quoting = self._mail(subject="otro").replace(
            b"no imprime.", f"vea https://x.example{link}".encode()
        )
        case = self._receive(quoting).ticket_id
        self.assertIn("/mail/view", case.description)
        self.assertNotIn(token, case.description)
        self.assertNotIn(token, "".join(case.message_ids.mapped("body")))

    def test_new_address_leaves_a_trace_with_the_customer(self):
        """SLA 1.03: nobody turns a customer's account to an address of his own."""
        point = self.env["res.partner"].create(
            {"name": "Jefa", "email": "jefa@cafe.gt", "parent_id": self.customer.id}
        )
        self.contract.contact_ids = point
        writer = new_test_user(
            self.env,
            "attack_writer",
            groups="helpdesk_mgmt.group_helpdesk_user,base.group_partner_manager",
        )
        contact = self.portal.partner_id
        known = self.env["mail.mail"].search([])
        contact.with_user(writer).write({"email": "p@cafe.gt", "phone": "1"})
        self.assertEqual(self.env["mail.mail"].search([]), known)
        contact.with_user(writer).email = "Agente <agente@casa.example>"
        told = self.env["mail.mail"].search([]) - known
        self.assertEqual(len(told), 2)
        self.assertEqual(told.filtered("email_to").email_to, "p@cafe.gt")
        self.assertEqual(told.recipient_ids, point)
        for mail in told:
            for word in (writer.name, "p@cafe.gt", "agente@casa.example"):
                self.assertIn(word, mail.body_html)
        with self.assertRaises(AccessError):
            told.with_user(writer).unlink()
        unknown = self.env["res.partner"].create({"name": "x", "email": "x@cafe.gt"})
        known = self.env["mail.mail"].search([])
        unknown.with_user(writer).email = "z@cafe.gt"
        self.assertEqual(self.env["mail.mail"].search([]), known)

    def test_access_by_cores_window_leaves_a_trace(self):
        """SLA 1.03: Odoo's own “Grant portal access” is told, too."""
        self.contract.contact_ids = self.contact
        named = self.env["res.partner"].create(
            {"name": "Otro", "email": "otro@gmail.com", "parent_id": self.customer.id}
        )
        writer = new_test_user(
            self.env,
            "attack_writer",
            groups="helpdesk_mgmt.group_helpdesk_user,base.group_partner_manager",
        )
        window = (
            self.env["portal.wizard"]
            .with_user(writer)
            .with_context(active_ids=named.ids)
            .create({})
        )
        known = self.env["mail.mail"].search([])
        window.user_ids.action_grant_access()
        told = self.env["mail.mail"].search([]) - known
        told = told.filtered(lambda mail: self.contact in mail.recipient_ids)
        self.assertIn("otro@gmail.com", told.body_html)
        self.assertIn(writer.name, told.body_html)

    def test_nothing_is_spelled_out_by_searching(self):
        """SLA 1.05: internal notes are not found letter by letter."""
        self.case.message_post(body="clave secreta", subtype_xmlid="mail.mt_note")
        self._answer(self.case)
        cases = self.env["helpdesk.ticket"].with_user(self.portal)
        own = Domain("id", "=", self.case.id)
        for path in ("message_ids.body", "website_message_ids.body"):
            for prefix in ("", "duplicate_id.", "partner_id."):
                secret = Domain(f"{prefix}{path}", "like", "secreta")
                self.assertFalse(cases.search(own & secret), f"{prefix}{path}")
            self.assertTrue(cases.search(own & Domain(path, "like", "Ya lo vemos")))
        nested = Domain("message_ids", "any", [("body", "like", "secreta")])
        self.assertFalse(cases.search(own & nested))
        path = "commercial_partner_id.sla_contract_ids.name"
        with self.assertRaises(AccessError):
            cases.search(Domain(path, "like", "a"))

    def test_paths_by_which_one_may_search(self):
        """SLA 1.05: no path of fields finds by a record that may not be read.

        Every relation of every model that somebody may search, and on from there while
        relations bypass the access: any other leads to readable records alone, whose
        model is searched by itself.
        """
        self.contract.message_post(body="interna")
        self.case.message_post(body="interna", subtype_xmlid="mail.mt_note")
        self.case.activity_schedule(summary="interna", user_id=self.agent.id)
        self.contract.share_cases = True
        for user in (self.portal, self.employee, self.foreign):
            hidden = {}
            for model, path, field in self._paths(user):
                with self.subTest(user=user.login, model=model, path=path):
                    # Core's activities are read by whoever reads what they are of.
                    if field.name != "activity_ids":
                        self.assertFalse(self._bypasses(field))
                    target = field.comodel_name
                    if target not in hidden:
                        hidden[target] = self._hidden(target, user)
                    secret = [
                        ("id", "in", hidden[target]),
                        ("create_date", "!=", False),
                    ]
                    self._assert_finds_nothing(model, user, Domain(path, "any", secret))

    def _hidden(self, model, user):
        rows = self.env[model].sudo().with_context(active_test=False).search([])
        return (rows - rows.with_user(user)._filtered_access("read")).ids

    def _assert_finds_nothing(self, model, user, domain):
        records = self.env[model].with_user(user).with_context(active_test=False)
        try:
            self.assertFalse(records.search(domain, limit=1))
        except AccessError:
            return

    def _paths(self, user):
        """Yield model, path and last field of every way to search by what is ours."""
        for name, model in self.env.items():
            if model._abstract or model._transient or not model._auto:
                continue
            if model.with_user(user).has_access("read"):
                yield from self._walk(user, name, name, "", {name})

    def _walk(self, user, start, model, path, seen):
        for field in self._relations(self.env[model], user):
            target, step = field.comodel_name, f"{path}{field.name}"
            ours = target.startswith("bacg.") or target in CHATTER
            if ours and str(field) not in WITH_THEIR_RECORD:
                yield start, step, field
            if self._bypasses(field) and target not in seen:
                further = seen | {target}
                yield from self._walk(user, start, target, f"{step}.", further)

    def _bypasses(self, field):
        return field.bypass_search_access and not isinstance(field, ReadableOne2many)

    def _relations(self, model, user):
        seen = model.with_user(user)
        return [
            field
            for field in model._fields.values()
            if field.relational
            and field.comodel_name
            and field._description_searchable
            and seen._has_field_access(field, "read")
        ]

    def test_windows_show_no_hidden_case(self):
        """SLA 1.05: a window says nothing of a case that its user may not read."""
        case = self._case(REPORTED, user_id=self.agent.id)
        personal = new_test_user(
            self.env,
            "attack_personal",
            groups="helpdesk_mgmt.group_helpdesk_user_own",
        )
        for name in self._windows():
            window = self.env[name].with_user(personal)
            if "ticket_id" not in window._fields or not window.has_access("create"):
                continue
            values = {"ticket_id": case.id}
            spec = {field: {} for field in window._fields}
            with self.subTest(name, door="create"), self.assertRaises(AccessError):
                window.create(values)
            with self.subTest(name, door="onchange"), self.assertRaises(AccessError):
                window.onchange(values, ["ticket_id"], spec)
            context = {"default_ticket_id": case.id}
            with self.subTest(name, door="default"), self.assertRaises(AccessError):
                window.with_context(**context).default_get(list(window._fields))

    def test_windows_are_their_users(self):
        """What one agent fills in is read by no other."""
        for name in self._windows():
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", name), ("groups", "=", False)]
            )
            with self.subTest(name):
                self.assertIn("create_uid", " ".join(rules.mapped("domain_force")))
        window = self.env["bacg.sla.pause.add"].with_user(self.agent)
        row = window.create({"ticket_id": self.case.id, "note": "Parte"})
        self.assertTrue(row.read(["ticket_id"]))
        with self.assertRaises(AccessError):
            row.with_user(self.manager).read(["ticket_id"])
        self.assertFalse(row.with_user(self.manager).search([("id", "=", row.id)]))

    def test_customers_read_no_settings(self):
        """SLA 1.05: neither limits and secrets, nor what is noted for agents alone."""
        company = self.env.company
        # helpdesk_mgmt's form reads the last one; ours is only its default.
        others = {"id", "display_name", "helpdesk_mgmt_portal_category_id_required"}
        ours = set(self._fields_of_ours(company)) - others
        self.assertGreater(len(ours), 20)
        for name in ours:
            with self.subTest(name), self.assertRaises(AccessError):
                company.with_user(self.portal).read([name])
        for user in (self.employee, self.agent, self.manager):
            for name in ("sla_heartbeat_url", "sla_mail_authority"):
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    company.with_user(user).read([name])
        case = self.case.with_user(self.portal)
        seen = {
            name
            for name in self._fields_of_ours(case)
            if case._has_field_access(case._fields[name], "read")
        }
        self.assertEqual(seen - CUSTOMERS_FIELDS, set(), "decide who reads it")
        self.assertTrue(case.read(["number", "sla_state", "sla_deadline"]))
        for name in AGENTS_FIELDS:
            with self.subTest(name), self.assertRaises(AccessError):
                case.read([name])
            with self.subTest(name, door="search"), self.assertRaises(AccessError):
                case.search([(name, "!=", False)])

    def _queue_delivery(self):
        """Return a message to a webhook of no company."""
        deliveries = self.env["bacg.sla.webhook.delivery"].sudo()
        hook = self.env["bacg.sla.webhook"].create(
            {"name": "y", "url": "https://y.example", "company_id": False}
        )
        deliveries._queue_test(hook)
        return deliveries.search([("webhook_id", "=", hook.id)])

    def _shared_rows(self, user):
        """Yield a row of no company of each model of ours that a user may write."""
        for name, model in self.env.items():
            field = model._fields.get("company_id")
            if (
                name.startswith("bacg.")
                and field
                and field.store
                and model._auto
                and model.with_user(user).has_access("write")
            ):
                yield from model.sudo().search([("company_id", "=", False)], limit=1)

    def _fields_of_ours(self, record):
        return [
            name
            for name, field in record._fields.items()
            if "bacg_sla_platino" in field._modules
        ]

    def test_shared_rows_are_of_who_serves_all(self):
        """One company's administrator changes nothing that the others use, too."""
        groups = "bacg_sla_platino.group_bacg_sla_platino_administrator"
        own, everybody = (
            new_test_user(
                self.env,
                login,
                groups=groups,
                company_id=self.other.id,
                company_ids=[Command.set(companies.ids)],
            )
            for login, companies in (
                ("attack_own", self.other),
                ("attack_all", self.env["res.company"].search([])),
            )
        )
        inbound = self._receive(self._mail(sender="y@nadie.gt", To="nadie@nadie.gt"))
        inbound.company_id = False
        rows = {
            "read": [
                self.env["bacg.sla.webhook"].create(
                    {"name": "x", "url": "https://x.example", "company_id": False}
                ),
                inbound,
                *self._queue_delivery(),
            ],
            "write": [
                *self._shared_rows(everybody),
                self.agreement.copy({"company_id": False}),
                self.env["bacg.sla.keyword"].create({"name": "ya", "urgent": True}),
                self.env["resource.calendar"].create(
                    {"name": "Todos", "company_id": False}
                ),
            ],
        }
        for operation, records in rows.items():
            for record in records:
                with self.subTest(record._name):
                    self.assertFalse(record.with_user(own).has_access(operation))
                    self.assertTrue(record.with_user(everybody).has_access(operation))

    def test_lead_is_not_the_customers(self):
        """SLA 1.11: the lead made of a request is our own affair."""
        lead = self.case.sudo()._coverage_create_lead_case()
        self.assertNotIn(self.portal.partner_id, lead.message_partner_ids)
        self.assertFalse(lead.with_user(self.portal).has_access("read"))
        self.assertFalse(
            self.env["helpdesk.ticket"]
            .with_user(self.portal)
            .search([("id", "=", lead.id)])
        )
        self.assertTrue(lead.with_user(self.manager).has_access("read"))

    def test_token_ends_with_the_sharing(self):
        """SLA 1.05: a link of former days opens nothing."""
        follower = self.contact
        ends = {
            "unfollowed": lambda: self.case.message_unsubscribe(follower.ids),
            "other contact": lambda: self.case.write({"partner_id": self.contact.id}),
            "not shared": lambda: self.contract.write({"share_cases": False}),
            "no contact point": lambda: self.contract.write({"contact_ids": [(5,)]}),
        }
        self.contract.write({"share_cases": True, "contact_ids": follower.ids})
        self.case.message_subscribe(follower.ids)
        for reason, end in ends.items():
            token = self.case._portal_ensure_token()
            end()
            with self.subTest(reason):
                self.assertNotEqual(self.case.sudo().access_token, token)
        token = self.case._portal_ensure_token()
        self.case.with_user(self.agent).priority = "2"
        self.assertEqual(self.case.sudo().access_token, token)

    def test_stranger_does_not_go_on_from_a_case(self):
        """SLA 1.05: only the customer's answer makes a successor of his case."""
        stranger = self.env["res.partner"].create({"name": "Z", "email": "z@otra.gt"})
        self.assertFalse(self.case._case_is_of_customer(stranger))
        self.assertTrue(self.case._case_is_of_customer(self.contact))
        self._answer(self.case)
        sent = self.case.message_ids.filtered("message_id")[:1].message_id
        with self._frozen(local("2026-03-10T08:00:00")):
            self.case.with_user(self.agent).stage_id = self.stage_done
        later = local("2026-04-10T08:00:00")
        for sender, follows in (("z@otra.gt", False), ("p@cafe.gt", True)):
            mail = self._mail(sender=sender, subject=f"RE {sender}", In_Reply_To=sent)
            case = self._receive(mail, later).ticket_id
            with self.subTest(sender):
                self.assertNotEqual(case, self.case)
                self.assertEqual(bool(case.previous_ticket_id), follows)

    def _windows(self):
        return [
            name
            for name, model in self.env.items()
            if name.startswith("bacg.") and model._transient
        ]


@tagged("post_install", "-at_install")
class TestAttacksOnPages(HttpCase, SlaCommon):
    """The portal's routes, called by whom they are not for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_done.close_from_portal = True
        cls.stranger = new_test_user(
            cls.env, "attack_stranger", groups="base.group_portal"
        )
        cls.guest = new_test_user(cls.env, "attack_guest", groups="base.group_portal")
        cls.guest.partner_id.parent_id = cls.customer
        cls.case = cls._case(local("2026-03-09T08:00:00"))

    def _post(self, login, route, **values):
        self.authenticate(login, login)
        token = http.Request.csrf_token(self)
        return self.url_open(route, {"csrf_token": token, **values})

    def _close(self, login):
        values = {"ticket_id": self.case.id, "stage_id": self.stage_done.id}
        response = self._post(login, "/ticket/close", **values)
        self.case.invalidate_recordset()
        return response

    def test_closing_is_the_customers(self):
        """SLA 1.05: a stranger closes nothing, an agent says how it was solved."""
        self.assertEqual(self._close("attack_stranger").status_code, 404)
        self.env.company.sla_solution_required = True
        with mute_logger("odoo.http"):
            self._close("sla_agent")
        self.assertFalse(self.case.closed)
        self.case.message_subscribe((self.guest | self.stranger).partner_id.ids)
        self.assertEqual(self._close("attack_stranger").status_code, 404)
        self.assertFalse(self.case.closed)
        page = f"/my/ticket/{self.case.id}"
        self.assertNotIn('name="case_closing"', self.url_open(page).text)
        self._close("attack_guest")
        self.assertTrue(self.case.closed)

    def test_links_make_no_case(self):
        """SLA 1.05: a page on which a customer is sent makes none in his name."""
        self.authenticate("attack_guest", "attack_guest")
        known = self.env["helpdesk.ticket"].search([])
        link = "/submitted/ticket?subject=URGENTE&description=x"
        self.assertTrue(self.url_open(link).url.endswith("/new/ticket"))
        self.assertEqual(self.env["helpdesk.ticket"].search([]), known)

    def test_page_lists_no_file_of_a_note(self):
        """SLA 1.05: what an agent puts into an internal note is no customer's."""
        for subtype in ("mt_note", "mt_comment"):
            self.case.message_post(
                body="x",
                attachments=[(f"de-{subtype}.txt", b"x")],
                subtype_xmlid=f"mail.{subtype}",
            )
        self.case.message_subscribe(self.guest.partner_id.ids)
        self.authenticate("attack_guest", "attack_guest")
        page = self.url_open(f"/my/ticket/{self.case.id}").text
        self.assertIn("de-mt_comment.txt", page)
        self.assertNotIn("de-mt_note.txt", page)

    def test_unresolved_is_the_customers(self):
        """A follower of another company opens no case again."""
        self.case.with_user(self.agent).stage_id = self.stage_done
        followers = (self.stranger | self.guest).partner_id
        self.case.message_subscribe(followers.ids)
        route = f"/my/ticket/{self.case.id}/unresolved"
        self.assertEqual(self._post("attack_stranger", route).status_code, 404)
        self.case.invalidate_recordset()
        self.assertTrue(self.case.closed)
        self._post("attack_guest", route)
        self.case.invalidate_recordset()
        self.assertFalse(self.case.closed)
