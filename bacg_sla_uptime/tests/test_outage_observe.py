# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from itertools import permutations

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import UptimeCommon

DAY = datetime(2026, 6, 15)


def at(hour):
    return DAY + timedelta(hours=hour)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-16 12:00:00")
class TestOutageObserve(UptimeCommon):
    """Outages made of what several sources saw."""

    def _saw(self, source, start, stop, key=None, instance=None):
        return {
            "instance_id": (instance or self.instance).id,
            "source": source,
            "key": key or f"{source} {start}",
            "start": at(start),
            "stop": stop is not None and at(stop),
            "evidence": "HTTP 502",
        }

    def _observe(self, *observations):
        return self.env["bacg.uptime.outage"]._observe(list(observations))

    def _times(self):
        outages = self.env["bacg.uptime.outage"].search(
            [
                ("instance_id", "=", self.instance.id),
                ("state", "!=", "rejected"),
            ],
            order="start",
        )
        return [(o.start, o.stop) for o in outages]

    def test_opens_and_ends(self):
        outage = self._observe(self._saw("check", 8, None))
        self.assertEqual((outage.start, outage.stop), (at(8), False))
        self.assertEqual(outage.state, "detected")
        self.assertEqual(self._observe(self._saw("check", 8, 9)), outage)
        self.assertEqual((outage.start, outage.stop), (at(8), at(9)))

    def test_two_sources_see_one_outage(self):
        """From the first begin to the last end."""
        outage = self._observe(self._saw("check", 8, 9))
        self.assertEqual(self._observe(self._saw("feed", 7, 8.5)), outage)
        self.assertEqual(self._times(), [(at(7), at(9))])
        self.assertEqual(
            set(outage.observation_ids.mapped("source")), {"check", "feed"}
        )

    def test_outages_join_when_their_gap_closes(self):
        first = self._observe(self._saw("check", 8, 9))
        second = self._observe(self._saw("check", 10, 11))
        self.assertEqual(self._observe(self._saw("feed", 8.5, 10.5)), first)
        self.assertEqual(self._times(), [(at(8), at(11))])
        self.assertEqual(second.joined_into_id, first)

    def test_the_order_does_not_matter(self):
        """Late, repeated, resolved before it fired: the outages are the same."""
        seen = [
            self._saw("check", 1, None, "a"),
            self._saw("check", 1, 3, "a"),
            self._saw("feed", 2, 4, "b"),
            self._saw("feed", 6, 7, "c"),
            self._saw("feed", 6, None, "c"),
        ]
        for order in permutations(seen):
            with self.subTest(order=[(o["key"], o["stop"]) for o in order]):
                with self.env.cr.savepoint(flush=True) as savepoint:
                    for observation in order:
                        self._observe(observation)
                        self._observe(observation)
                    self.assertEqual(self._times(), [(at(1), at(4)), (at(6), at(7))])
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_a_batch_of_several_instances(self):
        other = self._instance("https://otro.cafe.gt")
        outages = self._observe(
            self._saw("check", 8, None), self._saw("check", 8, None, instance=other)
        )
        self.assertEqual(outages.instance_id, self.instance | other)

    def test_a_rejected_outage_stays_rejected(self):
        """A false alarm that goes on is one; what another source sees is not."""
        outage = self._observe(self._saw("check", 8, None))
        outage.state = "rejected"
        self._observe(self._saw("check", 8, 9))
        self.assertEqual(outage.state, "rejected")
        self.assertFalse(self._times())
        self._observe(self._saw("feed", 8, 9))
        self.assertEqual(self._times(), [(at(8), at(9))])

    def test_a_confirmed_outage_that_grows_is_reviewed_again(self):
        outage = self._observe(self._saw("check", 8, 9))
        outage.state = "confirmed"
        self._observe(self._saw("feed", 8.5, 10))
        self.assertEqual((outage.state, outage.stop), ("review", at(10)))

    def test_what_only_the_customer_saw_is_no_outage(self):
        """The customer's word stands beside the monitor's."""
        self.assertFalse(self._observe(self._saw("customer", 8, None)))
        outage = self._observe(self._saw("check", 8.5, 9))
        self.assertEqual(len(outage.observation_ids), 2)
        self.assertEqual((outage.start, outage.stop), (at(8.5), at(9)))

    def test_an_end_before_the_begin_is_refused(self):
        with self.assertRaises(ValueError):
            self._observe(self._saw("feed", 9, 8))

    def test_agents_enter_outages_but_write_no_facts(self):
        outage = (
            self.env["bacg.uptime.outage"]
            .with_user(self.agent)
            .create({"instance_id": self.instance.id, "start": at(8), "stop": at(9)})
        )
        self.assertEqual(outage.observation_ids.source, "hand")
        for vals in ({"start": at(7)}, {"stop": at(8.5)}, {"state": "rejected"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                outage.write(vals)
        with self.assertRaises(AccessError):
            outage.unlink()
        with self.assertRaises(AccessError):
            outage.observation_ids.write({"stop": at(8.5)})

    def test_entered_by_hand_it_joins_what_others_saw(self):
        """One event is one outage, whoever says it."""
        seen = self._observe(self._saw("check", 8, 9))
        by_agent = self.env["bacg.uptime.outage"].with_user(self.agent)
        by_hand = by_agent.create(
            {"instance_id": self.instance.id, "start": at(8.5), "stop": at(10)}
        )
        self.assertEqual(self._times(), [(at(8), at(10))])
        self.assertEqual(by_hand.joined_into_id, seen)

    def test_no_context_gives_a_fact(self):
        forged = self.env["bacg.uptime.outage"].with_user(self.agent)
        forged = forged.with_context(
            default_state="rejected", default_reviewed_by_id=self.manager.id
        )
        outage = forged.create(
            {
                "instance_id": self.instance.id,
                "start": at(8),
                "stop": at(9),
                "slice_ids": [(0, 0, {"start": at(8), "author_id": self.manager.id})],
            }
        )
        self.assertEqual(outage.state, "detected")
        self.assertFalse(outage.reviewed_by_id)
        part = outage.slice_ids
        self.assertEqual(part.author_id, self.agent)
        part.author_id = self.manager
        self.assertEqual(part.author_id, self.agent)

    def test_slices_do_not_overlap(self):
        """A second has one cause; what is excused has evidence (SLA 2.04)."""
        outage = self._observe(self._saw("check", 8, 10)).with_user(self.agent)
        outage.slice_ids = [(0, 0, {"start": at(8), "stop": at(9)})]
        for start, stop in ((8.5, 9.5), (8.5, None), (7, 8), (9, 11)):
            part = {"start": at(start), "stop": stop and at(stop)}
            with self.subTest(part=part), self.assertRaises(ValidationError):
                outage.slice_ids = [(0, 0, part)]
        excused = {
            "start": at(9),
            "cause_id": self.env.ref("bacg_sla_uptime.cause_customer_internet").id,
        }
        refused = self.assertRaisesRegex(ValidationError, "Evidence")
        with refused, self.env.cr.savepoint():
            outage.slice_ids = [(0, 0, excused)]
        outage.slice_ids = [(0, 0, {**excused, "evidence": "Su proveedor lo dice"})]
        self.assertEqual(outage.slice_ids.author_id, self.agent)
