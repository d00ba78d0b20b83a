# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import table_exists

APPROVERS = "bacg_sla_contract_hours_approver_rel"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _move_hours_approvers(cr)
    _add_fix_terms(env)
    _propose_kind(env)


def _move_hours_approvers(cr):
    """Make rows of what a contract's contacts may decide from who agrees to hours."""
    if not table_exists(cr, APPROVERS):
        return
    cr.execute(
        SQL(
            "INSERT INTO bacg_sla_contract_contact (contract_id, partner_id, "
            "company_id, may_agree_hours, create_uid, create_date, write_uid, "
            "write_date) "
            "SELECT contract.id, rel.res_partner_id, contract.company_id, true, "
            "%(user)s, now() at time zone 'UTC', %(user)s, now() at time zone 'UTC' "
            "FROM %(approvers)s rel "
            "JOIN bacg_sla_contract contract ON contract.id = rel.bacg_sla_contract_id "
            "ON CONFLICT (contract_id, partner_id) DO NOTHING",
            user=SUPERUSER_ID,
            approvers=SQL.identifier(APPROVERS),
        )
    )
    cr.execute(SQL("DROP TABLE %s", SQL.identifier(APPROVERS)))


def _add_fix_terms(env):
    """Give agreements the terms to fix bugs: published, the ORM refuses them."""
    rows = env["bacg.sla.fix.term"]._default_terms()
    for bug_type, priority, days in rows:
        env.cr.execute(
            SQL(
                "INSERT INTO bacg_sla_fix_term (agreement_id, company_id, bug_type, "
                "priority, days, create_uid, create_date, write_uid, write_date) "
                "SELECT id, company_id, %(bug_type)s, %(priority)s, %(days)s, "
                "%(user)s, now() at time zone 'UTC', %(user)s, "
                "now() at time zone 'UTC' FROM bacg_sla_agreement "
                "ON CONFLICT (agreement_id, bug_type, priority) DO NOTHING",
                bug_type=bug_type,
                priority=priority,
                days=days,
                user=SUPERUSER_ID,
            )
        )


def _propose_kind(env):
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
