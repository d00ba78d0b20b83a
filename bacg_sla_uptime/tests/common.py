# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class UptimeCommon(BaseCommon):
    """A customer whose contract includes hosting, with one instance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env, "uptime_agent", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        cls.manager = new_test_user(
            cls.env, "uptime_manager", groups="helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Café Antigua", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Lucía", "email": "lucia@cafe.gt", "parent_id": cls.customer.id}
        )
        cls.contract = cls._contract(cls.customer)
        cls.instance = cls._instance("https://erp.cafe.gt")

    @classmethod
    def _contract(cls, partner, **values):
        return cls.env["bacg.sla.contract"].create(
            {
                "partner_id": partner.id,
                "agreement_id": cls.env.ref("bacg_sla_platino.agreement_platino").id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "hosted": True,
                **values,
            }
        )

    @classmethod
    def _instance(cls, url, **values):
        return cls.env["bacg.hosted.instance"].create(
            {
                "name": "Producción",
                "contract_id": cls.contract.id,
                "url": url,
                **values,
            }
        )
