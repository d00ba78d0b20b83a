# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class LocalizationCommon(BaseCommon):
    """A customer under contract, and a country that nobody acquired."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env, "l10n_agent", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        cls.manager = new_test_user(
            cls.env, "l10n_manager", groups="helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Café Antigua", "is_company": True}
        )
        cls.contract = cls.env["bacg.sla.contract"].create(
            {
                "partner_id": cls.customer.id,
                "agreement_id": cls.env.ref("bacg_sla_platino.agreement_platino").id,
                "date_from": "2026-01-01",
            }
        )
        cls.localization = cls._localization(
            country_id=cls.env.ref("base.pe").id, name="Perú"
        )

    @classmethod
    def _localization(cls, **values):
        return (
            cls.env["bacg.localization"]
            .with_user(cls.manager)
            .create(
                {
                    "state": "supported",
                    "module_names": "l10n_pe",
                    "odoo_versions": "18.0, 19.0",
                    **values,
                }
            )
        )

    @classmethod
    def _acquire(cls, localization, **values):
        return (
            cls.env["bacg.localization.acquired"]
            .with_user(cls.manager)
            .create(
                {
                    "contract_id": cls.contract.id,
                    "localization_id": localization.id,
                    "date": "2026-02-01",
                    **values,
                }
            )
        )
