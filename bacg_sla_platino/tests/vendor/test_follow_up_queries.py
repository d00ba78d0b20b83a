# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestWordQueries(SlaCommon):
    def _waiting(self, count):
        with freeze_time(local("2026-03-09T08:00:00")):
            tickets = self.env["helpdesk.ticket"]
            for _number in range(count):
                tickets |= self._case(local("2026-03-09T08:00:00"))
            tickets._sla_with(announced=True).write({"stage_id": self.stage_vendor.id})
        self.env.flush_all()
        return tickets.sudo().sla_status_ids.filtered(
            lambda row: row.metric == "follow_up"
        )

    def _count(self, weeks, work):
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(local("2026-03-16T16:45:00")):
            before = self.env.cr.sql_log_count
            work(weeks)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

    def test_words(self):
        """SLA 1.22: the number of queries does not depend on the size of a batch."""
        weeks = self._waiting(45)
        warm, few, many = weeks[:5], weeks[5:10], weeks[10:]
        for name in ("_give_drafts", "_send_follow_ups"):
            with self.subTest(work=name):
                work = lambda rows, name=name: getattr(rows, name)()
                self._count(warm, work)
                self.assertLessEqual(
                    self._count(many, work), self._count(few, work) + 5
                )
        mails = self.env["mail.mail"].search(
            [("res_id", "in", weeks.ticket_id.ids), ("model", "=", "helpdesk.ticket")]
        )
        self.assertEqual(len(mails), 45)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
