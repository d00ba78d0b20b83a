# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .legal_common import LegalChangeCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time("2024-11-19 15:00:00")
class TestLegalAlarms(LegalChangeCommon):
    """Warnings by the share of the notice, in the regulator's zone."""

    def _live(self, until, since="2024-11-19"):
        """Run the scheduled action on each day; return the days it raised something."""
        raised = {}
        day, until = date.fromisoformat(since), date.fromisoformat(until)
        while day <= until:
            with freeze_time(f"{day} 15:00:00"):
                before = self._raised()
                self.change._sync_alarms()
                self.change._raise_alarms()
                new = self._raised() - before
                if new:
                    raised[day] = new.kind
            day += DAY
        return raised

    def _raised(self):
        return self.change.alarm_ids.filtered(lambda one: one.state == "raised")

    def test_of_a_notice_of_194_days(self):
        """SLA 3.02: alarmed on the way, before the binding day."""
        self.assertEqual(
            self._live("2025-06-05"),
            {
                date(2025, 2, 24): "share_50",  # 97 days left
                date(2025, 4, 13): "share_25",  # 49
                date(2025, 5, 12): "share_10",  # 20
                date(2025, 5, 25): "days_7",
                date(2025, 5, 31): "days_1",
            },
        )
        activities = self.change.activity_ids
        self.assertEqual(len(activities), 5)
        self.assertEqual(activities.user_id, self.manager)

    def test_after_an_extension_shares_count_from_the_first_publication(self):
        """Passed shares are not raised again, the days before the new date are."""
        self._live("2025-05-19")
        with freeze_time("2025-05-20 15:00:00"):
            self._revise()
            moved = self.change.alarm_ids.filtered(lambda one: one.state == "moved")
            self.assertEqual(set(moved.mapped("kind")), {"days_7", "days_1"})
        self.assertEqual(
            self._live("2025-09-05", since="2025-05-20"),
            {date(2025, 8, 25): "days_7", date(2025, 8, 31): "days_1"},
        )

    def test_an_early_extension_plans_what_is_open_anew(self):
        with freeze_time("2024-12-20 15:00:00"):
            self._revise(announced_date="2024-12-20")
        # 286 days: 143, 72 and 29 left.
        self.assertEqual(
            list(self._live("2025-08-10", since="2024-12-20")),
            [date(2025, 4, 11), date(2025, 6, 21), date(2025, 8, 3)],
        )

    def test_an_earlier_date_raises_one_at_once(self):
        self._live("2025-01-10")
        with freeze_time("2025-01-10 16:00:00"):
            self._revise(
                kind="advance", new_date="2025-02-01", announced_date="2025-01-10"
            )
        raised = self._live("2025-01-30", since="2025-01-10")
        self.assertEqual(
            raised,
            {
                date(2025, 1, 10): "earlier",
                date(2025, 1, 13): "share_25",
                date(2025, 1, 24): "share_10",
                date(2025, 1, 25): "days_7",
            },
        )

    def test_one_a_day_and_none_twice(self):
        """A server that stood still raises one alarm, not all that fell meanwhile."""
        raised = self._live("2025-05-13", since="2025-05-13")
        self.assertEqual(raised, {date(2025, 5, 13): "share_10"})
        self.assertEqual(self._live("2025-05-13", since="2025-05-13"), {})

    def test_none_before_the_publication(self):
        self.change = self._change(publication_date=False)
        self.assertEqual(self._live("2025-06-05"), {})
        self.assertFalse(self.change.alarm_ids)

    def test_none_of_ours_after_a_release(self):
        release = self._release()
        with freeze_time("2025-03-01 15:00:00"):
            release.action_ready()
        self.assertEqual(self._live("2025-06-05", since="2025-03-01"), {})

    def test_a_customer_is_warned_for_his_part(self):
        """From the ready release on, of the day of his own phase."""
        self._acquire(self.costa_rica)
        self.contract.date_from = "2024-01-01"
        self.contract.contact_ids = self.env["res.partner"].create(
            {
                "name": "Ana",
                "email": "ana@antigua.gt",
                "parent_id": self.customer.id,
            }
        )
        release = self._release()
        with freeze_time("2025-05-01 15:00:00"):
            release.action_ready()
        raised = self._live("2025-06-05", since="2025-05-01")
        self.assertEqual(list(raised.values()), ["share_10", "days_7", "days_1"])
        alarms = self._raised()
        self.assertEqual(alarms.contract_id, self.contract)
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.contract.contact_ids.ids)]
        )
        self.assertEqual(len(mails), 3)

    def test_nobody_to_tell_is_told_to_us(self):
        """SLA 3.02: a customer without an address is not warned on paper."""
        self._acquire(self.costa_rica)
        self.contract.date_from = "2024-01-01"
        release = self._release()
        with freeze_time("2025-05-01 15:00:00"):
            release.action_ready()
        self.assertEqual(self._live("2025-05-25", since="2025-05-24"), {})
        alarms = self.change.alarm_ids
        told = alarms.filtered(lambda one: one.state == "nobody")
        self.assertEqual(set(told.mapped("kind")), {"share_10", "days_7"})
        activities = self.change.activity_ids
        self.assertEqual(activities.user_id, self.manager)
        self.assertIn("Café Antigua was not warned", activities[0].note)

    def test_a_day_that_comes_back_is_not_raised_late(self):
        """An extension that was a mistake: what passed meanwhile passes in silence."""
        with freeze_time("2025-05-20 15:00:00"):
            revision = self._revise()
        with freeze_time("2025-05-26 15:00:00"):
            revision._void("Era otra resolución")
        passed = self.change.alarm_ids.filtered(
            lambda one: one.kind == "days_7" and str(one.binding_date) == "2025-06-01"
        )
        self.assertEqual(passed.state, "passed")

    def test_an_earlier_date_is_told_before_a_share(self):
        """The advance and a share of the notice on one day: the news is told."""
        with freeze_time("2025-01-12 16:00:00"):
            self._revise(
                kind="advance", new_date="2025-02-01", announced_date="2025-01-12"
            )
        # 74 days: 19 are left on 13 January.
        raised = self._live("2025-01-13", since="2025-01-13")
        self.assertEqual(raised, {date(2025, 1, 13): "earlier"})

    def test_an_unknown_date_is_to_be_looked_up(self):
        self.change = self._change(mandatory_from=False)
        self.change._ask_review()
        self.change._ask_review()
        self.assertEqual(len(self.change.activity_ids), 1)
        self.assertEqual(self.change.activity_ids.user_id, self.manager)

    def test_the_scheduled_action(self):
        with freeze_time("2025-02-24 15:00:00"), self.enter_registry_test_mode():
            cron = self.env.ref("bacg_localization_registry.ir_cron_legal_alarms")
            cron.method_direct_trigger()
            self.assertEqual(self._raised().kind, "share_50")
            # A run that was cut short goes on where it was.
            self.assertEqual(self.change.synced_on, date(2025, 2, 24))
            self.change._raise_alarms()
        self.assertEqual(len(self._raised()), 1)
