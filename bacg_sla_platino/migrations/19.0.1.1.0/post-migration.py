# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Bring data that no update touches to what new databases have."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    alias = env.ref("bacg_sla_platino.alias_bacgroup_net", raise_if_not_found=False)
    kind = env.ref("bacg_sla_platino.category_interface", raise_if_not_found=False)
    defaults = literal_eval(alias.alias_defaults or "{}") if alias and kind else None
    if defaults and defaults.keys() <= {"team_id"}:  # nobody has changed them
        proposal = {
            "suggested_category_id": kind.id,
            "suggested_words": alias.alias_full_name,
        }
        alias.alias_defaults = repr({**defaults, **proposal})
    # What is too large is a case now, acknowledged like any other.
    answer = env.ref(
        "bacg_sla_platino.mail_template_too_large", raise_if_not_found=False
    )
    if answer:
        answer.unlink()
