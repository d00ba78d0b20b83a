# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.bacg_sla_platino.tests.access_matrix import AccessMatrix
from odoo.addons.bacg_sla_platino.tests.access_world import SECRET


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestAccessMatrix(HttpCase, AccessMatrix):
    """Who reaches which localization, and who acquired it, by any door."""

    addon = "bacg_localization_registry"
    in_routes = {
        "request_id": "bacg.localization.request",
        "rollout_id": "bacg.localization.rollout",
    }
    words = {"environment": "production", "kind": "chosen", "token": "guessed"}

    @classmethod
    def _prepare_world(cls, world):
        localizations = cls.env["bacg.localization"]
        world["bacg.localization"] = localizations.search(
            [("state", "=", "supported")], limit=1
        )
        customer = world["res.partner"].commercial_partner_id
        company = world["res.company"]
        owner = {"partner_id": customer.id, "company_id": company.id}
        window = cls.env["bacg.maintenance.window"].create({**owner, "tz": "UTC"})
        blackout = cls.env["bacg.maintenance.blackout"].create(
            {
                "window_id": window.id,
                "name": SECRET,
                "date_from": "2026-12-24",
                "date_to": "2026-12-31",
            }
        )
        localization = {"localization_id": world["bacg.localization"].id}
        # Published: its dates move by revisions, and are checked.
        change = cls.env["bacg.legal.change"].create(
            {
                **localization,
                "name": SECRET,
                "publication_date": "2026-01-05",
                "mandatory_from": "2026-06-01",
            }
        )
        revision = cls.env["bacg.legal.change.revision"].create(
            {
                "change_id": change.id,
                "kind": "extension",
                "new_date": "2026-07-01",
                "announced_date": "2026-03-02",
            }
        )
        check = cls.env["bacg.legal.change.check"].create(
            {
                "change_id": change.id,
                "field_name": "mandatory_from",
                "checked_on": "2026-03-02",
                "checked_url": "https://example.com/gaceta",
            }
        )
        release = cls.env["bacg.compliance.release"].create(
            {
                **localization,
                "name": SECRET,
                "change_ids": change.ids,
                "test_needed": False,
                "test_note": SECRET,
            }
        )
        line = cls.env["bacg.compliance.release.line"].create(
            {
                "release_id": release.id,
                "technical_name": "l10n_gt_fel",
                "version": "19.0.1.0.0",
            }
        )
        release.action_ready()
        rollout = cls.env["bacg.localization.rollout"].create(
            {**owner, "release_id": release.id}
        )
        request = cls.env["bacg.localization.request"].create(
            {
                **owner,
                "kind": "special",
                "name": SECRET,
                "description": SECRET,
                "contact_id": world["res.partner"].id,
            }
        )
        world |= {
            "bacg.maintenance.window": window,
            "bacg.maintenance.blackout": blackout,
            "bacg.compliance.release": release,
            "bacg.compliance.release.line": line,
            "bacg.legal.change": change,
            "bacg.legal.change.check": check,
            "bacg.legal.change.revision": revision,
            "bacg.localization.rollout": rollout,
            "bacg.localization.rollout.act": rollout._log_act(
                "proposed", "ours", cls.env.user.partner_id
            ),
            "bacg.localization.request": request,
        }
