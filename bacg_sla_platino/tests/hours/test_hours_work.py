# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common import local
from ..hours_common import HoursCommon

TODAY = "2026-05-11T09:00"


@tagged("post_install", "-at_install")
@freeze_time(local(TODAY))
class TestHoursWork(HoursCommon):
    """Time that nobody is charged for, for our own figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case(local("2026-05-11T08:00"))

    def _note(self, record, worked=0.5, user=None, **values):
        """Note time as the agent does: the button, the window, its button."""
        action = record.with_user(user or self.agent).action_note_work()
        window = self.env["bacg.hours.log"].with_user(user or self.agent)
        window = window.with_context(**action["context"])
        values = {"hours": worked, "name": "Diagnóstico", **values}
        window.create(values).action_confirm()
        return self.env["bacg.hours.entry"].search([], order="id desc", limit=1)

    def test_an_agent_notes_time_on_a_case(self):
        """SLA 4.01: what costs the customer nothing is noted all the same."""
        row = self._note(self.ticket)
        self.assertEqual(
            (row.ticket_id, row.hours, row.chargeable, row.user_id, row.date),
            (self.ticket, 0.5, False, self.agent, date(2026, 5, 11)),
        )
        self.assertEqual(row.contract_id, self.contract)
        self.assertFalse(row.draw_id or row.allocation_ids)
        self.assertEqual(self.ticket.with_user(self.manager).hours_uncharged, 0.5)

    def test_bad_input(self):
        for values, error in (
            ({"worked": 0}, "more than 0"),
            ({"worked": 25}, "at most 24"),
            ({"date": "2026-05-12"}, "today or an earlier"),
            ({"name": "  "}, "some words"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, error):
                self._note(self.ticket, **values)
        window = self.env["bacg.hours.log"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "on a draw or on a case"):
            window.create({"hours": 1, "name": "Nada"}).action_confirm()

    def test_managers_see_the_sums(self):
        """SLA 4.01: per contract and month; an agent sees what he noted himself."""
        colleague = new_test_user(
            self.env, "colega", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        self._note(self.ticket, 1)
        self._note(self.ticket, 2, colleague, date="2026-04-30")
        rows = self.env["bacg.hours.entry"]
        sums = rows.with_user(self.manager)._read_group(
            [("contract_id", "=", self.contract.id), ("chargeable", "=", False)],
            ["date:month"],
            ["hours:sum"],
        )
        self.assertEqual([total for _month, total in sums], [2, 1])
        seen = rows.with_user(self.agent).search([("ticket_id", "=", self.ticket.id)])
        self.assertEqual(seen.user_id, self.agent)
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.agent).read(["hours_uncharged"])
        with self.assertRaises(AccessError):
            rows.with_user(self.agent).create({"name": "x", "hours": 1})

    def test_an_agent_notes_his_own_time(self):
        """SLA 4.01: a colleague's is his own to note, or a manager's; on draws, too."""
        colleague = new_test_user(
            self.env, "colega", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        draw = self._agreed(2, overdraw=True)
        for work in (self.ticket, draw):
            link = "draw_id" if work == draw else "ticket_id"
            values = {link: work.id, "hours": 1, "name": "x", "user_id": colleague.id}
            window = self.env["bacg.hours.log"].with_user(self.agent).create(values)
            with self.assertRaisesRegex(AccessError, "Who worked: .* of colega"):
                window.action_confirm()
        self.assertFalse(draw.entry_ids)
        row = self._note(self.ticket, 1, self.manager, user_id=colleague.id)
        self.assertEqual(row.user_id, colleague)
        action = self.ticket.with_user(self.agent).action_note_work()
        windows = self.env["bacg.hours.log"].with_context(**action["context"])
        with Form(windows.with_user(self.agent)) as form:
            form.hours = 1
            form.name = "Diagnóstico"
            self.assertNotIn("user_id", form._view["fields"])
        self.assertEqual(form.record.user_id, self.agent)

    def test_the_customer_reads_none_of_it(self):
        """SLA 4.01: neither in the portal nor in the statement."""
        portal = new_test_user(self.env, "cliente", groups="base.group_portal")
        row = self._note(self.ticket)
        with self.assertRaises(AccessError):
            row.with_user(portal).read(["hours"])
        statement = self.env["bacg.sla.statement"].new(
            {
                "contract_id": self.contract.id,
                "date_from": date(2026, 5, 1),
                "date_to": date(2026, 5, 31),
                "tz": "America/Guatemala",
            }
        )
        self.assertFalse(statement._hours_new_entries())
        self.assertFalse(self.contract._hours_balances()[self.contract])

    def test_a_wrong_entry_is_undone_by_a_manager(self):
        """SLA 4.01: with a reason; nothing is edited or deleted."""
        row = self._note(self.ticket, 5)
        for act in (row.unlink, lambda: row.write({"hours": 1})):
            with self.assertRaises(UserError):
                act()
        windows = self.env["bacg.hours.log"].with_context(default_entry_id=row.id)
        with self.assertRaises(AccessError):
            windows.with_user(self.agent).create({"reason": "x"}).action_confirm()
        with Form(windows.with_user(self.manager)) as form:
            form.hours = 2
            form.reason = "Eran dos"
        form.record.action_confirm()
        self.assertEqual(self.ticket.with_user(self.manager).hours_uncharged, 2)
        self.assertEqual(row.reversed_ids.ticket_id, self.ticket)

    def test_it_follows_the_case(self):
        """SLA 4.01: to the contract that is identified later, and through a merge."""
        self.ticket.contract_id = False
        row = self._note(self.ticket)
        row.invalidate_recordset()
        self.ticket.contract_id = self.contract
        self.assertEqual(row.contract_id, self.contract)
        target = self._case(local("2026-05-11T08:30"))
        target._case_take_over(self.ticket)
        self.assertEqual(row.ticket_id, target)
