# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import datetime, timedelta
from itertools import pairwise

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, freeze_time, new_test_user, tagged

from ...tools.queue_sections import RUNNING, WAITING, sections
from ..common import SlaCommon, local

NOON = datetime(2026, 3, 9, 12)
NIGHT = datetime(2026, 3, 10, 6)


@tagged("post_install", "-at_install")
class TestQueueSections(BaseCase):
    def test_each_case_stands_in_one_section_and_in_order(self):
        """Tier, then deadline, then none: sections cut this order and never mix it."""
        steps = (-3000, -1, 0, 1, 59, 60, 61, 700, 1079, 1080, 1081, 9000)
        deadlines = [NOON + timedelta(minutes=step) for step in steps]
        for evening in (NIGHT, NOON + timedelta(minutes=20)):
            known = sections(NOON, evening)
            keys = []
            for tier in range(6):
                for deadline in [*deadlines, None]:
                    held = [one.key for one in known if one.holds(tier, deadline)]
                    self.assertEqual(len(held), 1, (tier, deadline))
                    keys += held
            self.assertEqual(keys, sorted(keys))
            self.assertLessEqual(set(keys), {one.key for one in known})

    def test_bounds(self):
        """A deadline that is now is not late; the hour is kept at midnight, too."""
        known = sections(NOON, NIGHT)

        def key(tier, deadline):
            return next(one.key for one in known if one.holds(tier, deadline))

        self.assertEqual(key(RUNNING, NOON), "3_hour")
        self.assertEqual(key(RUNNING, NOON - timedelta(seconds=1)), "2_late")
        self.assertEqual(key(RUNNING, NIGHT), "5_later")
        self.assertEqual(key(WAITING, NOON), "7_waiting_due")
        self.assertEqual(key(WAITING, None), "8_waiting")


@tagged("post_install", "-at_install")
class TestQueueOrder(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        monday = local("2026-03-09T08:00:00")
        stranger = cls.env["res.partner"].create({"name": "X", "email": "x@nobody.gt"})
        with freeze_time(monday):
            cls.later = cls._case(monday, priority="0")
            cls.waiting = cls._case(monday, priority="1")
            cls.owed = cls._case(monday, priority="1")
            cls.no_deadline = cls._case(monday, partner_id=stranger.id)
            cls.closed = cls._case(monday, priority="1")
            cls.urgent = cls._case(monday, priority="2")
            cls.burning = cls._case(monday, priority="3")
            cls.hasty = cls._case(monday, name="No podemos facturar")
            cls.claimed = cls._case(monday, outage_scope="claimed", priority="3")
            for ticket in (cls.later, cls.waiting, cls.owed, cls.urgent, cls.burning):
                ticket.action_classify(ticket.priority)
            for ticket in cls.later | cls.waiting:
                ticket.message_post(
                    body="Lo vemos",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
            (cls.waiting | cls.owed).stage_id = cls.stage_customer
            cls.closed.stage_id = cls.stage_done
        cls.all = (
            cls.later | cls.waiting | cls.owed | cls.no_deadline | cls.closed
        ) | (cls.urgent | cls.burning | cls.hasty | cls.claimed)
        cls.mine = [("id", "in", cls.all.ids)]

    def _sections(self, moment, user=None):
        """Return the section of each case at a wall time, by three ways that agree."""
        with freeze_time(local(moment)):
            self.env.invalidate_all()
            tickets = self.env["helpdesk.ticket"].with_user(user or self.agent)
            computed = {
                ticket.id: ticket.queue_section for ticket in tickets.search(self.mine)
            }
            found, listed = {}, []
            for row in tickets.formatted_read_group(
                self.mine, ["queue_section"], ["__count"]
            ):
                group = tickets.search([*self.mine, *row["__extra_domain"]])
                self.assertEqual(len(group), row["__count"], "header and list agree")
                found.update(dict.fromkeys(group.ids, row["queue_section"]))
                listed += group.ids
        self.assertEqual(found, computed)
        self.assertEqual(listed, list(computed), "groups cut the order of the list")
        return {ticket: computed[ticket.id][2:] for ticket in self.all}

    def test_what_burns_stands_on_top(self):
        """SLA 2.02: claims, running 1 and 2, late, the rest by deadline, waits."""
        at_nine = self._sections("2026-03-09T09:00:00")
        self.assertEqual(
            at_nine,
            {
                self.claimed: "claimed",
                self.burning: "urgent",
                self.urgent: "urgent",
                self.hasty: "urgent",
                self.owed: at_nine[self.owed],
                self.later: "later",
                self.no_deadline: "no_deadline",
                self.waiting: "waiting",
                self.closed: "closed",
            },
        )
        self.assertEqual(self._sections("2026-03-30T09:00:00")[self.later], "late")
        listed = self.env["helpdesk.ticket"].search(self.mine)
        self.assertEqual(listed[:2], self.claimed | self.burning)
        self.assertEqual(listed[-2:], self.waiting | self.closed)
        keys = [(t.queue_tier, t.sla_deadline or datetime.max) for t in listed]
        self.assertTrue(all(one <= other for one, other in pairwise(keys)))

    def test_sections_pass_with_the_hour(self):
        """The same case, seen later: today, within an hour, late."""
        due = self.owed.sla_deadline
        self.assertTrue(due, "its first response is owed, whatever it waits for")
        for minutes, section in ((-90, "today"), (-60, "today"), (-59, "hour")):
            with self.subTest(minutes):
                moment = due + timedelta(minutes=minutes, hours=-6)
                found = self._sections(moment.isoformat())
                self.assertEqual(found[self.owed], section)
        late = (due + timedelta(seconds=1, hours=-6)).isoformat()
        self.assertEqual(self._sections(late)[self.owed], "late")

    def test_today_is_the_readers(self):
        """Who works in another zone has another evening."""
        abroad = new_test_user(
            self.env,
            login="sla_abroad",
            groups="helpdesk_mgmt.group_helpdesk_user",
            tz="Pacific/Auckland",
        )
        moment = (self.owed.sla_deadline - timedelta(hours=8)).isoformat()
        self.assertEqual(self._sections(moment)[self.owed], "today")
        self._sections(moment, user=abroad)

    def test_facts_move_it(self):
        """Classified, waiting, answered, closed: the tier follows at once."""
        with freeze_time(local("2026-03-09T09:00:00")):
            self.hasty.action_classify("0")
            self.assertGreater(self.hasty.queue_tier, self.urgent.queue_tier)
            self.urgent.stage_id = self.stage_done
            self.assertEqual(self.urgent.queue_tier, self.closed.queue_tier)
            self.stage_progress.sla_mode = "wait_customer"
            self.later.stage_id = self.stage_progress
            self.assertEqual(self.later.queue_tier, self.waiting.queue_tier)

    def test_lists_open_what_is_to_do(self):
        """What waits and what is closed is folded, with its count."""
        with freeze_time(local("2026-03-09T09:00:00")):
            groups = (
                self.env["helpdesk.ticket"]
                .with_user(self.agent)
                .web_read_group(
                    self.mine,
                    ["queue_section"],
                    auto_unfold=True,
                    unfold_read_specification={"number": {}},
                )["groups"]
            )
        folded = [row["queue_section"] for row in groups if "__records" not in row]
        self.assertEqual(folded, ["8_waiting", "9_closed"])

    def test_customers(self):
        """A customer's search is sorted, too; where he stands in our lists is ours."""
        user = new_test_user(
            self.env,
            login="lucia",
            groups="base.group_portal",
            partner_id=self.contact.id,
        )
        tickets = self.env["helpdesk.ticket"].with_user(user)
        self.assertTrue(tickets.search([]))
        refused = (
            lambda: tickets.search([("queue_section", "=", "2_late")]),
            lambda: tickets.search([], order="queue_section"),
            lambda: tickets.formatted_read_group([], ["queue_section"]),
            lambda: self.later.with_user(user).read(["queue_section"]),
            lambda: self.later.with_user(self.manager).write({"queue_tier": 0}),
        )
        for number, act in enumerate(refused):
            with self.subTest(number), self.assertRaises(AccessError):
                act()
