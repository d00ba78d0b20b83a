# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError


def pre_init_hook(env):
    """Make room for the suite in a database that already has cases."""
    enterprise = env["ir.module.module"].search_count(
        [("name", "=", "helpdesk"), ("state", "in", ("installed", "to install"))]
    )
    if enterprise:
        raise UserError(
            env._(
                "Odoo Enterprise's Helpdesk uses the same model names as OCA's "
                "helpdesk_mgmt: this suite cannot stand beside it. Uninstall one first."
            )
        )
    # Old cases were reported when they were created, not at this installation.
    env.cr.execute(
        """
        ALTER TABLE helpdesk_ticket ADD COLUMN IF NOT EXISTS reported_at timestamp;
        UPDATE helpdesk_ticket SET reported_at = create_date WHERE reported_at IS NULL;
        UPDATE helpdesk_ticket SET priority = '0' WHERE priority IS NULL;
        """
    )


def post_init_hook(env):
    """Let our stage for customers' waits take over from OCA's, unless it is used."""
    awaiting = _awaiting(env)
    if awaiting and not env["helpdesk.ticket"].search_count(
        [("stage_id", "=", awaiting.id)], limit=1
    ):
        awaiting.active = False


def _awaiting(env):
    return env.ref(
        "helpdesk_mgmt.helpdesk_ticket_stage_awaiting", raise_if_not_found=False
    )


def uninstall_hook(env):
    """Give OCA back its rule, stage and menus; keep what cases and mails hang on."""
    rule = env.ref(
        "helpdesk_mgmt.helpdesk_ticket_rule_portal", raise_if_not_found=False
    )
    if rule:
        rule.active = True
    if awaiting := _awaiting(env):
        awaiting.active = True
    _give_back_menus(env)
    kept = (
        "helpdesk.ticket.stage",
        "helpdesk.ticket.team",
        "mail.alias",
        "mail.alias.domain",
    )
    env["ir.model.data"].search(
        [("module", "=", "bacg_sla_platino"), ("model", "in", kept)]
    ).unlink()


def _give_back_menus(env):
    menu, dashboard, action = (
        env.ref(f"helpdesk_mgmt.helpdesk_ticket_{name}", raise_if_not_found=False)
        for name in ("main_menu", "dashboard_menu", "dashboard_action")
    )
    if menu:
        menu.sequence = 16
    if dashboard and action:
        dashboard.write({"action": f"{action._name},{action.id}", "sequence": 1})
