# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.bacg_sla_platino.tests.access_matrix import AccessMatrix

from ..tools import probe


def _nobody_answers(targets, **_limits):
    now = fields.Datetime.now()
    return {key: [probe.Result(now, "lookup")] for key in targets}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestAccessMatrix(HttpCase, AccessMatrix):
    """Who reaches which hosted instance, by any door."""

    addon = "bacg_sla_uptime"
    in_routes = {
        "instance_id": "bacg.hosted.instance",
        "source_id": "bacg.uptime.source",
        "statement_id": "bacg.uptime.statement",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody outside is looked at by “Check now”.
        cls.startClassPatcher(patch.object(probe, "run", _nobody_answers))

    @classmethod
    def _fill(cls, model, world):
        values = super()._fill(model, world)
        if "url" in values:
            values["url"] = f"https://{values['url']}"
        if model._name == "bacg.uptime.duty":
            # A gap: nobody is on duty and replaces himself.
            values = {"company_id": values["company_id"]}
        if model._name == "bacg.uptime.statement":
            values.update(tz="UTC", lang="en_US", body_html="<p>x</p>")
        if model._name == "bacg.uptime.maintenance":
            values.update(start="2026-06-01 06:00:00", stop="2026-06-01 08:00:00")
        return values
