# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of the database as plain values that are the same in every run."""

import ast
import json
import re
from datetime import date, datetime

import pytz

from odoo import models
from odoo.tools import html2plaintext

from .common import ZONE
from .row_fields import PLAIN

URL = re.compile(r"https?://[^\s<>\"')\]]+")
TOKEN = re.compile(r"\b[0-9a-f]{32,}\b|\b[0-9a-f-]{36}\b")
# What mails fill their preview with.
INVISIBLE = re.compile("[\u034f\u200b-\u200d\u2060\ufeff]")
# Headers that tell a mail server or a reader's program what to do.
HEADERS = ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "Reply-To")
# Kinds of the ledger's rows that note records.
KINDS_OF_RECORDS = ("contract", "category")
UNORDERED = ("activities", "people", "users", "steps fired", "webhook messages")
# What counts what: the how manieth of these a row is.
SIBLINGS = {
    "mail.message": ["model", "res_id"],
    "bacg.sla.status": ["ticket_id", "metric"],
    "bacg.sla.pause": ["ticket_id"],
    "bacg.hours.entry": ["draw_id"],
}


class Rows:
    """What came of a time: the rows that were made since this object was.

    Records are called by names, cases and whatever else a sequence numbers by how
    manieth they are; moments are wall times in Guatemala; what is empty is left out.
    """

    def __init__(self, env):
        self.env = env(su=True, user=env.ref("base.user_root").id)
        self.env = self.env(context={"active_test": False, "lang": "en_US"})
        names = [model for model, _fields in PLAIN.values()]
        names += ["mail.message", "mail.mail"]
        self.last = {
            name: self.env[name].search([], limit=1, order="id desc").id or 0
            for name in names
        }

    def dump(self):
        """Return the text of a JSON object of lists, one row a line."""
        self.env.flush_all()
        self.env.invalidate_all()
        self._name_numbers()
        tables = {
            title: [self._row(record, names.split()) for record in self._new(model)]
            for title, (model, names) in PLAIN.items()
        }
        # One step makes many of these at once, in no order that matters.
        for title in UNORDERED:
            tables[title].sort(key=_text)
        tables["clocks"].sort(key=lambda row: (row["ticket_id"], row["metric"]))
        tables["statement figures"] = self._figures()
        tables["messages"] = self._messages()
        tables["mails"] = self._mails()
        blocks = (
            f"{_text(title)}: [\n" + ",\n".join(map(_text, rows)) + "\n]"
            for title, rows in tables.items()
        )
        return "{\n" + ",\n".join(blocks) + "\n}\n"

    def _new(self, name):
        records = self.env[name].search([("id", ">", self.last[name])])
        by_case = "ticket_id" in records._fields and name != "bacg.mail.inbound"
        return records.sorted(
            lambda record: (record.ticket_id.id if by_case else 0, record.id)
        )

    def _name_numbers(self):
        """Note how cases, draws and statements are called here."""
        self.numbers = {
            record[field]: f"{letter}{place:02}"
            for letter, model, field in (
                ("C", "helpdesk.ticket", "number"),
                ("H", "bacg.hours.draw", "name"),
                ("S", "bacg.sla.statement", "name"),
            )
            for place, record in enumerate(self._new(model).sorted("id"), start=1)
        }
        # So do files' names have them.
        self.numbers |= {
            number.replace("/", "-"): name for number, name in self.numbers.items()
        }

    # -------------------------------------------------------------------------
    # Values
    # -------------------------------------------------------------------------

    def _row(self, record, names):
        row = {}
        if record._name == "helpdesk.ticket":
            row["case"] = self.label(record)
        if record._name == "mail.activity":
            row["of"] = self._of(record, record.res_model)
        row |= {name: self.value(record, name) for name in names}
        if row.get("kind") in KINDS_OF_RECORDS:
            row.update(old_value=False, new_value=False)  # ids; "change" says it
        return {name: value for name, value in row.items() if value not in EMPTY}

    def value(self, record, name):
        """Return a field's value as JSON knows it."""
        value, field = record[name], record._fields[name]
        if name == "payload":
            return self._payload(json.loads(value))
        if isinstance(value, models.BaseModel):
            labels = [self.label(one) for one in value]
            return sorted(labels) if field.type.endswith("2many") else "".join(labels)
        if field.type == "html":
            value = html2plaintext(value or "", include_references=False)
        return self.plain(value)

    def plain(self, value):
        """Return a value without what differs from run to run."""
        if isinstance(value, datetime):
            moment = pytz.utc.localize(value).astimezone(ZONE)
            return moment.strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(value, date):
            return str(value)
        if isinstance(value, float):
            return round(value, 4)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.plain(one) for key, one in value.items() if key != "id"}
        if isinstance(value, list | tuple):
            return _ordered([self.plain(one) for one in value])
        return value

    def text(self, text):
        """Return a text without addresses' ids and tokens, and in one line."""
        text = URL.sub(lambda match: _address(match[0]), text)
        text = INVISIBLE.sub("", TOKEN.sub("…", text))
        for number, name in self.numbers.items():
            text = text.replace(number, name)
        return " ".join(text.split())

    def label(self, record):
        """Return how a record is called."""
        if not record:
            return ""
        if not record.exists():
            return f"{record._name} that is no more"
        if record._name == "helpdesk.ticket":
            return self.numbers.get(record.number, record.number)
        if record._name == "res.users":
            return record.login
        if record._name == "res.partner":
            return record.name or record.email
        if record._name == "mail.message":
            place = "" if record.model == "calendar.event" else self._place(record)
            return f"{self._of(record, record.model)} m{place}"
        if record._name == "bacg.sla.status":
            return f"{record.metric} {self._place(record)}"
        if record._name in SIBLINGS:
            return f"{record._description} {self._place(record)}"
        return self.text(record.display_name)

    def _of(self, record, model):
        """Return how the record is called to which a message or activity belongs."""
        if not (model and record.res_id):
            return "nobody"
        label = self.label(self.env[model].browse(record.res_id))
        return label if model == "helpdesk.ticket" else f"{model} {label}"

    def _place(self, record):
        """Return the how manieth of its case, thread or draw a record is."""
        [values] = record.read(SIBLINGS[record._name], load=None)
        values.pop("id")
        same = [(name, "=", value) for name, value in values.items()]
        return record.search_count([*same, ("id", "<=", record.id)])

    def _payload(self, payload):
        data = payload["data"]
        for name in ("dedup_key", "url", "source"):
            data.pop(name, None)
        return self.plain(payload)

    # -------------------------------------------------------------------------
    # Tables that are put together
    # -------------------------------------------------------------------------

    def _figures(self):
        """Return a row for each figure of each statement."""
        return [
            {"statement": self.label(statement), "part": part, "value": one}
            for statement in self._new("bacg.sla.statement")
            for part, content in sorted((statement.content or {}).items())
            if part != "definitions"
            for one in self._rows_of(content)
        ]

    def _rows_of(self, content):
        content = self.plain(content)
        return content if isinstance(content, list) else [content]

    def _messages(self):
        messages = self._new("mail.message").sorted(
            lambda message: (*self._thread(message, message.partner_ids), message.id)
        )
        return [self._message(message) for message in messages]

    def _thread(self, message, partners):
        """Return by what messages and mails are sorted before their ids."""
        invited = partners if message.model == "calendar.event" else partners.browse()
        return message.model or "", message.res_id or 0, sorted(invited.mapped("name"))

    def _message(self, message):
        row = {
            "message": self.label(message),
            "date": self.plain(message.date),
            "type": message.message_type,
            "subtype": message.subtype_id.name,
            "author": self.label(message.author_id) or message.email_from,
            "subject": self.value(message, "subject"),
            "to": sorted(map(self.label, message.notified_partner_ids)),
            "addressed": sorted(map(self.label, message.partner_ids)),
            "tracked": sorted(
                f"{value.field_id.name}: {self.plain(value.old_value_char)} → "
                f"{self.plain(value.new_value_char)}"
                for value in message.tracking_value_ids
            ),
            "files": sorted(map(self.text, message.attachment_ids.mapped("name"))),
            # Core names attendees in the order of a set.
            "text": message.model != "calendar.event" and self.value(message, "body"),
        }
        return {name: value for name, value in row.items() if value not in EMPTY}

    def _mails(self):
        mails = self._new("mail.mail").sorted(
            lambda mail: (*self._thread(mail, mail.recipient_ids), mail.id)
        )
        return [self._mail(mail) for mail in mails]

    def _mail(self, mail):
        headers = ast.literal_eval(mail.headers) if mail.headers else {}
        body = mail.model != "calendar.event" and mail.body_html
        text = self.text(html2plaintext(body or "", include_references=False))
        said = self.value(mail.mail_message_id, "body")
        row = {
            "message": self.label(mail.mail_message_id),
            "subject": self.value(mail, "subject"),
            "from": self.value(mail, "email_from"),
            "reply to": self.value(mail, "reply_to"),
            "to": sorted(map(self.label, mail.recipient_ids)),
            "to address": self.value(mail, "email_to"),
            "state": mail.state,
            "headers": {
                name: self.plain(headers[name]) for name in HEADERS if name in headers
            },
            "around the text": text.replace(said, "…") if said else text,
        }
        return {name: value for name, value in row.items() if value not in EMPTY}


EMPTY = (False, None, "", [], {})


def _ordered(rows):
    """Return a list; cases at the same moment have no order but their own."""
    named = rows and all(isinstance(row, dict) and "number" in row for row in rows)
    return sorted(rows, key=_text) if named else rows


def _text(value):
    return json.dumps(value, ensure_ascii=False)


def _address(url):
    """Return the path of an address without ids, and the names of its parameters."""
    path, _mark, query = url.partition("?")
    path = re.sub(r"https?://[^/]+", "", path)
    path = re.sub(r"\d+", "N", path)
    names = sorted(part.partition("=")[0] for part in query.split("&") if part)
    return f"{path}?{'&'.join(names)}" if names else path
