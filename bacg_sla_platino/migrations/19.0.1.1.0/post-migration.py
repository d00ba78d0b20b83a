# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import SUPERUSER_ID, api

OLD_SENDER = "{{ object.team_id.alias_email or object.company_id.email_formatted }}"


def migrate(cr, version):
    """Bring data that are not updated to where new databases start."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    _propose_interface(env)
    _name_sender(env)


def _name_sender(env):
    """Let our mails name the company before its mailbox, unless somebody changed it."""
    templates = env["mail.template"].search(
        [("model", "=", "helpdesk.ticket"), ("email_from", "=", OLD_SENDER)]
    )
    templates.email_from = "{{ object._get_sender() }}"


def _propose_interface(env):
    """Let the second mailbox propose the kind of an interface, as new databases do."""
    alias = env.ref("bacg_sla_platino.alias_bacgroup_net", raise_if_not_found=False)
    kind = env.ref("bacg_sla_platino.category_interface", raise_if_not_found=False)
    defaults = literal_eval(alias.alias_defaults or "{}") if alias and kind else None
    if defaults and defaults.keys() <= {"team_id"}:  # nobody has changed them
        proposal = {
            "suggested_category_id": kind.id,
            "suggested_words": alias.alias_full_name,
        }
        alias.alias_defaults = repr({**defaults, **proposal})
