# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time

# 18:00 in Costa Rica, which knows no other time of the year.
NOW = "2026-03-09 00:00:00"
HOUR = timedelta(hours=1)


class RolloutMixin:
    """A release of Costa Rica, ready, to be proposed to a customer with a window."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.costa_rica = cls.env.ref("bacg_localization_registry.localization_cr")
        cls._acquire(cls.costa_rica)
        cls.change = cls._change()
        cls.release = cls._release(cls.change)
        cls.window = cls._window()

    @classmethod
    def _change(cls, **values):
        return cls.env["bacg.legal.change"].create(
            {
                "name": "Comprobantes electrónicos v4.5",
                "localization_id": cls.costa_rica.id,
                "publication_date": "2026-01-05",
                "mandatory_from": "2026-04-01",
                **values,
            }
        )

    @classmethod
    def _release(cls, changes, **values):
        release = cls.env["bacg.compliance.release"].create(
            {
                "name": "FE 4.5",
                "localization_id": changes.localization_id.id,
                "change_ids": [Command.set(changes.ids)],
                "test_needed": False,
                "test_note": "No hay ambiente de pruebas",
                "line_ids": [
                    Command.create(
                        {"technical_name": "l10n_cr_fe", "version": "19.0.4.5.0"}
                    )
                ],
                **values,
            }
        )
        release.action_ready()
        return release

    @classmethod
    def _window(cls, **values):
        return cls.env["bacg.maintenance.window"].create(
            {
                "partner_id": cls.customer.id,
                "rule": "FREQ=WEEKLY;BYDAY=SU",
                "begins": 22,
                "hours": 4,
                "tz": "America/Costa_Rica",
                "valid_from": "2026-03-01",
                **values,
            }
        )

    @classmethod
    def _propose(cls, release=None):
        return (release or cls.release).with_user(cls.manager)._propose().sudo()

    def _act(self, rollout, kind, **values):
        user = self.contact.user_ids
        return rollout.sudo()._act_in_portal(kind, user, **values)

    def _install(self, rollout, **values):
        values = {"version": "19.0.4.5.0", "evidence": "Factura 4711", **values}
        return self._act(rollout, "installed", **values)

    def _at(self, moment, method, *args, **kwargs):
        with freeze_time(moment):
            result = method(*args, **kwargs)
            self.env.flush_all()
        return result

    def _sunday(self, day, month=3):
        """Return when the window of a Sunday begins: 22:00 there, 04:00 in UTC."""
        return datetime(2026, month, day, 22) + 6 * HOUR
