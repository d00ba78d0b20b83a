# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz

from odoo.tests import freeze_time

from .common import ZONE, SlaCommon, local

NOW = "2026-05-11T09:00"  # a Monday


class SessionCommon(SlaCommon):
    """A case of an agent, and sessions of it as the tests need them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_GT")
        cls.contact.write({"tz": "America/Guatemala", "lang": "es_GT"})
        cls.manager.write({"tz": "Europe/Madrid", "lang": "en_US"})
        cls.interface = cls.env.ref("bacg_sla_platino.category_interface")
        with freeze_time(local("2026-05-11T08:30")):
            cls.ticket = cls._case(local("2026-05-11T08:30"), user_id=cls.agent.id)

    def _plan(self, ticket=None, **values):
        sessions = self.env["bacg.sla.session"].with_user(self.agent)
        return sessions._plan(
            (ticket or self.ticket).with_user(self.agent),
            {
                "start": local("2026-05-13T09:00"),
                "minutes": 60,
                "medium": "google_meet",
                "link": "https://meet.google.com/abc",
                "agenda": "Revisar el error",
                "user_id": self.agent.id,
                "staff_ids": [(6, 0, self.manager.ids)],
                "customer_ids": [(6, 0, self.contact.ids)],
                **values,
            },
        )

    def _propose(self, *starts, ticket=None, previous=None, **values):
        sessions = self.env["bacg.sla.session"].sudo()
        return sessions._propose(
            (ticket or self.ticket).sudo(),
            list(starts),
            self.contact,
            previous=previous,
            **{"minutes": 60, "medium": "zoom", "agenda": "", **values},
        )

    def _starts(self, ticket, minutes=60):
        """Return the free times as the wall clock in Guatemala shows them."""
        starts = ticket._session_starts(timedelta(minutes=minutes))
        return [
            f"{pytz.utc.localize(start).astimezone(ZONE):%Y-%m-%dT%H:%M}"
            for start in starts
        ]

    def _mails(self, event):
        """Return the last mail about ``event`` to each partner."""
        messages = self.env["mail.message"].search(
            [("model", "=", "calendar.event"), ("res_id", "=", event.id)], order="id"
        )
        return {
            message.notified_partner_ids[:1] or message.partner_ids[:1]: {
                "subject": message.subject,
                "body": str(message.body),
                "ics": "".join(
                    attachment.raw.decode() for attachment in message.attachment_ids
                ),
            }
            for message in messages
            if message.partner_ids
        }
