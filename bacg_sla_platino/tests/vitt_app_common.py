# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from .common import SlaCommon


class VittAppCommon(SlaCommon):
    """The catalogue as it is shipped, with a preview, a retired app and a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.treasury = cls.env.ref("bacg_sla_platino.vitt_app_treasury")
        cls.checks = cls.env.ref("bacg_sla_platino.vitt_app_checks")
        cls.category = cls.treasury.category_id
        apps = cls.env["bacg.vitt.app"]
        values = {"category_id": cls.category.id, "problem": "Sin papel"}
        cls.preview = apps.create({**values, "name": "Vista previa de prueba"})
        cls.retired = apps.create(
            {
                **values,
                "name": "Cheques de antes",
                "state": "retired",
                "successor_id": cls.checks.id,
            }
        )
        cls.treasury.version_ids = [
            (0, 0, {"series": series, "name": name, "released_on": day})
            for series, name, day in (
                ("17.0", "17.0.1.9.0", "2025-03-01"),
                ("17.0", "17.0.1.10.0", "2025-09-01"),
                ("18.0", "18.0.2.0.0", "2026-01-15"),
            )
        ]

    @classmethod
    def _install(cls, app=None, **values):
        return cls.env["bacg.vitt.app.installation"].create(
            {
                "app_id": (app or cls.treasury).id,
                "partner_id": cls.customer.id,
                "series": "17.0",
                **values,
            }
        )
