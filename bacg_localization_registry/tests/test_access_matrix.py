# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.bacg_sla_platino.tests.access_matrix import AccessMatrix


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestAccessMatrix(HttpCase, AccessMatrix):
    """Who reaches which localization, and who acquired it, by any door."""

    addon = "bacg_localization_registry"

    @classmethod
    def _prepare_world(cls, world):
        localizations = cls.env["bacg.localization"]
        world["bacg.localization"] = localizations.search(
            [("state", "=", "supported")], limit=1
        )
