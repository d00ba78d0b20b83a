# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _propose_interface(env)
    _mark_closed_calendars(env)


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


def _mark_closed_calendars(env):
    """Let managers see what a company's holidays move, which did not count before."""
    general = [("calendar_id", "=", False), ("resource_id", "=", False)]
    leaves = env["resource.calendar.leaves"].search(general)
    leaves._sla_calendars()._sla_mark_changed()
