# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Command

from .common import LocalizationCommon


class LegalChangeCommon(LocalizationCommon):
    """A change of the law in Costa Rica, published on 2024-11-19."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.costa_rica = cls.env.ref("bacg_localization_registry.localization_cr")
        cls.change = cls._change()

    @classmethod
    def _change(cls, **values):
        return (
            cls.env["bacg.legal.change"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "Comprobantes electrónicos v4.4",
                    "localization_id": cls.costa_rica.id,
                    "responsible_id": cls.manager.id,
                    "publication_date": "2024-11-19",
                    "mandatory_from": "2025-06-01",
                    **values,
                }
            )
        )

    @classmethod
    def _revise(cls, **values):
        return (
            cls.env["bacg.legal.change.revision"]
            .with_user(cls.manager)
            .create(
                {
                    "change_id": cls.change.id,
                    "kind": "extension",
                    "new_date": "2025-09-01",
                    "announced_date": "2025-05-20",
                    **values,
                }
            )
        )

    @classmethod
    def _release(cls, **values):
        return (
            cls.env["bacg.compliance.release"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "FE v4.4",
                    "localization_id": cls.costa_rica.id,
                    "change_ids": [Command.set(cls.change.ids)],
                    "line_ids": [
                        Command.create(
                            {"technical_name": "l10n_cr_fe", "version": "19.0.4.4.0"}
                        )
                    ],
                    "test_needed": False,
                    "test_note": "Sin ambiente de pruebas",
                    **values,
                }
            )
        )
