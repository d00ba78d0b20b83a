# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, http
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

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


class PortalCommon(LocalizationCommon, HttpCase):
    """Marta decides for the customer, Luis does not, somebody is of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls._portal_user("marta_loc", "Marta", cls.customer)
        cls._portal_user("luis_loc", "Luis", cls.customer)
        cls.contract.contact_ids = cls.contact
        cls.other = cls.env["res.partner"].create(
            {"name": "Ferretería", "is_company": True}
        )
        cls.stranger = cls._portal_user("ajeno_loc", "Ajena", cls.other)
        cls.other_contract = cls.contract.copy(
            {
                "partner_id": cls.other.id,
                "contact_ids": [Command.set(cls.stranger.ids)],
            }
        )

    @classmethod
    def _portal_user(cls, login, name, customer):
        user = new_test_user(
            cls.env, login, groups="base.group_portal", name=name, email=f"{login}@x.gt"
        )
        user.partner_id.parent_id = customer
        return user.partner_id

    def _post(self, url, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data)
