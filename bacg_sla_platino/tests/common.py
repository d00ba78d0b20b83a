# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

import pytz
from psycopg2 import InterfaceError, OperationalError, errors
from psycopg2.pool import PoolError

from odoo.tests import freeze_time, new_test_user

from odoo.addons.base.tests.common import BaseCommon

ZONE = pytz.timezone("America/Guatemala")
# How many random examples a property is tried with; bin/test --nightly asks for more.
EXAMPLES = int(os.environ.get("SLA_EXAMPLES", "200"))
NIGHTLY = bool(os.environ.get("SLA_NIGHTLY"))

# What a database says, or its driver, that goes away or has no room.
LOST = (
    OperationalError("server closed the connection unexpectedly"),
    errors.AdminShutdown(),
    InterfaceError("connection already closed"),
    PoolError("The Connection Pool Is Full"),
)


def local(text):
    """Return the naive UTC datetime of a wall time in Guatemala."""
    moment = ZONE.localize(datetime.fromisoformat(text))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


class SlaCommon(BaseCommon):
    """A customer under the agreement, an agent, a manager and a stranger's company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls.env.ref("bacg_sla_platino.agreement_platino")
        cls.team = cls.env.ref("bacg_sla_platino.team_support")
        cls.stage_new = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        cls.stage_progress = cls.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
        )
        cls.stage_customer = cls.env.ref("bacg_sla_platino.stage_waiting_customer")
        cls.stage_vendor = cls.env.ref("bacg_sla_platino.stage_waiting_vendor")
        cls.stage_done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.stage_cancelled = cls.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_cancelled"
        )
        cls.agent = new_test_user(
            cls.env,
            login="sla_agent",
            groups="helpdesk_mgmt.group_helpdesk_user",
            tz="America/Guatemala",
        )
        cls.manager = new_test_user(
            cls.env,
            login="sla_manager",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            tz="America/Guatemala",
        )
        cls.team.user_ids = cls.agent | cls.manager
        # Without a mail server no test proves a sender; see TestForgedAgent.
        cls.env.company.sla_mail_unproven = True
        # Most tests close cases for their clocks alone.
        cls.env.company.sla_solution_required = False
        cls.customer = cls.env["res.partner"].create(
            {"name": "Café Antigua", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Lucía", "email": "lucia@cafe.gt", "parent_id": cls.customer.id}
        )
        cls.contract = cls.env["bacg.sla.contract"].create(
            {
                "partner_id": cls.customer.id,
                "agreement_id": cls.agreement.id,
                "date_from": "2024-02-01",
                "domain_ids": [(0, 0, {"name": "cafe.gt"})],
            }
        )

    @classmethod
    def _case(cls, reported_at, user=None, **values):
        """Create a case as the agent, reported at a naive UTC moment."""
        tickets = cls.env["helpdesk.ticket"].with_user(user or cls.agent)
        return tickets.create(
            {
                "name": "No imprime",
                "description": "<p>No imprime la factura</p>",
                "partner_id": cls.contact.id,
                "team_id": cls.team.id,
                "reported_at": reported_at,
                **values,
            }
        )

    @classmethod
    def _status(cls, ticket, metric):
        return ticket.sudo().sla_status_ids.filtered(
            lambda status: status.metric == metric and status.state != "cancelled"
        )[-1:]

    def _run_cron(self, xmlid, moment):
        """Run a scheduled action as the server does, at a naive UTC moment."""
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def _frozen(self, moment):
        with freeze_time(moment):
            yield

    @contextmanager
    def _broken(self, model, method, error):
        """Let ``method`` of ``model`` raise ``error``."""
        with patch.object(self.registry[model], method, autospec=True) as broken:
            broken.side_effect = error
            yield broken

    def _answer(self, ticket, user=None, **kwargs):
        """Post a public answer as the agent, as the chatter does."""
        return ticket.with_user(user or self.agent).message_post(
            body="Ya lo vemos",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )

    def _mail(self, sender="Lucía <lucia@cafe.gt>", subject="No imprime", **headers):
        """Return the raw bytes of a simple message to the support mailbox."""
        lines = {
            "From": sender,
            "To": "soporte@bacg.cloud",
            "Subject": subject,
            "Date": "Fri, 06 Mar 2026 18:40:00 -0600",
            "Message-ID": f"<{abs(hash((sender, subject)))}@test>",
            "Content-Type": "text/plain; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        return f"{head}\r\nBuenas tardes, no imprime.\r\n".encode()

    def _receive(self, raw, moment=None, **envelope):
        """Hand raw bytes to the intake at a naive UTC moment; return the log's row."""
        inbound = self.env["bacg.mail.inbound"].with_user(
            self.env.ref("base.user_root")
        )
        with freeze_time(moment or local("2026-03-06T18:40:05")):
            row = inbound._keep(raw, "http", **envelope)
            row._process()
        return row
