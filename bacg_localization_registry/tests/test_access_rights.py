# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import LocalizationCommon

OWN_MODELS = (
    "bacg.localization",
    "bacg.localization.acquired",
    "bacg.localization.feature",
    "bacg.localization.regulator",
)
# Who changes them besides, and what only acts of ours write.
SHARED_MODELS = (
    "bacg.maintenance.blackout",
    "bacg.compliance.release",
    "bacg.compliance.release.line",
    "bacg.legal.change",
    "bacg.legal.change.phase",
    "bacg.legal.document",
    "bacg.localization.base.module",
    "bacg.localization.line",
)
LOG_MODELS = (
    "bacg.legal.change.alarm",
    "bacg.legal.change.check",
    "bacg.legal.change.revision",
    "bacg.legal.change.value",
)
# What only acts write, and windows, which are archived.
ACT_MODELS = (
    "bacg.localization.request",
    "bacg.localization.rollout",
    "bacg.localization.rollout.act",
    "bacg.maintenance.window",
)
OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestAccessRights(LocalizationCommon):
    def test_outsiders_reach_no_model_of_ours(self):
        """SLA 3.01: neither customers nor the public nor employees read it."""
        outsiders = [
            new_test_user(self.env, "l10n_portal", groups="base.group_portal"),
            new_test_user(self.env, "l10n_employee", groups="base.group_user"),
            self.env.ref("base.public_user"),
        ]
        for user in outsiders:
            for model in (*OWN_MODELS, *SHARED_MODELS, *LOG_MODELS, *ACT_MODELS):
                for operation in OPERATIONS:
                    with self.subTest(user=user.login, model=model, op=operation):
                        records = self.env[model].with_user(user)
                        self.assertFalse(records.has_access(operation))

    def test_agents_read_and_managers_write(self):
        for model in (*OWN_MODELS, *SHARED_MODELS):
            with self.subTest(model=model):
                records = self.env[model].with_user(self.agent)
                self.assertTrue(records.has_access("read"))
                for operation in OPERATIONS[1:]:
                    self.assertFalse(records.has_access(operation))
                    self.assertTrue(
                        records.with_user(self.manager).has_access(operation)
                    )

    def test_nobody_deletes_what_is_only_added_to(self):
        for model in (*LOG_MODELS, *ACT_MODELS):
            with self.subTest(model=model):
                records = self.env[model].with_user(self.manager)
                self.assertFalse(records.has_access("unlink"))
        for model in LOG_MODELS:
            with self.subTest(model=model):
                records = self.env[model].with_user(self.manager)
                self.assertFalse(records.has_access("unlink"))
                self.assertFalse(records.with_user(self.agent).has_access("create"))

    def test_another_company_does_not_see_who_acquired(self):
        acquired = self._acquire(self.localization)
        company = self.env["res.company"].create({"name": "BACG Honduras"})
        stranger = new_test_user(
            self.env,
            "l10n_stranger",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaises(AccessError):
            acquired.with_user(stranger).read(["version"])
        self.assertTrue(self.localization.with_user(stranger).name)

    def test_what_is_everybodys_is_of_who_serves_all(self):
        """A manager of one of several companies changes nothing for the others."""
        company = self.env["res.company"].create({"name": "BACG Honduras"})
        shared = [
            self.localization,
            self.env["bacg.localization.feature"].search([], limit=1),
            self.env["bacg.localization.regulator"].search([], limit=1),
        ]
        for record in shared:
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.manager).write({"name": "Otra"})
        self.manager.company_ids |= company
        for record in shared:
            record.with_user(self.manager).write({"name": record.name})
