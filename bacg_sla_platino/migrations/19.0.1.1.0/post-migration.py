# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Domain
from odoo.tools import SQL, convert_file
from odoo.tools.sql import table_exists

from odoo.addons.bacg_sla_platino.tools.mail.mail_files import Attachment

APPROVERS = "bacg_sla_contract_hours_approver_rel"

# As in security/: what a rule names, OCA's list of cases searches by as the customer.
PORTAL_RULE = "[('sla_shared_with_user', '=', True)]"

# How files are called that can quote a link of ours.
WITH_LINKS = (".eml", ".msg", ".htm", ".html", ".txt")

OLD_SENDER = "{{ object.team_id.alias_email or object.company_id.email_formatted }}"


def migrate(cr, version):
    """Bring data that no update touches to what new databases have."""
    _set_counted_minutes(cr)
    env = api.Environment(cr, SUPERUSER_ID, {})
    _set_last_words(env)
    _propose_interface(env)
    _search_by_no_contract(env)
    _forget_keys(env)
    _replace_canned_responses(env)
    _mark_closed_calendars(env)
    _drop_too_large_answer(env)
    _name_sender(env)
    _move_hours_approvers(cr)
    _add_fix_terms(env)
    _bind_versions(env)
    _leave_kind_open(env)


def _set_counted_minutes(cr):
    """Keep of each clock what was promised and counted; the rest follows from it."""
    cr.execute(
        """
        UPDATE bacg_sla_status
           SET promised_minutes = promised.minutes,
               counted_minutes = CASE
                   WHEN state = 'running' THEN 0
                   WHEN late_minutes > 0 THEN promised.minutes + late_minutes
                   ELSE elapsed_minutes END
          FROM (SELECT id, CASE
                       WHEN remaining_minutes > 0
                       THEN elapsed_minutes + remaining_minutes
                       ELSE elapsed_minutes - late_minutes END AS minutes
                  FROM bacg_sla_status) promised
         WHERE promised.id = bacg_sla_status.id
        """
    )
    cr.execute(
        "ALTER TABLE bacg_sla_status DROP COLUMN elapsed_minutes, "
        "DROP COLUMN remaining_minutes, DROP COLUMN late_minutes"
    )


def _set_last_words(env):
    """Note of open cases who spoke last and when, by the ledger.

    Whoever has read a customer's word is not known: it stands as new.
    """
    # Mails are taken in by the system; else what it reports is nobody's word.
    env.cr.execute(
        """
        UPDATE helpdesk_ticket ticket
           SET last_word_at = word.at,
               last_word_of = CASE
                   WHEN word.kind IN ('answered', 'follow_up') THEN 'us'
                   ELSE 'customer' END
          FROM (SELECT DISTINCT ON (event.ticket_id)
                       event.ticket_id, event.at, event.kind
                  FROM bacg_sla_event event
                  JOIN helpdesk_ticket ticket ON ticket.id = event.ticket_id
                  LEFT JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
                 WHERE ticket.last_word_at IS NULL
                   AND stage.closed IS NOT TRUE
                   AND (event.kind IN ('answered', 'follow_up', 'customer_reply')
                        OR event.kind = 'reported'
                           AND (event.author_id IS DISTINCT FROM %s
                                OR EXISTS (
                                    SELECT FROM mail_message
                                     WHERE model = 'helpdesk.ticket'
                                       AND res_id = ticket.id
                                       AND message_type = 'email')))
                 ORDER BY event.ticket_id, event.at DESC, event.id DESC) word
         WHERE word.ticket_id = ticket.id
        """,
        [env.ref("base.partner_root").id],
    )


def _search_by_no_contract(env):
    """Give the portal's record rule the field that stands for its former domain."""
    rule = env.ref(
        "bacg_sla_platino.helpdesk_ticket_rule_portal", raise_if_not_found=False
    )
    if rule and "sla_contract_ids" in rule.domain_force:
        rule.domain_force = PORTAL_RULE


def _forget_keys(env):
    """Take the keys of links out of messages and files of cases: agents read them."""
    kept = Domain("body", "like", "access_token=") & Domain("body", "like", "/m")
    for message in env["mail.message"].search(kept):
        message.body = message.body  # it is written without them
    words = [Domain("name", "=ilike", f"%{ending}") for ending in WITH_LINKS]
    words += [Domain("mimetype", "=like", f"{kind}/%") for kind in ("text", "message")]
    files = Domain("res_model", "=", "helpdesk.ticket") & Domain.OR(words)
    for file in env["ir.attachment"].search(files):
        file = file.with_prefetch()  # one by one: they may be large
        raw = file.raw or b""
        clean = env["bacg.mail.inbound"]._without_keys(Attachment(file.name, raw))
        if clean.content != raw:
            file.write({"name": clean.name, "raw": clean.content})
        file.invalidate_recordset()


def _replace_canned_responses(env):
    """Take core's English answers away; they are noupdate."""
    answers = "data/mail_canned_response_data.xml"
    convert_file(env, "bacg_sla_platino", answers, {}, mode="init", noupdate=True)


def _name_sender(env):
    """Let our mails name the company before its mailbox, unless somebody changed it."""
    templates = env["mail.template"].search(
        [("model", "=", "helpdesk.ticket"), ("email_from", "=", OLD_SENDER)]
    )
    templates.email_from = "{{ object._get_sender() }}"


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


def _bind_versions(env):
    """Let contracts keep the versions by which their cases were measured until now."""
    now = fields.Datetime.now()
    contracts = env["bacg.sla.contract"].with_context(active_test=False)
    rows = [
        {"contract_id": contract.id, "agreement_id": agreement.id, "bound_at": first}
        for contract in contracts.search([("agreement_id.successor_id", "!=", False)])
        for agreement in contract.agreement_id._get_later_versions()
        if (first := contract._get_first_moment(agreement)) <= now
    ]
    env["bacg.sla.contract.version"].create(rows)


def _leave_kind_open(env):
    """Let customers send a case without its kind, which OCA's default requires."""
    companies = env["res.company"].search([])
    companies.helpdesk_mgmt_portal_category_id_required = False


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


def _drop_too_large_answer(env):
    """What is too large is a case now, acknowledged like any other."""
    answer = env.ref(
        "bacg_sla_platino.mail_template_too_large", raise_if_not_found=False
    )
    if answer:
        answer.unlink()
