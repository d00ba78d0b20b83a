# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .common import PortalCommon
from .rollout_common import RolloutMixin


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 00:00:00")
class TestLocalizationYear(RolloutMixin, PortalCommon):
    """A year of one change of the law, with two customers and both clocks."""

    @classmethod
    def _change(cls, **values):
        return super()._change(
            localization_id=cls.env.ref(
                "bacg_localization_registry.localization_mx"
            ).id,
            name="Carta Porte 4.0",
            publication_date="2026-01-05",
            mandatory_from="2026-10-01",
            **values,
        )

    @classmethod
    def _release(cls, changes, **values):
        with freeze_time("2026-09-20 18:00:00"):
            return super()._release(changes, name="Carta Porte 4.0", **values)

    @classmethod
    def _window(cls, **values):
        """From Saturday 22:00 on in Tijuana: across midnight, and across the change."""
        return super()._window(
            rule="FREQ=WEEKLY;BYDAY=SA",
            begins=22,
            hours=8,
            tz="America/Tijuana",
            **values,
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mexico = cls.env.ref("bacg_localization_registry.localization_mx")
        cls._acquire(mexico)
        cls._acquire(mexico, contract_id=cls.other_contract.id)
        cls._window(partner_id=cls.other.id)

    def _choose(self, rollout, start, **values):
        return self._act(rollout, "chosen", window_start=start, **values)

    def _facts(self, contract, number):
        page = contract._service_page(self.manager)
        return dict(page.facts.get((contract.id, number), []))

    def test_a_year(self):
        """SLA 3.03: extended, released, failed, installed; one late by choice."""
        with freeze_time("2026-09-20 19:00:00"):
            ours, theirs = self._propose().sorted(
                lambda one: one.partner_id != self.customer
            )
            # 1 October in Mexico City: the window of the 26th is the only one left.
            self.assertEqual(ours.exposure, "last_window")
            self.assertEqual(ours.last_safe_start, datetime(2026, 9, 27, 5))
        # Extended a week before it bound, until after the clocks change in Tijuana.
        with freeze_time("2026-09-24 15:00:00"):
            self.env["bacg.legal.change.revision"].create(
                {
                    "change_id": self.change.id,
                    "kind": "extension",
                    "new_date": "2026-11-15",
                    "announced_date": "2026-09-24",
                }
            )
            self.env.flush_all()
            self.assertEqual(ours.binding_date, date(2026, 11, 15))
            self.assertEqual(ours.exposure, "window_left")
            # Ready before the date that was in force: judged by that one.
            self.assertEqual(self.change.outcome, "met")
            self.assertEqual(self.change.judged_date, date(2026, 10, 1))
        # The night in which an hour comes twice: eight hours are eight hours.
        with freeze_time("2026-10-05 15:00:00"):
            self._choose(ours, datetime(2026, 11, 1, 5))
            self.assertEqual(ours.window_stop, datetime(2026, 11, 1, 13))
            stranger = self.stranger.user_ids
            theirs._act_in_portal(
                "deferred", stranger, reason="Cierre de año", accepts_risk=True
            )
        with freeze_time("2026-11-01 07:00:00"):
            self._act(ours, "failed", reason="No timbra")
            self._act(ours, "rolled_back", reason="Se restauró la copia")
            self.assertEqual(ours.exposure, "last_window")
        with freeze_time("2026-11-01 18:00:00"):
            self._choose(ours, datetime(2026, 11, 8, 6))
        with freeze_time("2026-11-08 09:00:00"):
            self._install(ours)
            self.assertEqual((ours.exposure, ours.outcome), ("protected", "kept"))
        # It binds; the other customer is late by his own choice, and BACG is not.
        with freeze_time("2026-11-20 15:00:00"):
            (ours | theirs)._refresh_exposure()
            self.assertEqual((theirs.exposure, theirs.outcome), ("exposed", "late"))
            self.assertEqual(self.change.outcome, "met")
            self.assertEqual(ours.outcome, "kept")
            name = self.release.name
            self.assertIn("in time", self._facts(self.contract, "3.02")[name])
            self.assertIn("in time", self._facts(self.contract, "3.03")[name])
            self.assertIn("in time", self._facts(self.other_contract, "3.02")[name])
            late = self._facts(self.other_contract, "3.03")[name]
            self.assertIn("late by your own choice", late)
            self.assertIn("Ajena", late)
        self._check_statements(ours, theirs)

    def _check_statements(self, ours, theirs):
        """The statement of November says both clocks, as they stood at its end."""
        with freeze_time("2026-12-02 15:00:00"):
            rows = [
                self._issue(contract)["localizations"]
                for contract in (self.contract, self.other_contract)
            ]
        [[mine], [other]] = rows
        self.assertEqual((mine["ours"], mine["outcome"]), ("met", "kept"))
        self.assertEqual((other["ours"], other["outcome"]), ("met", "late"))
        self.assertEqual((other["state"], other["own_choice"]), ("deferred", True))
        self.assertEqual(mine["binds"], "2026-11-15")

    def _issue(self, contract):
        action = contract.action_statement()
        statement = self.env["bacg.sla.statement"].browse(action["res_id"])
        statement.action_issue()
        self.assertIn("neither answers for the other", statement.body_html)
        return statement.content
