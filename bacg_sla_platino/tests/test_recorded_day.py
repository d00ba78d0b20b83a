# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import difflib
import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from . import recorded_day
from .common import SlaCommon, local
from .rows import Rows
from .webhook_server import WebhookServer

RECORD = Path(__file__).with_name("cases") / "recorded_day.json"
TIMEZONE = "America/Guatemala"


@tagged("post_install", "-at_install")
class TestRecordedDay(SlaCommon, HttpCase):
    """Days that were lived through once give the same rows ever after.

    With ``SLA_RECORD=1`` in the environment the record is written anew; then git shows
    what has changed, and whoever commits it says why.
    """

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As people and servers work, not as tests do: with trackings and invitations.
        cls.env = cls.env(context={"lang": "en_US", "tz": TIMEZONE})
        cls.env.company.sla_solution_required = True
        cls.env.company.name = "BACG"
        cls.env.ref("base.partner_admin").name = "Administrator"
        cls.agent.write({"name": "Agente", "email": "sla_agent@bacg.cloud"})
        cls.manager.write({"name": "Gerente", "email": "sla_manager@bacg.cloud"})
        cls.team.user_id = cls.manager
        commercial = cls.env.ref("bacg_sla_platino.team_commercial")
        commercial.write({"user_id": cls.manager.id, "user_ids": [(4, cls.manager.id)]})
        cls.approver = cls.env["res.partner"].create(
            {"name": "Marta", "email": "marta@cafe.gt", "parent_id": cls.customer.id}
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Odoo S.A.", "email": "help@odoo.example"}
        )
        (cls.contact | cls.approver).write({"tz": TIMEZONE, "lang": "en_US"})
        for login, partner in (
            ("lucia_portal", cls.contact),
            ("marta_portal", cls.approver),
        ):
            values = {"name": partner.name, "email": partner.email}
            values["partner_id"] = partner.id
            new_test_user(cls.env, login, groups="base.group_portal", **values)
        cls.contract.write(
            {
                "contact_ids": [(6, 0, cls.contact.ids)],
                "hours_approver_ids": [(6, 0, cls.approver.ids)],
                "user_id": cls.manager.id,
            }
        )
        cls._listen()

    @classmethod
    def _listen(cls):
        """Let a webhook of this machine take what is told; the first time it fails."""
        server = WebhookServer()
        server.__enter__()
        cls.addClassCleanup(server.__exit__)
        server.answers = [500]
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("bacg_sla_platino.webhook_allow_private", "True")
        hook = {"name": "Guardia", "preset": "pagerduty_v2", "url": f"{server.url}/x"}
        cls.env["bacg.sla.webhook"].create({**hook, "company_id": False})

    def setUp(self):
        super().setUp()
        self.cases = {}  # ids by the name that the steps use
        self.letters = []  # bytes and envelope of the mails that came
        # The same on every machine: statements without a PDF.
        reports = self.registry["ir.actions.report"]
        self.startPatcher(
            patch.object(reports, "get_wkhtmltopdf_state", return_value="install")
        )

    def case(self, name, user=None):
        """Return a case, as a user of the day sees it."""
        case = self.env["helpdesk.ticket"].browse(self.cases[name])
        return case.with_user(getattr(self, user)) if user else case

    def numbers(self):
        """Return the cases' numbers by the name that the steps use."""
        return {name: self.case(name).number for name in self.cases}

    def last_message_id(self, case):
        """Return the Message-ID of the last mail that a case sent."""
        mails = self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.cases[case])],
            order="id",
        )
        return mails[-1:].message_id

    def _live(self):
        """Take the recorded days' steps, each at its moment."""
        for moment, act, details, more in recorded_day.STEPS:
            try:
                with freeze_time(local(moment)):
                    act(self, *details, **more)
                    self.env.cr.flush()  # what is tracked is told then
            except Exception as error:
                step = f"{moment} {act.__name__} {details}"
                raise AssertionError(f"A step failed: {step}") from error
            self.env.invalidate_all()

    def test_recorded_day(self):
        rows = Rows(self.env)
        self._live()
        found = rows.dump()
        if os.environ.get("SLA_RECORD"):
            RECORD.write_text(found)
        kept = RECORD.read_text()
        if found != kept:
            lines = (kept.splitlines(), found.splitlines())
            names = ("recorded", "found")
            difference = difflib.unified_diff(*lines, *names, lineterm="", n=1)
            self.fail("The days came out differently:\n" + "\n".join(difference))
