# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...tools import import_rows
from ..common import SlaCommon, local

HEADER = ",".join(import_rows.COLUMNS)


class ImportCommon(SlaCommon):
    """Import of a file by a helpdesk manager."""

    def _wizard(self, *lines, user=None, header=HEADER, **values):
        raw = "\n".join((header, *lines)).encode("utf-8-sig")
        return (
            self.env["bacg.sla.import"]
            .with_user(user or self.manager)
            .create(
                {
                    "file": base64.b64encode(raw),
                    "file_name": "abiertos.csv",
                    "tz": "America/Guatemala",
                    "team_id": self.team.id,
                    **values,
                }
            )
        )

    def _import(self, *lines, **options):
        wizard = self._wizard(*lines, **options)
        with freeze_time(local("2026-03-09T10:00:00")):
            wizard.action_try()
            wizard.action_import()
        return wizard

    def _told(self, wizard):
        return [(line.line, line.column, line.reason) for line in wizard.line_ids]


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    def test_clocks_come_out_of_the_facts(self):
        """SLA 1.19: report, response and waits are as in the file, to the second."""
        wizard = self._import(
            "A-1,Café Antigua,lucia@cafe.gt,No imprime,Nada,2026-03-06 08:15,"
            "2026-03-06 09:00:30,3,,customer 2026-03-06 10:00 2026-03-06 11:30"
        )
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 0))
        ticket = wizard.ticket_ids.sudo()
        self.assertEqual(ticket.number, "A-1")
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertFalse(ticket.user_id)
        self.assertTrue(ticket.classified_at)
        response = self._status(ticket, "first_response")
        self.assertEqual(response.reached_at, local("2026-03-06T09:00:30"))
        self.assertFalse(response.breached_at)
        resolution = self._status(ticket, "resolution")
        self.assertEqual(resolution.state, "running")
        # 48 business hours from Friday 08:15, one and a half later for the wait
        self.assertEqual(resolution.deadline, local("2026-03-16T09:45:00"))
        facts = {event.kind: event for event in ticket.sla_event_ids}
        self.assertEqual(facts["reported"].at, local("2026-03-06T08:15:00"))
        self.assertEqual(facts["answered"].at, local("2026-03-06T09:00:30"))
        self.assertEqual(facts["answered"].reason, "Imported from abiertos.csv")

    def test_wait_of_the_stage(self):
        """A wait keeps its start, and ends when the case leaves the stage."""
        ticket = self._import(
            "A-1,Café Antigua,,No imprime,,2026-03-02 08:00,2026-03-02 09:00,2,"
            f"{self.stage_vendor.name},"
            "vendor 2026-03-02 10:30|customer 2026-03-02 11:00",
            wait_reason="Solo Odoo puede",
        ).ticket_ids.sudo()
        vendor, customer = ticket.sla_pause_ids
        self.assertEqual(vendor.note, "Solo Odoo puede")
        self.assertTrue(vendor.by_stage)
        self.assertFalse(customer.by_stage)
        resolution = self._status(ticket, "resolution")
        self.assertEqual(resolution.state, "paused")
        self.assertFalse(resolution.breached_at)
        self.assertEqual(resolution.elapsed_minutes, 150)
        follow_up = self._status(ticket, "follow_up")
        self.assertEqual(follow_up.deadline, local("2026-03-09T17:00:00"))
        with freeze_time(local("2026-03-09T11:00:00")):
            ticket.with_user(self.agent).stage_id = self.stage_progress
        self.assertEqual(vendor.stop, local("2026-03-09T11:00:00"))
        self.assertFalse(customer.stop)

    def test_urgent_case_waits_only_with_a_reason(self):
        """SLA 1.19: a wait of priority 2 or 1, over or not, asks for a reason."""
        row = "Café Antigua,,No imprime,,2026-03-02 08:00,2026-03-02 09:00"
        rows = (
            f"A-1,{row},1,,vendor 2026-03-02 10:30 2026-03-03 10:30",
            f"A-2,{row},2,{self.stage_vendor.name},third_party 2026-03-02 10:30",
            f"A-3,{row},2,,customer 2026-03-02 10:30",
            f"A-4,{row},3,,technical_review 2026-03-02 10:30",
        )
        wizard = self._import(*rows, wait_reason=" ")
        numbers = wizard.ticket_ids.mapped("number")
        self.assertEqual(sorted(numbers), ["A-3", "A-4"])
        self.assertEqual(
            [line[:2] for line in self._told(wizard)], [(2, "waits"), (3, "waits")]
        )

    def test_nobody_is_written_to(self):
        """New contacts are created once, without users; nobody gets a mail."""
        mails = self.env["mail.mail"].sudo().search_count([])
        wizard = self._import(
            "A-1,Café Antigua,nueva@cafe.gt,Uno,,2026-03-06 08:15,,,,",
            "A-2,Café Antigua,Nueva <NUEVA@cafe.gt>,Dos,,2026-03-06 08:15,,,,",
        )
        contact = wizard.ticket_ids.partner_id
        self.assertEqual(len(contact), 1)
        self.assertEqual(contact.parent_id, self.customer)
        self.assertFalse(contact.user_ids)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)
        self.assertFalse(wizard.ticket_ids[:1].classified_at)
        self.assertEqual(wizard.ticket_ids.mapped("priority"), ["0", "0"])

    def test_bad_rows_are_told(self):
        """Errors show line, column and reason; valid rows are still imported."""
        stranger = self.env["res.partner"].create({"name": "X", "email": "x@x.gt"})
        self.env["res.partner"].create([{"name": "Doble"}, {"name": "Doble"}])
        self._case(local("2026-03-06T08:00:00")).sudo().number = "A-0"
        row = "No imprime,,2026-03-06 08:15,,3"
        wizard = self._import(
            f"A-0,Café Antigua,,{row},,",
            f"A-1,Café Antigua,,{row},,",
            f"A-2,Nadie S.A.,,{row},,",
            f"A-3,Doble,,{row},,",
            f"A-4,Café Antigua,x@x.gt,{row},,",
            f"A-5,Café Antigua,lucia,{row},,",
            f"A-6,Café Antigua,,{row},Nirvana,",
            f"A-7,Café Antigua,,{row},{self.stage_done.name},",
            f"A-8,Café Antigua,,{row},{self.stage_vendor.name},",
            f"A-1,Café Antigua,,{row},,",
        )
        self.assertEqual(wizard.ticket_ids.mapped("number"), ["A-1"])
        self.assertEqual((wizard.good_count, wizard.bad_count), (1, 9))
        told = self._told(wizard)
        self.assertEqual(
            [(line, column) for line, column, _reason in told],
            [
                (2, "number"),
                (4, "customer"),
                (5, "customer"),
                (6, "contact_email"),
                (7, "contact_email"),
                (8, "stage"),
                (9, "stage"),
                (10, "waits"),
                (11, "number"),
            ],
        )
        self.assertIn("Nadie S.A.", told[1][2])
        self.assertIn(stranger.name, told[3][2])
        raw = base64.b64decode(wizard.bad_file)
        self.assertIn(
            "No customer has this name or reference: Nadie S.A.", raw.decode()
        )
        self.assertEqual(raw.count(b"\n"), 10)

    def test_trying_imports_nothing(self):
        """The import requires a trial, and reports numbers used in the meantime."""
        wizard = self._wizard("A-1,Café Antigua,,Uno,,2026-03-06 08:15,,,,")
        with self.assertRaisesRegex(UserError, "Try"):
            wizard.action_import()
        with freeze_time(local("2026-03-09T10:00:00")):
            wizard.action_try()
            self.assertEqual(wizard.good_count, 1)
            self.assertFalse(wizard.ticket_ids)
            domain = [("number", "=", "A-1")]
            self.assertFalse(self.env["helpdesk.ticket"].search_count(domain))
            self._case(local("2026-03-06T08:00:00")).sudo().number = "A-1"
            wizard.action_import()
        self.assertFalse(wizard.ticket_ids)
        self.assertEqual(self._told(wizard)[0][:2], (2, "number"))

    def test_row_that_odoo_refuses(self):
        """A failing row leaves neither case nor contact; the others are imported."""
        method = type(self.env["helpdesk.ticket"])._case_prepare_imported_pauses

        def refuse(ticket, waits, note):
            if ticket.number == "A-2":
                raise ValueError("Ese no")
            return method(ticket, waits, note)

        with self._broken(
            "helpdesk.ticket", "_case_prepare_imported_pauses", None
        ) as broken:
            broken.side_effect = refuse
            wizard = self._import(
                "A-1,Café Antigua,uno@cafe.gt,Uno,,2026-03-06 08:15,,,,",
                "A-2,Café Antigua,dos@cafe.gt,Dos,,2026-03-06 08:15,,,,",
                "A-3,Café Antigua,tres@cafe.gt,Tres,,2026-03-06 08:15,,,,",
            )
        self.assertEqual(set(wizard.ticket_ids.mapped("number")), {"A-1", "A-3"})
        self.assertEqual(self._told(wizard), [(3, "", "Odoo refused the case: Ese no")])
        contacts = self.customer.child_ids.mapped("email")
        self.assertIn("uno@cafe.gt", contacts)
        self.assertNotIn("dos@cafe.gt", contacts)

    def test_files_that_cannot_be_read(self):
        with self.assertRaisesRegex(UserError, "customer, subject"):
            self._wizard("A-1", header="number,reported_at").action_try()
        with self.assertRaisesRegex(UserError, "no rows"):
            self._wizard().action_try()

    def test_form(self):
        """Team and time zone have defaults; the wizard offers another file."""
        wizard = self.env["bacg.sla.import"].with_user(self.manager)
        form = Form(wizard)
        self.assertEqual(form.team_id, self.team)
        self.assertEqual(form.tz, "America/Guatemala")
        form.file = base64.b64encode(f"{HEADER}\nA,,,,,,,,,".encode())
        wizard = form.save()
        wizard.action_try()
        self.assertEqual(wizard.bad_count, 1)
        wizard.action_back()
        self.assertEqual((wizard.state, wizard.file), ("file", False))
        self.assertFalse(wizard.line_ids)

    def test_managers_only(self):
        """SLA 1.05: neither agents nor customers can change a case's history."""
        portal = new_test_user(self.env, "import_portal", groups="base.group_portal")
        for user in (self.agent, portal, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._wizard("A", user=user)

    def test_no_query_per_row(self):
        """Two hundred rows need about as many queries as two."""

        def queries(count):
            rows = [
                f"Q-{count}-{i},Café Antigua,lucia@cafe.gt,x,,2026-03-06 08:15,,3,,"
                for i in range(count)
            ]
            wizard = self._wizard(*rows)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            read = wizard._read()
            judged = self.env.cr.sql_log_count
            wizard._import(read)
            return judged - before, self.env.cr.sql_log_count - judged

        queries(2)
        (judged_few, made_few), (judged, made) = queries(2), queries(200)
        self.assertEqual(judged, judged_few)
        self.assertLess(made, made_few + 60)
