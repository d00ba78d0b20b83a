# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Outgoing webhooks: signature, bodies of the presets, judgement; without the ORM."""

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import secrets
from urllib.parse import urlencode

PREFIX = "whsec_"
MASK = "•••"
RESPONSE_LIMIT = 1024  # bytes
# As often as the scheduler looks, at the most.
RETRY_MINUTES = (1, 2, 5, 15)
# By the keys of the case's priority: "3" is the SLA's 1.
SEVERITIES = {"3": "critical", "2": "error", "1": "warning", "0": "info"}
NTFY_PRIORITIES = {"3": 5, "2": 4, "1": 3, "0": 2}
CLOSING_PRESETS = ("standard", "pagerduty_v2", "goalert")


def new_secret():
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _key(secret):
    """Return the bytes of a secret: base64 after its prefix, else as it is written."""
    if secret.startswith(PREFIX):
        with contextlib.suppress(binascii.Error):
            return base64.b64decode(secret[len(PREFIX) :], validate=True)
    return secret.encode()


def sign(secret, message_id, timestamp, body):
    """Return the Standard Webhooks signature of a message.

    :param timestamp: whole seconds since 1970
    :param body: bytes
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def build(preset, event, secret_list, message_id, timestamp):
    """Return ``(body, headers)`` of the request for an event.

    :param event: dict as :func:`event` makes it
    :param secret_list: the secrets of the webhook, the present one first
    """
    body, content_type = _BUILDERS[preset](event, secret_list[0] if secret_list else "")
    headers = {"Content-Type": content_type, "User-Agent": "bacg-sla-platino"}
    if preset == "standard":
        signatures = [sign(s, message_id, timestamp, body) for s in secret_list]
        headers.update(
            {
                "webhook-id": message_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": " ".join(signatures),
            }
        )
    return body, headers


def _standard(event, _secret):
    return _json(event)


def _pagerduty(event, secret):
    data = event["data"]
    if event["type"] == "sla.clock.ended":
        body = {"event_action": "resolve"}
    else:
        body = {
            "event_action": "trigger",
            "payload": {
                "summary": data["summary"][:1024],
                "source": data["source"],
                "severity": SEVERITIES.get(data.get("priority"), "info"),
                "custom_details": data,
            },
            "links": [{"href": data["url"], "text": data.get("case") or data["url"]}],
        }
    return _json({"routing_key": secret, "dedup_key": data["dedup_key"], **body})


def _ntfy(event, secret):
    data = event["data"]
    return _json(
        {
            "topic": secret,
            "title": data.get("title") or "SLA",
            "message": data["summary"],
            "priority": NTFY_PRIORITIES.get(data.get("priority"), 3),
            "click": data["url"],
        }
    )


def _goalert(event, secret):
    data = event["data"]
    values = {"token": secret, "dedup": data["dedup_key"], "summary": data["summary"]}
    if event["type"] == "sla.clock.ended":
        values["action"] = "close"
    else:
        values["details"] = data["url"]
    return urlencode(values).encode(), "application/x-www-form-urlencoded"


def _json(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode(), "application/json"


_BUILDERS = {
    "standard": _standard,
    "pagerduty_v2": _pagerduty,
    "ntfy": _ntfy,
    "goalert": _goalert,
}


def judge(status):
    """Return what an HTTP status means: ``sent``, ``retry`` or ``failed`` for good."""
    if 200 <= status < 300:
        return "sent"
    if status == 429 or status >= 500:
        return "retry"
    return "failed"


def retry_after(tries):
    """Return the minutes to wait after so many tries, or None to give up."""
    return RETRY_MINUTES[tries - 1] if tries <= len(RETRY_MINUTES) else None


def mask(text, secret_list):
    """Return at most 1 KB of ``text`` in which no secret can be read."""
    for secret in filter(None, secret_list):
        for form in {secret, secret.removeprefix(PREFIX)}:
            text = text.replace(form, MASK) if len(form) > 3 else text
    return text.encode()[:RESPONSE_LIMIT].decode(errors="ignore")
