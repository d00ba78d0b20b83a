# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import SlaCommon, local

MAILED = local("2026-03-09T08:30:00")
RESOLVED = {"first_response", "resolution"}
# Mails to the customer, in order.
ANSWERED = ["acknowledgement", "answer", "closed"]
ROUTED = ["acknowledgement", "routed", "contact_made", "closed"]
# kind → coverage, live clocks once it is classified, mails, area
COVERED = ("in_scope", RESOLVED, ANSWERED, None)
EXCLUDED = ("excluded", {"first_response"}, ANSWERED, "team_commercial")
KINDS = {
    "excluded_training": EXCLUDED,
    "excluded_configuration": EXCLUDED,
    "excluded_improvement": EXCLUDED,
    "excluded_report": EXCLUDED,
    "excluded_access": EXCLUDED,
    "excluded_process_change": EXCLUDED,
    "excluded_process_analysis": EXCLUDED,
    "excluded_import": EXCLUDED,
    "vendor_subscription": ("vendor", {"first_response"}, ANSWERED, None),
    "included_feature": COVERED,
    "included_extraction": COVERED,
    "included_access_problem": COVERED,
    "included_documentation": COVERED,
    "included_message": COVERED,
    "included_report_guidance": COVERED,
    "included_process_validation": COVERED,
    "routed_commercial": ("routed", RESOLVED, ROUTED, "team_commercial"),
    "routed_administrative": ("routed", RESOLVED, ROUTED, "team_administrative"),
    "routed_legal": ("routed", RESOLVED, ROUTED, "team_legal"),
    "session": COVERED,
    "access_outage": COVERED,
    "development_bug": COVERED,
    "interface": COVERED,
    "localization": COVERED,
    "vitt_app": COVERED,
}


@tagged("post_install", "-at_install")
class TestCatalogue(SlaCommon):
    """Every kind of the catalogue, from the customer's mail to the closing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_portal"
        cls.portal = new_test_user(
            cls.env,
            login="kinds_portal",
            groups=groups,
            partner_id=cls.contact.id,
            email=cls.contact.email,
        )
        cls.stranger = new_test_user(cls.env, login="kinds_stranger", groups=groups)
        # An interface is covered by an extra (SLA 7.01).
        cls.contract.extra_ids = [(0, 0, {"name": "Odoo con el banco"})]
        cls.areas = {
            name: cls.env.ref(f"bacg_sla_platino.{name}")
            for name in ("team_commercial", "team_administrative", "team_legal")
        }
        cls.leader = new_test_user(
            cls.env,
            login="kinds_leader",
            groups="helpdesk_mgmt.group_helpdesk_user_team",
        )
        for team in cls.areas.values():
            team.user_ids = team.user_id = cls.leader

    def test_the_table_is_whole(self):
        """SLA 1.11 to 1.16: the table contains every kind of the catalogue."""
        kinds = self.env["helpdesk.ticket.category"].search([("sla_code", "!=", False)])
        ours = kinds.filtered(
            lambda kind: kind.get_external_id()[kind.id].startswith("bacg_sla_platino.")
        )
        self.assertEqual(set(ours.mapped("sla_code")), set(KINDS))

    def test_from_mail_to_end(self):
        """SLA 1.11, 1.12, 1.13, 1.14, 1.15, 1.16: mails, clocks, closing, access."""
        for code, (scope, clocks, mails, area) in KINDS.items():
            with self.subTest(kind=code):
                ticket = self._live_through(code, scope)
                self.assertEqual(ticket.scope_state, scope)
                self.assertEqual(self._judged(ticket), clocks)
                self.assertTrue(ticket.closed)
                self.assertEqual(self._told(ticket), mails)
                self._check_area(ticket, scope, area)
                self._check_visible(ticket)

    def _live_through(self, code, scope):
        row = self._receive(
            self._mail(subject=code, Message_ID=f"<{code}@cafe.gt>"), MAILED
        )
        ticket = row.ticket_id.with_user(self.agent)
        kind = self.env.ref(f"bacg_sla_platino.category_{code}")
        with freeze_time(local("2026-03-09T08:40:00")):
            ticket.category_id = kind
            ticket.action_classify("0")
        # Mails of tracked changes are sent when the transaction ends.
        self.env.cr.flush()
        ticket = ticket.with_context(tracking_disable=False, mail_notrack=False)
        with freeze_time(local("2026-03-09T09:00:00")):
            if scope == "routed":
                ticket.action_hand_to_area()
            elif scope == "in_scope":
                self._answer(ticket)
            else:
                ticket.action_answer_coverage()
        with freeze_time(local("2026-03-09T10:00:00")):
            if scope == "routed":
                self._contact(ticket.with_user(self.leader))
            else:
                ticket.write({"stage_id": self.stage_done.id, "solution": "Listo."})
            self.env.cr.flush()
        return row.ticket_id

    def _contact(self, ticket):
        wizard = self.env["bacg.sla.contact.made"].with_user(ticket.env.user)
        wizard.with_context(**ticket.env.context).create(
            {"ticket_id": ticket.id, "result": "Le llamamos."}
        ).action_confirm()

    def _judged(self, ticket):
        """Return the metrics reached in time, and assert that none was missed."""
        statuses = ticket.sla_status_ids.filtered(lambda s: s.state != "cancelled")
        self.assertFalse(statuses.filtered("breached_at"))
        return set(statuses.filtered("reached_at").mapped("metric"))

    def _told(self, ticket):
        """Return the mails that the customer received, oldest first."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", ticket.id),
                ("message_type", "in", ("comment", "auto_comment")),
            ],
            order="id",
        )
        told = messages.filtered(
            lambda message: (
                self.contact
                in message.notified_partner_ids | message.mail_ids.recipient_ids
            )
        )
        return [self._name(ticket, message) for message in told]

    def _name(self, ticket, message):
        for name in ("acknowledgement", "closed"):
            template = self.env.ref(f"bacg_sla_platino.mail_template_{name}")
            subject = template._render_field("subject", ticket.ids, compute_lang=True)
            if message.subject == subject[ticket.id]:
                return name
        if message.message_type == "comment":
            return "answer"
        return "contact_made" if "Le llamamos." in message.body else "routed"

    def _check_area(self, ticket, scope, area):
        """Assert that only the area sees the case, or the lead from it."""
        taken = ticket if scope == "routed" else ticket.lead_case_ids
        expected = self.areas.get(area, self.env["helpdesk.ticket.team"])
        self.assertEqual(taken.team_id if area else taken.team_id[:0], expected)
        if area:
            self.assertTrue(taken.with_user(self.leader).has_access("read"))
            self.assertIn(
                self.leader, taken.activity_ids.user_id | taken.team_id.user_id
            )

    def _check_visible(self, ticket):
        self.assertTrue(ticket.with_user(self.portal).has_access("read"))
        self.assertFalse(ticket.with_user(self.stranger).has_access("read"))
        self.assertFalse(ticket.with_user(self.portal).has_access("write"))
