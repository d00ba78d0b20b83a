# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from email.message import EmailMessage
from io import BytesIO
from xmlrpc.client import Binary

from PIL import Image
from psycopg2 import errors

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import LOST, SlaCommon, local

QUARANTINE_LOGGER = (
    "odoo.addons.bacg_sla_platino.models.intake.bacg_mail_inbound_quarantine"
)
PENDING_LOGGER = "odoo.addons.bacg_sla_platino.models.intake.bacg_mail_inbound_cron"
CRON = "bacg_sla_platino.ir_cron_mail_inbound"
RECEIVED = local("2026-03-06T18:40:05")


class InboundCommon(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inbound = cls.env["bacg.mail.inbound"].with_user(
            cls.env.ref("base.user_root")
        )
        cls.quarantine_type = cls.env.ref(
            "bacg_sla_platino.mail_activity_type_quarantine"
        )

    def _quarantined(self, subject="No imprime", **headers):
        """Return a row whose processing failed."""
        error = ValueError("codificación desconocida")
        with self._broken("helpdesk.ticket", "message_new", error):
            row = self._receive(self._mail(subject=subject, **headers))
        self.assertEqual(row.state, "quarantined")
        return row

    def _activities(self, user):
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.quarantine_type.id),
                ("user_id", "=", user.id),
            ]
        )


@tagged("post_install", "-at_install")
class TestInboundGateway(InboundCommon):
    def test_only_the_gateway_writes(self):
        """Nobody adds rows, changes a state or deletes one, whatever his role."""
        row = self._receive(self._mail())
        portal = new_test_user(self.env, "inbound_portal", groups="base.group_portal")
        administrator = new_test_user(
            self.env,
            "inbound_administrator",
            groups="base.group_system,helpdesk_mgmt.group_helpdesk_manager",
        )
        public = self.env.ref("base.public_user")
        for user in (self.agent, self.manager, administrator, portal, public):
            theirs = row.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    theirs._keep(b"x", "http")
                with self.assertRaises(AccessError):
                    theirs.create({"digest": "x", "transport": "http"})
                with self.assertRaises(AccessError):
                    theirs.write({"state": "discarded"})
                with self.assertRaises(AccessError):
                    theirs.unlink()
                with self.assertRaises(AccessError):
                    theirs._process()

    def test_rows_are_the_managers(self):
        """Whoever may not manage reads no mail of others; the bytes are no field."""
        row = self._quarantined()
        portal = new_test_user(self.env, "inbound_portal", groups="base.group_portal")
        for user in (self.agent, portal, self.env.ref("base.public_user")):
            theirs = row.with_user(user)
            self.assertFalse(theirs.has_access("read"))
            with self.subTest(user=user.login):
                for action in (theirs.action_retry, theirs.action_make_case):
                    with self.assertRaises(AccessError):
                        action()
                with self.assertRaises(AccessError):
                    theirs._discard("x")
        for field in ("raw", "kept_raw"):
            with self.assertRaises(AccessError):
                row.with_user(self.manager).read([field])
        self.assertIn("no imprime.", row.with_user(self.manager).raw_preview)

    def test_rows_of_other_companies_are_theirs(self):
        row = self._receive(self._mail())
        row.company_id = self.env["res.company"].create({"name": "Otra"})
        theirs = row.with_user(self.manager)
        self.assertFalse(theirs.search([("id", "=", row.id)]))
        with self.assertRaises(AccessError):
            theirs.action_make_case()

    def test_files_of_the_bytes_are_nobodys(self):
        """Nor do they leave by the file's own address."""
        row = self._quarantined()
        file = self.env["ir.attachment"].search(
            [("res_model", "=", row._name), ("res_field", "=", "kept_raw")]
        )
        self.assertTrue(file)
        for user in (self.agent, self.manager, self.env.ref("base.public_user")):
            self.assertFalse(file.with_user(user).has_access("read"))

    def test_wizard_is_the_managers(self):
        row = self._quarantined()
        values = {"reason": "Publicidad", "inbound_ids": row.ids}
        with self.assertRaises(AccessError):
            self.env["bacg.mail.inbound.discard"].with_user(self.agent).create(values)

    def test_concurrency_errors_are_no_poison(self):
        """Design 5.2: they are raised for the caller to retry, nothing changes.

        So are those of a database that goes away.
        """
        row = self.inbound._keep(self._mail(), "http")
        for error in (errors.SerializationFailure(), errors.DeadlockDetected(), *LOST):
            with (
                self._broken("helpdesk.ticket", "message_new", error),
                self.assertRaises(type(error)),
            ):
                row._process()
            self.assertEqual(row.state, "pending")
        row._process()
        self.assertEqual(row.state, "case")

    def test_pictures_stay_as_they_came(self):
        """Core would shrink them; a hostile one took it a minute and more."""
        content = BytesIO()
        Image.new("RGB", (2500, 2500)).save(content, "PNG")
        message = EmailMessage()
        message["From"], message["To"] = "lucia@cafe.gt", "soporte@bacg.cloud"
        message.add_attachment(content.getvalue(), "image", "png", filename="a.png")
        row = self._receive(message.as_bytes())
        files = row.ticket_id.message_ids.attachment_ids
        self.assertEqual(files.raw, content.getvalue())

    def test_received_at_is_the_report(self):
        """SLA 1.02: what waited somewhere counts from when it reached us."""
        moment = local("2026-03-05T10:00:00")
        row = self.inbound._keep(self._mail(Date=None), "fetchmail", received_at=moment)
        row._process()
        self.assertEqual(row.ticket_id.reported_at, moment)


@tagged("post_install", "-at_install")
class TestInboundPending(InboundCommon):
    def _keep(self, count):
        return [
            self.inbound._keep(self._mail(subject=f"Consulta {number}"), "http")
            for number in range(count)
        ]

    def _run(self):
        self._run_cron(CRON, RECEIVED)

    def setUp(self):
        super().setUp()
        self.rows = self._keep(3)
        for row in self.rows:
            self.env.cr.execute(
                "UPDATE bacg_mail_inbound SET create_date = %s WHERE id = %s",
                (local("2026-03-06T18:30:00"), row.id),
            )
        self.env.invalidate_all()

    def test_pending_rows_are_processed(self):
        """SLA 1.02: what a crash left is taken up within minutes."""
        self._run()
        self.assertEqual({row.state for row in self.rows}, {"case"})

    def test_young_rows_are_left_to_their_request(self):
        self.env.cr.execute(
            "UPDATE bacg_mail_inbound SET create_date = %s", (RECEIVED,)
        )
        self._run()
        self.assertEqual({row.state for row in self.rows}, {"pending"})

    def test_a_message_that_kills_the_process(self):
        """After three attempts that never came to an end it is put aside."""
        self.rows[0].attempts = 3
        with mute_logger(QUARANTINE_LOGGER):
            self._run()
        self.assertEqual(
            [row.state for row in self.rows], ["quarantined", "case", "case"]
        )
        self.assertIn("failed each time", self.rows[0].error)

    def test_what_fails_for_other_reasons_stays_and_blocks_nobody(self):
        """Neither the disk's fault nor a lock's is the message's."""
        original = type(self.inbound)._process

        def process(row):
            if row == self.rows[0]:
                raise errors.DiskFull()
            return original(row)

        self.patch(type(self.inbound), "_process", process)
        with mute_logger(PENDING_LOGGER):
            self._run()
        self.assertEqual([row.state for row in self.rows], ["pending", "case", "case"])

    def test_lost_connection_is_not_the_messages_fault(self):
        """SLA 1.01: as often as it is lost, the next run takes the message up."""
        for error in LOST:
            with self._broken("helpdesk.ticket", "message_new", error):
                self._run()
            self.assertEqual({row.state for row in self.rows}, {"pending"})
            self.assertEqual({row.attempts for row in self.rows}, {0})
        self._run()
        self.assertEqual({row.state for row in self.rows}, {"case"})

    def test_concurrency_errors_are_retried(self):
        """Design 5.2: outside of requests, too, the same again works."""
        original, calls = type(self.inbound)._process_raw, []

        def process_raw(row, raw, text_only):
            calls.append(row)
            if len(calls) == 1:
                raise ConcurrencyError("choque")
            return original(row, raw, text_only)

        self.patch(type(self.inbound), "_process_raw", process_raw)
        self.patch(time, "sleep", lambda seconds: None)
        self._run()
        self.assertEqual({row.state for row in self.rows}, {"case"})
        self.assertEqual(len(calls), 4)


@tagged("post_install", "-at_install")
class TestOneWayIn(InboundCommon):
    """What core's own mail gate brings is kept and checked as all other mail."""

    def _hand_in(self, user, raw=None, model=False, **context):
        threads = self.env["mail.thread"].with_user(user).with_context(**context)
        return threads.message_process(model, raw or self._mail())

    def _of_gate(self):
        return self.inbound.search([("transport", "=", "other")])

    def test_nobody_speaks_as_somebody_else(self):
        """SLA 1.06: no employee hands in a mail, whatever model it is for."""
        before = self.env["helpdesk.ticket"].search_count([])
        employee = new_test_user(self.env, "empleada", groups="base.group_user")
        for user in (employee, self.agent, self.manager):
            for model in (False, "helpdesk.ticket", "res.partner"):
                with self.assertRaisesRegex(AccessError, "Only administrators"):
                    self._hand_in(user, model=model)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)
        self.assertFalse(self._of_gate())

    def test_steps_of_the_gateway_are_no_calls(self):
        """Nor does anybody call what the gateway does after its checks."""
        tickets = self.env["helpdesk.ticket"]
        for name in ("message_new", "message_update", "message_route"):
            with self.assertRaises(AccessError):
                get_public_method(tickets, name)

    def test_through_the_log(self):
        """SLA 1.02: kept first, then made a case, once; as text or as bytes."""
        admin = new_test_user(self.env, "puerta", groups="base.group_system")
        ticket_id = self._hand_in(admin, Binary(self._mail()))
        row = self._of_gate()
        self.assertEqual((row.state, row.ticket_id.id), ("case", ticket_id))
        self.assertEqual(row.ticket_id.partner_id, self.contact)
        self.assertEqual(self._hand_in(admin), ticket_id)
        self.assertEqual(self._of_gate().mapped("state"), ["duplicate", "case"])

    def test_checks(self):
        """SLA 1.06: nor may the mail gate's mail speak for our people unproven."""
        self.env.company.sla_mail_unproven = False
        self.agent.email = "agente@bacg.cloud"
        admin = new_test_user(self.env, "puerta", groups="base.group_system")
        ticket = self._receive(self._mail()).ticket_id
        acknowledgement = self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        raw = self._mail(
            sender="agente@bacg.cloud",
            subject="Re: caso",
            References=acknowledgement.message_id,
        )
        self._hand_in(admin, raw.decode(), "helpdesk.ticket", default_state="case")
        self.assertEqual(self._of_gate().mapped("state"), ["reply"])
        self.assertFalse(ticket.first_response_at)
        self.assertFalse(ticket.message_ids.sorted("id")[-1:].author_id)

    def test_what_cannot_be_processed(self):
        """SLA 1.01: it waits in the quarantine; core's gate would have lost it."""
        admin = new_test_user(self.env, "puerta", groups="base.group_system")
        with self._broken("helpdesk.ticket", "message_new", ValueError("no")):
            self.assertFalse(self._hand_in(admin))
        self.assertEqual(self._of_gate().state, "quarantined")


@tagged("post_install", "-at_install")
class TestInboundQuarantine(InboundCommon):
    def test_error_in_plain_words(self):
        row = self._quarantined()
        self.assertEqual(row.error, "Odoo failed on it: codificación desconocida")
        self.assertIn("Traceback", row.error_detail)

    def test_no_mailbox_in_plain_words(self):
        with mute_logger(QUARANTINE_LOGGER):
            row = self._receive(self._mail(To="nadie@bacg.cloud"))
        self.assertEqual(row.state, "quarantined")
        self.assertIn("check the aliases", row.error)

    def test_one_activity_a_manager(self):
        """A burst of 200 bad messages is one task for each manager, not 200."""
        rows = [self._quarantined(subject=f"Mala {number}") for number in range(5)]
        self.assertEqual(len(self._activities(self.manager)), 1)
        self.assertEqual(self._activities(self.manager).res_id, rows[0].id)
        self.assertFalse(self._activities(self.agent))
        rows[0].with_user(self.manager).action_retry()
        self.assertEqual(rows[0].state, "case")
        self.assertEqual(self._activities(self.manager).res_id, rows[1].id)
        for row in rows[1:]:
            row.with_user(self.manager)._discard("Publicidad")
        self.assertFalse(self._activities(self.manager))

    def test_an_activity_marked_done_comes_back_with_the_next(self):
        self._quarantined()
        self._activities(self.manager).with_user(self.manager).action_feedback()
        self.assertFalse(self._activities(self.manager))
        self._quarantined(subject="Otra mala")
        self.assertTrue(self._activities(self.manager))

    def test_safe_even_if_nobody_can_be_told(self):
        error = ValueError("sin actividad")
        logger = mute_logger(QUARANTINE_LOGGER)
        with self._broken("res.company", "_get_helpdesk_managers", error), logger:
            row = self._quarantined()
        self.assertTrue(row._raw_bytes())

    def test_retry_says_what_came_of_it(self):
        row = self._quarantined()
        with self._broken("helpdesk.ticket", "message_new", ValueError("aún no")):
            answer = row.with_user(self.manager).action_retry()
        self.assertEqual(row.state, "quarantined")
        self.assertIn("0 of 1", answer["params"]["message"])
        self.assertIn("aún no", row.error)
        row.with_user(self.manager).action_retry()
        self.assertEqual(row.state, "case")
        self.assertFalse(row.error or row.error_detail)
        self.assertIn(self.manager.partner_id, row.message_ids.author_id)

    def test_duplicates_follow_their_original(self):
        """They have its case and company, also if it became a case after them."""
        row = self._quarantined()
        copy = self._receive(self._mail())
        self.assertEqual((copy.state, copy.original_id), ("duplicate", row))
        self.assertFalse(copy.ticket_id)
        row.with_user(self.manager).action_retry()
        self.assertTrue(row.ticket_id)
        self.assertEqual(copy.ticket_id, row.ticket_id)
        self.assertEqual(copy.company_id, row.company_id)
        later = self._receive(self._mail())
        self.assertEqual(later.ticket_id, row.ticket_id)
        self.assertEqual(later.company_id, row.company_id)

    def test_copies_that_came_before_the_case(self):
        """SLA 1.02: the same bytes come again while the first ones are pending."""
        raw = self._mail()
        row = self.inbound._keep(raw, "http")
        self.assertEqual(self.inbound._keep(raw, "http"), row)
        row._process()
        copy = self.inbound.search([("original_id", "=", row.id)])
        self.assertEqual((copy.state, copy.ticket_id), ("duplicate", row.ticket_id))
        self.assertEqual(copy.company_id, row.company_id)

    def test_discard_needs_a_reason(self):
        """Nothing disappears: who, why and the bytes stay."""
        row = self._quarantined()
        wizard = (
            self.env["bacg.mail.inbound.discard"]
            .with_user(self.manager)
            .with_context(active_ids=row.ids)
            .create({"reason": "  "})
        )
        with self.assertRaises(UserError):
            wizard.action_discard()
        wizard.reason = "Publicidad"
        wizard.action_discard()
        self.assertEqual((row.state, row.discard_reason), ("discarded", "Publicidad"))
        note = row.message_ids.filtered(lambda m: "Publicidad" in m.body)
        self.assertEqual(note.author_id, self.manager.partner_id)
        self.assertTrue(row._raw_bytes())

    def test_waiting_mail_is_never_deleted(self):
        row = self._quarantined()
        with self.assertRaises(UserError):
            row.unlink()

    def test_make_a_case(self):
        """SLA 1.02: by hand it is a case like any other, counted from the receipt."""
        row = self._quarantined(subject="URGENTE: no abre")
        raw = row._raw_bytes()
        row.with_user(self.manager).action_make_case()
        self.assertEqual(row.state, "case")
        ticket = row.ticket_id
        self.assertEqual(ticket.name, "URGENTE: no abre")
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.reported_at, RECEIVED)
        self.assertEqual(ticket.outage_scope, "claimed")
        self.assertIn("no imprime.", ticket.description)
        message = ticket.message_ids.filtered("attachment_ids")
        self.assertEqual(message.author_id, self.contact)
        self.assertEqual(message.attachment_ids.raw, raw)
        self.assertEqual(message.attachment_ids.name, "message.eml")
        with self.assertRaises(UserError):
            row.with_user(self.manager).action_make_case()

    def test_make_a_case_of_what_was_automatic(self):
        """A vacation notice, a loop, what was discarded: none is out of reach."""
        ticket = self._receive(self._mail()).ticket_id
        reference = ticket.message_ids.sorted("id")[-1:].message_id
        automatic = self._receive(
            self._mail(
                subject="Fuera de la oficina",
                References=reference,
                Auto_Submitted="auto-replied",
            )
        )
        self.assertEqual((automatic.state, automatic.ticket_id), ("auto", ticket))
        automatic.with_user(self.manager).action_make_case()
        self.assertEqual(automatic.state, "case")
        self.assertNotEqual(automatic.ticket_id, ticket)
        discarded = self._quarantined(subject="Descartado")
        discarded.with_user(self.manager)._discard("Por error")
        discarded.with_user(self.manager).action_make_case()
        self.assertEqual(discarded.ticket_id.name, "Descartado")

    def test_bytes_without_any_structure_are_a_case_too(self):
        raw = b"\xff\xfe\x00 no soy un correo \r\n" * 3
        with self._broken("bacg.mail.inbound", "_process_raw", ValueError("roto")):
            row = self._receive(raw)
        row.with_user(self.manager).action_make_case()
        self.assertIn("no soy un correo", row.ticket_id.description)
