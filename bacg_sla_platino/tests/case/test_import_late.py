# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from ..common import local
from .test_import import ImportCommon

EVENTS = "bacg_sla_platino.ir_cron_sla_events"
WEEKLY = "bacg_sla_platino.ir_cron_weekly_followup"
IMPORTED_AT = local("2026-03-09T10:00:00")


@tagged("post_install", "-at_install")
class TestImportLate(ImportCommon):
    """Cases that are late on import have breaches, but cause no notifications."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hook = cls.env["bacg.sla.webhook"].create(
            {"name": "Guardia", "url": "https://example.com", "company_id": False}
        )
        cls.late = (
            "A-1,Café Antigua,lucia@cafe.gt,Urgente,,2026-03-09 08:50,,1,,",
            "A-2,Café Antigua,lucia@cafe.gt,Viejo,,2026-02-02 08:15,,4,,",
            "A-3,Café Antigua,,Sin palabra,,2026-02-02 08:15,2026-02-02 08:20,4,"
            + f"{cls.stage_vendor.name},vendor 2026-02-03 09:00",
        )

    def _import_late(self):
        wizard = self._import(*self.late)
        by_number = wizard.ticket_ids.sudo().grouped("number")
        return wizard, *(by_number[f"A-{i}"] for i in (1, 2, 3))

    def _outgoing(self):
        """Return the numbers of mails, activities, notes and webhook messages."""
        created = self.env.ref("helpdesk_mgmt.hlp_tck_created")
        domains = {
            "mail.mail": [],
            "mail.activity": [],
            "mail.message": [("subtype_id", "!=", created.id)],
            "bacg.sla.webhook.delivery": [],
        }
        return {
            model: self.env[model].sudo().search_count(domain)
            for model, domain in domains.items()
        }

    def test_nobody_is_told_of_what_passed(self):
        """Breaches are recorded, steps skipped: no mail, activity, note or webhook."""
        before = self._outgoing()
        _wizard, urgent, old, _waiting = self._import_late()
        self.assertEqual(urgent.sla_state, "late")
        response = self._status(urgent, "first_response")
        self.assertEqual(response.breached_at, local("2026-03-09T09:20:00"))
        self.assertEqual(response.breach_noticed_at, IMPORTED_AT)
        breached = old.sla_event_ids.filtered(lambda e: e.kind == "breached")
        self.assertEqual(
            set(breached.mapped("new_value")), {"first_response", "resolution"}
        )
        self.assertEqual(set(old.sla_fired_ids.mapped("state")), {"skipped"})
        steps = self.agreement.escalation_ids._for_clock("resolution", "0")
        fired = self._status(old, "resolution").fired_ids
        self.assertEqual(fired.escalation_id, steps)
        self._run_cron(EVENTS, local("2026-03-09T10:01:00"))
        self._run_cron(WEEKLY, local("2026-03-09T10:01:00"))
        self.assertEqual(self._outgoing(), before)

    def test_steps_to_come_are_told(self):
        """A step after the import is notified as usual."""
        _wizard, urgent, *_others = self._import_late()
        self._run_cron(EVENTS, local("2026-03-09T10:19:00"))
        self.assertFalse(urgent.activity_ids)
        self._run_cron(EVENTS, local("2026-03-09T10:21:00"))
        self.assertIn(self.manager, urgent.activity_ids.user_id)
        told = urgent.sla_fired_ids.filtered(lambda row: row.state == "fired")
        self.assertEqual(told.mapped("escalation_id.minutes_after"), [60.0])
        delivery = self.env["bacg.sla.webhook.delivery"].search(
            [("ticket_id", "=", urgent.id), ("kind", "=", "alert")]
        )
        self.assertEqual(len(delivery), 1)

    def test_weekly_word_counts_from_the_import(self):
        """SLA 1.22: the first report is due a week after the import.

        Weeks before the import, about which the file says nothing, are not judged.
        """
        _wizard, _urgent, _old, waiting = self._import_late()
        follow_up = waiting.sla_status_ids.filtered(lambda s: s.metric == "follow_up")
        self.assertEqual(follow_up.started_at, IMPORTED_AT)
        self.assertEqual(follow_up.deadline, local("2026-03-16T17:00:00"))
        self.assertFalse(follow_up.breached_at)
        waiting._sla_sync()
        self.assertEqual(follow_up.started_at, IMPORTED_AT)
        self._run_cron(WEEKLY, local("2026-03-16T16:45:00"))
        words = waiting.sla_event_ids.filtered(
            lambda e: e.kind == "automatic_follow_up"
        )
        self.assertEqual(len(words), 1)
        self.assertEqual(follow_up.state, "reached")

    def test_waits_and_words_that_are_known_are_judged(self):
        """A first response after nine days of waiting is late."""
        ticket = self._import(
            "A-9,Café Antigua,,Tarde,,2026-02-02 08:15,2026-02-12 09:00,4,,"
            "vendor 2026-02-03 09:00 2026-02-20 09:00"
        ).ticket_ids.sudo()
        follow_up = ticket.sla_status_ids.filtered(lambda s: s.metric == "follow_up")
        self.assertEqual(follow_up.mapped("reached_at"), [local("2026-02-12T09:00:00")])
        self.assertEqual(follow_up.breached_at, local("2026-02-10T17:00:00"))

    def test_contract_that_comes_after_the_cases(self):
        """Clocks that start with a later contract do not notify of earlier breaches."""
        self.contract.active = False
        _wizard, urgent, old, _waiting = self._import_late()
        self.assertFalse(urgent.sla_status_ids)
        before = self._outgoing()
        with freeze_time(local("2026-03-09T10:05:00")):
            self.contract.active = True
        self.assertEqual(urgent.sla_state, "late")
        self.assertTrue(old.sla_status_ids.filtered("breached_at"))
        self._run_cron(EVENTS, local("2026-03-09T10:06:00"))
        self.assertEqual(self._outgoing(), before)
        self._run_cron(EVENTS, local("2026-03-09T10:21:00"))
        self.assertIn(self.manager, urgent.activity_ids.user_id)

    def test_another_priority_is_told(self):
        """An imported case that becomes priority 1 afterwards is notified."""
        _wizard, _urgent, old, _waiting = self._import_late()
        with freeze_time(local("2026-03-09T10:05:00")):
            old.with_user(self.manager).priority = "3"
        self._run_cron(EVENTS, local("2026-03-09T10:06:00"))
        self.assertTrue(old.activity_ids)

    def test_importer_sees_how_many_were_late(self):
        wizard, urgent, old, _waiting = self._import_late()
        self.assertEqual(wizard.late_count, 2)
        domain = wizard.action_view_late_tickets()["domain"]
        found = self.env["helpdesk.ticket"].search(domain)
        self.assertEqual(found, urgent | old)

    def test_import_stands_in_the_ledger(self):
        _wizard, urgent, *_others = self._import_late()
        [event] = urgent.sla_event_ids.filtered(lambda e: e.kind == "imported")
        self.assertEqual(
            (event.at, event.author_id), (IMPORTED_AT, self.manager.partner_id)
        )
        self.assertEqual(event.reason, "Imported from abiertos.csv")

    def test_other_cases_are_told_as_always(self):
        """The breach of a case that is late without an import is notified."""
        with freeze_time(IMPORTED_AT):
            ticket = self._case(local("2026-03-09T09:15:00"), priority="3")
        self._run_cron(EVENTS, local("2026-03-09T10:01:00"))
        self.assertTrue(ticket.sudo().activity_ids)
