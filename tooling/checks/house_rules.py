"""The tables of the house; `house.py` judges by them."""

# The addon that has rooms. A room uses its own and those on lower floors only.
HOUSE = "bacg_sla_platino"
FLOORS = {
    "common": 0,
    "lookup": 0,
    "messaging": 1,
    "agreement": 1,
    "contract": 2,
    "clock": 3,
    "approval": 3,
    "service": 3,
    "escalation": 4,
    "holiday": 4,
    "contact": 4,
    "case": 4,
    "intake": 5,
    "coverage": 5,
    "outage": 5,
    "statement": 5,
    "session": 6,
    "vendor": 6,
    "hours": 6,
    "development": 7,
    "vitt_app": 7,
    "interface": 7,
    "migration": 8,
    "queue": 8,
    "overview": 8,
    "reply": 9,
    "onboarding": 9,
}
# Below the rooms: tools, and what has no room yet. Above: other addons, controllers.
CELLAR = {"tools": -1, "outside": -1}
ROOF = {"bacg_sla_uptime": 10, "bacg_localization_registry": 10, "elsewhere": 11}

# Begin of a method's name on models that a room does not own → the room it belongs to.
PREFIXES = {
    "_agreement_": "agreement",
    "_approval_": "approval",
    "_case_": "case",
    "_clock_": "clock",
    "_contact_": "contact",
    "_contract_": "contract",
    "_coverage_": "coverage",
    "_development_": "development",
    "_escalation_": "escalation",
    "_holiday_": "holiday",
    "_hours_": "hours",
    "_intake_": "intake",
    "_interface_": "interface",
    "_migration_": "migration",
    "_onboarding_": "onboarding",
    "_outage_": "outage",
    "_overview_": "overview",
    "_queue_": "queue",
    "_reply_": "reply",
    "_service_": "service",
    "_session_": "session",
    "_sla_": "clock",
    "_statement_": "statement",
    "_vendor_": "vendor",
    "_vitt_app_": "vitt_app",
}

# Models on which a room may use another one's prefix: names that the design fixes.
LENT = {("common", "resource.calendar"): "clock"}

# Together, the files of a model in a room pass this before it is split.
SPLIT_ABOVE = 250

TICKET = "helpdesk.ticket"
WRITES = {"create", "write", "unlink"}
WRITE_PATH = f"{HOUSE}/models/clock/helpdesk_ticket.py"

# Every key of the context that code, views and data may name; besides, core's
# `default_…` and `search_default_…`.
CONTEXT_KEYS = {
    "active_id": "core: the record of an action",
    "active_ids": "core: the records of an action",
    "active_model": "core: the model of an action",
    "active_test": "core: archived records, too",
    "allowed_company_ids": "core: the companies of the session",
    "bacg_incoming": "ours: an Incoming, which no call can make",
    "contact_name": "ours: whom an area reached, read by the mail's template",
    "contact_result": "ours: what was agreed, read by the mail's template",
    "bin_size": "core: contents of files, not their size",
    "dialog_size": "core: how wide a window is",
    "fetchmail_cron_running": "core mail: no commit within a server's run",
    "group_by": "core: a filter that groups",
    "image_no_postprocess": "core: files of mails stay as they are",
    "lang": "core: the language of texts",
    "mail_activity_quick_update": "core mail: no notification of an activity",
    "mail_auto_subscribe_no_notify": "core mail: demo data notify nobody",
    "mail_create_nolog": "core mail: demo data log no creation",
    "mail_create_nosubscribe": "core mail: the creator does not follow",
    "mail_notify_force_send": "core mail: the queue sends",
    "mail_post_autofollow_author_skip": "core mail: an author does not follow",
    "mail_notrack": "core mail: demo data track nothing",
    "no_mail_to_attendees": "core calendar: our own mail invites",
    "no_reset_password": "core auth_signup: demo users get no invitation",
    "sla_change": "ours: a Change, which no call can make",
    "sla_moment": "ours: a Moment, which no call can make",
    "skip_contact_description": "core calendar: no contact in the description",
    "tracking_disable": "core mail: the ledger tells it already",
    "tz": "core: the time zone of texts",
}
