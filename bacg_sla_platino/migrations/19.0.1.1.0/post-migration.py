# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file


def migrate(cr, version):
    """Give old databases what new ones have."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    _propose_interface(env)
    answers = "data/mail_canned_response_data.xml"
    # Core's record is noupdate: only a first installation would write it.
    convert_file(env, "bacg_sla_platino", answers, {}, mode="init", noupdate=True)


def _propose_interface(env):
    """Let the second mailbox propose the kind of an interface."""
    alias = env.ref("bacg_sla_platino.alias_bacgroup_net", raise_if_not_found=False)
    kind = env.ref("bacg_sla_platino.category_interface", raise_if_not_found=False)
    defaults = literal_eval(alias.alias_defaults or "{}") if alias and kind else None
    if defaults and defaults.keys() <= {"team_id"}:  # nobody has changed them
        proposal = {
            "suggested_category_id": kind.id,
            "suggested_words": alias.alias_full_name,
        }
        alias.alias_defaults = repr({**defaults, **proposal})
