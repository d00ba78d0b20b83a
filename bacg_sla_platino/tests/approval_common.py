# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import new_test_user

from .common import SlaCommon


class ApprovalCommon(SlaCommon):
    """A customer's approver, a contact point, and a version of the agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls.env["res.partner"].create(
            {
                "name": "Marta",
                "email": "marta@cafe.gt",
                "parent_id": cls.customer.id,
                "lang": "en_US",
            }
        )
        cls.customer.lang = "en_US"
        cls.contract.write(
            {
                "approver_ids": [(6, 0, cls.approver.ids)],
                "contact_ids": [(6, 0, cls.contact.ids)],
                "user_id": cls.agent.id,
            }
        )
        cls.acceptance = cls.env["bacg.sla.contract.acceptance"].create(
            {
                "contract_id": cls.contract.id,
                "agreement_id": cls.agreement.id,
                "note": "Con la interfaz del banco",
            }
        )

    @classmethod
    def _portal_user(cls, login, partner):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        old = user.partner_id
        user.partner_id = partner
        old.unlink()
        return user

    def _ask(self, record=None):
        """Ask for approval as the manager; return what the customer is asked."""
        record = record or self.acceptance
        record.with_user(self.manager).action_ask_approval()
        return self._asked(record)

    @staticmethod
    def _live(record, party="customer"):
        live = record.sudo().approval_ids.filtered(lambda one: not one.voided_at)
        return live.filtered(lambda one: one.party == party)

    def _asked(self, record):
        return self._live(record).filtered(lambda one: one.state == "asked")

    def _grant_ours(self, record):
        ours = self._live(record, "ours")
        ours._answer(True, self.manager.partner_id, "backend")

    def _mails(self, partner):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", partner.ids)], order="id"
        )
