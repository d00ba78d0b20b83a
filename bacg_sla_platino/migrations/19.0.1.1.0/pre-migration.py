# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""New names of the ledger's kinds, of what templates call, and of what views name.

No update rewrites the first two; a view is checked together with those that inherit
from it and are updated later.
"""

from odoo.tools import SQL

KINDS = {"word": "follow_up", "automatic_word": "automatic_follow_up"}
METHODS = {
    "_sla_contact_point": "_coverage_get_contact_point",
    "_sla_customer_time": "_format_customer_time",
    "_sla_invitation_sender": "_contact_get_invitation_sender",
    "_sla_invitation_until": "_contact_get_invitation_expiry",
    "_sla_invitation_url": "_contact_get_invitation_url",
    "_sla_live_deadline": "_vendor_get_deadline",
    "_sla_outcome_promise": "_outage_get_outcome_promise",
    "_sla_support_company": "_contact_get_support_company",
    "_sla_vendor_name": "_vendor_get_name",
    "_sla_ways": "_coverage_get_ways",
}
VIEWS = {
    "last_word_at": "last_follow_up_at",
    "next_word_at": "next_follow_up_at",
    "statement.csv_sha256": "csv_sha256",
}
COLUMNS = {
    "subject": "jsonb",
    "body_html": "jsonb",
    "email_from": "varchar",
    "email_to": "varchar",
    "reply_to": "varchar",
    "lang": "varchar",
}


def migrate(cr, version):
    for old, new in KINDS.items():
        cr.execute("UPDATE bacg_sla_event SET kind = %s WHERE kind = %s", [new, old])
    for column, kind in COLUMNS.items():
        _replace(cr, "mail_template", column, kind, METHODS)
    _replace(cr, "ir_ui_view", "arch_db", "jsonb", VIEWS)


def _replace(cr, table, column, kind, names):
    """Replace names in a column of a table, as whole words."""
    field = SQL.identifier(column)
    for old, new in names.items():
        cr.execute(
            SQL(
                "UPDATE %s SET %s = regexp_replace(%s::text, %s, %s, 'g')::%s "
                "WHERE %s::text LIKE %s",
                SQL.identifier(table),
                field,
                field,
                rf"\m{old}\M",
                new,
                SQL(kind),
                field,
                f"%{old}%",
            )
        )
