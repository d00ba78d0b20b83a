# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import local
from ..development_common import DevelopmentCommon

REPORTED_DAY = date(2026, 5, 11)


@tagged("post_install", "-at_install")
class TestKnownBug(DevelopmentCommon):
    """One bug of a module that three customers have, each with a case of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.tickets = cls._bug()
        cls.contact.lang = "es_419"
        for name, series in (("Ulúa", "18.0"), ("Istmeña", "17.0")):
            customer = cls.env["res.partner"].create({"name": name, "is_company": True})
            person = cls.env["res.partner"].create(
                {
                    "name": f"Ana de {name}",
                    "email": f"ana@{series}.hn",
                    "parent_id": customer.id,
                    "lang": "en_US",
                }
            )
            cls.contract.copy({"partner_id": customer.id, "date_from": "2024-02-01"})
            development = cls.development.copy(
                {"partner_id": customer.id, "series": series}
            )
            cls.tickets |= cls._bug(partner_id=person.id, development_id=development.id)
        cls.bug = cls.env["bacg.known.bug"].create(
            {
                "name": "Discount applied twice",
                "development_ids": [
                    Command.set(cls.tickets.development_id.ids),
                ],
                "symptom": "A copied order is discounted again",
                "workaround": "Enter the order anew",
                "solution": "Copies keep the first price",
                "case_ids": [
                    Command.create({"ticket_id": ticket.id, "reason": "Same price"})
                    for ticket in cls.tickets
                ],
            }
        )
        cls.bug.with_context(lang="es_419").workaround = "Ingrese el pedido de nuevo"
        cls.bug = cls.bug.with_user(cls.agent)

    def _tell(self, method, at="2026-05-11T09:30"):
        with freeze_time(local(at)):
            result = getattr(self.bug, method)()
            self.env.flush_all()
        return result["params"]["message"]

    def _last(self, ticket):
        return ticket.message_ids.filtered(
            lambda message: message.message_type == "comment"
        )[:1].body

    def _release(self):
        self.bug.release_ids = [
            Command.create({"series": "17.0", "version": "17.0.1.2.1"})
        ]
        self.bug.action_test()
        self.bug.action_release()

    def test_nobody_writes_what_is_noted(self):
        """SLA 4.02: the hours to the workaround and to the fix are what they were."""
        past = "2020-01-01 08:00:00"
        for name in ("confirmed_at", "known_at", "released_at"):
            with self.assertRaisesRegex(AccessError, "is noted"):
                self.bug.write({name: past})
        values = {"name": "Otra", "development_ids": self.bug.development_ids.ids}
        bugs = self.bug.with_context(default_known_at=past)
        self.assertFalse(bugs.create(values).known_at)

    def test_what_was_told_stays_where_it_was_told(self):
        """SLA 4.03: no agent makes another customer told, or nobody."""
        self._tell("action_tell_workaround")
        case = self.bug.case_ids[0]
        other = self.bug.copy({"development_ids": self.bug.development_ids.ids})
        for act in (
            lambda: case.write({"ticket_id": self.tickets[1].id}),
            lambda: case.write({"bug_id": other.id}),
            case.unlink,
        ):
            with self.assertRaisesRegex(UserError, "told already"):
                act()

    def test_customers_read_of_bugs_that_we_work_on(self):
        """SLA 4.01: neither of suspicions nor of what was none."""
        self.assertFalse(self.bug._get_published())
        self.bug.action_known()
        self.assertEqual(self.bug._get_published(), self.bug)

    def test_a_closed_bugs_risk_is_a_managers(self):
        """SLA 4.03: not even after it was closed for another reason."""
        self.bug.write({"resolution": "not_a_bug", "resolution_reason": "Así es"})
        self.bug.action_close()
        with self.assertRaisesRegex(AccessError, "manager"):
            self.bug.resolution = "accepted_risk"

    def test_a_released_bug_keeps_its_release(self):
        """SLA 4.02: what brings the fix is named as long as it is said to be there."""
        self._release()
        with self.assertRaisesRegex(UserError, "keeps the release"):
            self.bug.release_ids.unlink()

    def test_states_need_what_they_say(self):
        """SLA 4.01: known only with a workaround, released only with a release."""
        self.bug.action_confirm()
        self.assertEqual(self.bug.confirmed_by_id, self.agent)
        workaround, self.bug.workaround = self.bug.workaround, False
        with (
            self.assertRaisesRegex(ValidationError, "known once"),
            self.env.cr.savepoint(),
        ):
            self.bug.action_known()
        self.bug.workaround = workaround
        self.bug.action_known()
        self.assertTrue(self.bug.known_at)
        with (
            self.assertRaisesRegex(ValidationError, "name the release"),
            self.env.cr.savepoint(),
        ):
            self.bug.action_release()
        with (
            self.assertRaisesRegex(ValidationError, "how the bug ended"),
            self.env.cr.savepoint(),
        ):
            self.bug.action_close()

    def test_the_workaround_is_told_to_each(self):
        """SLA 4.03: in his language, from the bug's text; it reaches his clock."""
        self.assertEqual(self._tell("action_tell_workaround"), "3 of 3 told.")
        self.assertEqual(self.bug.told_workaround, "3 of 3")
        texts = [self._last(ticket) for ticket in self.tickets]
        self.assertIn("Ingrese el pedido", texts[0])
        self.assertIn("Enter the order anew", texts[1])
        for ticket in self.tickets:
            clock = self._status(ticket, "workaround")
            self.assertEqual(clock.reached_at, local("2026-05-11T09:30"))
        messages = self.tickets.message_ids
        self.assertEqual(self._tell("action_tell_workaround"), "0 of 0 told.")
        self.assertEqual(self.tickets.message_ids, messages)

    def test_who_cannot_be_told_stops_nobody(self):
        """SLA 4.03: n of m told; the failure is listed, and told when repeated."""
        silent = self.tickets[1]
        person = silent.partner_id
        silent.sudo().partner_id = False
        silent.sudo().message_unsubscribe(person.ids)
        self.assertEqual(self._tell("action_tell_workaround"), "2 of 3 told.")
        failed = self.bug.case_ids.filtered("error")
        self.assertEqual(failed.ticket_id, silent)
        silent.sudo().partner_id = person
        self.assertEqual(self._tell("action_tell_workaround"), "1 of 1 told.")
        self.assertFalse(failed.error)

    def test_the_fix_by_series(self):
        """SLA 4.02: each is told which release brings it; his case waits, open."""
        self._release()
        self.assertEqual(self._tell("action_tell_fix"), "3 of 3 told.")
        self.assertIn("17.0.1.2.1", self._last(self.tickets[0]))
        other = self._last(self.tickets[1])
        self.assertIn("You work with Odoo 18.0", other)
        for ticket in self.tickets:
            self.assertEqual(ticket.stage_id.sla_mode, "wait_customer")
        case = self.bug.case_ids[0]
        with (
            self.assertRaisesRegex(ValidationError, "today or an earlier"),
            self.env.cr.savepoint(),
        ):
            case.installed_on = date(2100, 1, 1)
        case.installed_on = date(2026, 5, 12)
        self.assertEqual(case.ticket_id.stage_id.sla_mode, "run")
        self.assertFalse(case.ticket_id.closed)

    def test_closing_the_bug_touches_no_case(self):
        """SLA 4.01: closed cases stay closed, open ones open."""
        closed = self.tickets[0]
        closed.write({"stage_id": self.stage_done.id})
        self._release()
        self.assertEqual(self._tell("action_tell_fix"), "2 of 2 told.")
        before = {ticket: ticket.stage_id for ticket in self.tickets}
        self.bug.action_close()
        self.assertEqual(self.bug.resolution, "fixed")
        self.assertEqual({t: t.stage_id for t in self.tickets}, before)
        self.assertTrue(closed.closed)

    def test_waiting_for_our_bug_stops_no_clock(self):
        """SLA 4.03: under clause 4 the bug is ours (decision 32)."""
        self.bug.action_confirm()
        for ticket in self.tickets:
            self.assertEqual(self._status(ticket, "workaround").state, "running")

    def test_accepted_risk(self):
        """SLA 4.03: a manager, a reason, and for a critical one a workaround."""
        self.bug.write({"resolution": "accepted_risk", "workaround": False})
        with self.assertRaisesRegex(AccessError, "manager"), self.env.cr.savepoint():
            self.bug.action_close()
        bug = self.bug.with_user(self.manager)
        with (
            self.assertRaisesRegex(ValidationError, "why it is not fixed"),
            self.env.cr.savepoint(),
        ):
            bug.action_close()
        bug.resolution_reason = "Cambia en la 19"
        with (
            self.assertRaisesRegex(ValidationError, "left without one"),
            self.env.cr.savepoint(),
        ):
            bug.action_close()
        bug.workaround = "Ingrese el pedido de nuevo"
        bug.action_close()
        self.assertEqual(bug.state, "closed")

    def test_duplicates(self):
        """SLA 4.01: a chain ends at the original; a circle is refused."""
        developments = [Command.set(self.development.ids)]
        values = {"name": "Otro", "development_ids": developments}
        bugs = self.env["bacg.known.bug"].create([values, values])
        bugs[0].write({"resolution": "duplicate", "duplicate_of_id": self.bug.id})
        bugs[0].action_close()
        extra = self._bug()
        case = self.env["bacg.known.bug.case"].create(
            {"bug_id": bugs[1].id, "ticket_id": extra.id, "reason": "Igual"}
        )
        bugs[1].write({"resolution": "duplicate", "duplicate_of_id": bugs[0].id})
        bugs[1].action_close()
        self.assertEqual(case.bug_id, self.bug)
        with (
            self.assertRaisesRegex(ValidationError, "duplicates of each other"),
            self.env.cr.savepoint(),
        ):
            self.bug.write({"duplicate_of_id": bugs[1].id})

    def test_a_case_of_another_development(self):
        other = self.development.copy({"name": "Otro"})
        ticket = self._bug(development_id=other.id)
        with (
            self.assertRaisesRegex(ValidationError, "not in its development"),
            self.env.cr.savepoint(),
        ):
            self.env["bacg.known.bug.case"].create(
                {"bug_id": self.bug.id, "ticket_id": ticket.id, "reason": "?"}
            )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.bug.case_ids[0].told_fix_at = "2026-01-01"

    def test_who_sees_a_case_tells_it(self):
        """SLA 4.01: each company sees and tells its own cases only."""
        self.tickets[1:].user_id = self.manager
        personal = self.agent.copy({"login": "personal_agent"})
        own = self.env.ref("helpdesk_mgmt.group_helpdesk_user_own")
        personal.group_ids = [Command.set((own | self.env.ref("base.group_user")).ids)]
        self.tickets[0].user_id = personal
        bug = self.bug.with_user(personal)
        bug.invalidate_recordset()
        self.assertEqual(bug.case_ids.ticket_id, self.tickets[0])
        self.assertEqual(bug.told_workaround, "0 of 1")

    def test_too_early(self):
        self.bug.workaround = " "
        with (
            self.assertRaisesRegex(UserError, "write it first"),
            self.env.cr.savepoint(),
        ):
            self._tell("action_tell_workaround")
        with (
            self.assertRaisesRegex(UserError, "name the release"),
            self.env.cr.savepoint(),
        ):
            self._tell("action_tell_fix")

    def test_time_on_a_bug_and_on_a_development(self):
        """SLA 4.01: noted; under the contract of the one customer, if it is one."""
        own = self.bug.copy({"development_ids": self.development.ids})
        for record, contract in (
            (self.development, self.contract),
            (own, self.contract),
            (self.bug, self.contract.browse()),
        ):
            work = record.with_user(self.agent)
            row = self._at("2026-05-11T09:30", work._hours_note, 90, REPORTED_DAY, "x")
            self.assertEqual(row.sudo().contract_id, contract)
            seen = record.with_user(self.manager)
            seen.invalidate_recordset(["hours_uncharged"])
            self.assertEqual(seen.hours_uncharged, 1.5)
            self.assertEqual(row.sudo().company_id, self.env.company)
