# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import HttpCase, freeze_time, tagged

from .access_matrix import AccessMatrix
from .access_world import SECRET

CHATTER = (
    "/mail/thread/messages",
    "/mail/chatter_fetch",
    "/mail/message/post",
    "/mail/message/update_content",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestAccessMatrix(HttpCase, AccessMatrix):
    """SLA 1.05: who reaches what, by any door, of a case, too, and of its files."""

    addon = "bacg_sla_platino"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls._make_files()
        cls.message = cls.worlds["a"]["helpdesk.ticket"].message_post(
            body=SECRET, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    @classmethod
    def _make_files(cls):
        """Return by name files that hang on records of customer a."""
        world = cls.worlds["a"]
        case = world["helpdesk.ticket"]

        def posted(subtype):
            file = (f"{subtype}.txt", SECRET.encode())
            return case.message_post(
                body="x", attachments=[file], subtype_xmlid=f"mail.{subtype}"
            ).attachment_ids

        def on(record):
            values = {"name": "x.txt", "raw": SECRET, "res_model": record._name}
            return cls.env["ir.attachment"].create({**values, "res_id": record.id})

        return {
            "case": on(case),
            "message": posted("mt_comment"),
            "note": posted("mt_note"),
            "contract": on(world["bacg.sla.contract"]),
            "statement": on(world["bacg.sla.statement"]),
            "inbound": on(world["bacg.mail.inbound"]),
        }

    def _wanted(self):
        yield from super()._wanted()
        yield from (("model", "helpdesk.ticket", one) for one in "abc")
        yield from (("chatter", path, "a") for path in CHATTER)
        yield from (("content", name, "a") for name in sorted(self.files))

    def _chatter(self, role, what, on, with_):
        case = self.worlds[on]["helpdesk.ticket"]
        params = {
            "thread_model": "helpdesk.ticket",
            "thread_id": case.id,
            "message_id": self.message.id,
            "post_data": {"body": SECRET, "message_type": "comment"},
            "update_data": {"body": SECRET},
            "fetch_params": {"limit": 30},
        }
        names = json.loads(with_)
        with self._undone():
            answer = self.opener.post(
                self.base_url() + what,
                json={"params": {name: params[name] for name in names}},
                timeout=30,
            )
        found = SECRET in answer.text and '"error"' not in answer.text
        return "+" if found else "-"

    def _content(self, role, what, on, _with):
        answer = self.url_open(f"/web/content/{self.files[what].id}")
        return "+" if SECRET in answer.text else "-"
