# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import Form, HttpCase, tagged

from ..approval_common import ApprovalCommon
from ..common import local
from ..development_common import DevelopmentCommon

FEW, MANY = 10, 50


@tagged("post_install", "-at_install")
class TestDevelopmentQueries(DevelopmentCommon, ApprovalCommon, HttpCase):
    """As many queries for fifty records as for ten, in pages and in forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._portal_user("lucia_portal", cls.contact)
        cls.agent.group_ids |= cls.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        cls.records = {FEW: cls._records(FEW), MANY: cls._records(MANY)}

    @classmethod
    def _records(cls, count):
        """Return a development with cases, and a known bug behind them."""
        development = cls.development.copy({"name": f"Con {count}"})
        tickets = cls.env["helpdesk.ticket"].browse()
        for _number in range(count):
            tickets |= cls._case(
                local("2026-05-11T09:00"), development_id=development.id
            )
        bug = cls.env["bacg.known.bug"].create(
            {
                "name": f"De {count}",
                "development_ids": development.ids,
                "workaround": "A mano",
                "case_ids": [
                    (0, 0, {"ticket_id": ticket.id, "reason": "Igual"})
                    for ticket in tickets
                ],
            }
        )
        bug.action_confirm()
        bug.action_known()
        return development, bug, tickets

    def _count(self, function, *args):
        """Return the queries of a call that is made for the second time."""
        function(*args)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        return self.env.cr.sql_log_count - before

    def _get(self, path):
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("/web/login", response.url)

    def test_page_of_a_development(self):
        """SLA 4.01: its cases, its known bugs."""
        self.authenticate("lucia_portal", "lucia_portal")
        counts = [
            self._count(self._get, f"/my/developments/{development.id}")
            for development, _bug, _tickets in self.records.values()
        ]
        self.assertEqual(*counts)

    def test_lists(self):
        """SLA 4.01, 5.02: of developments and of approvals, and a new case."""
        self.authenticate("lucia_portal", "lucia_portal")
        self.contract.contact_ids = self.contact
        paths = ("/my/developments", "/my/approvals", "/new/ticket")
        self._grow(FEW)
        few = {path: self._count(self._get, path) for path in paths}
        self._grow(MANY - FEW)
        self.assertEqual({p: self._count(self._get, p) for p in paths}, few)

    def _grow(self, count):
        """Add developments of the customer, and versions that he was asked about."""
        for number in range(count):
            self.development.copy({"name": f"Otro {number}"})
            self.acceptance.with_user(self.manager).action_ask_approval()

    def test_forms(self):
        """SLA 4.01: of a development, of a known bug with all its cases."""
        for index in (0, 1):
            counts = [
                self._count(Form, records[index].with_user(self.agent))
                for records in self.records.values()
            ]
            self.assertEqual(*counts)

    def test_cases_that_name_a_development(self):
        """SLA 4.01: proposed for many cases as for one."""
        counts = []
        for _development, _bug, tickets in self.records.values():
            tickets.known_bug_case_ids.unlink()
            tickets.development_id = False
            tickets = tickets.with_user(self.agent)
            counts.append(self._count(tickets.read, ["suggested_development_id"]))
        self.assertEqual(*counts)
