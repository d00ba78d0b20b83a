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


def uninstall_hook(env):
    """Give OCA back the portal rule that ours replaced."""
    rule = env.ref(
        "helpdesk_mgmt.helpdesk_ticket_rule_portal", raise_if_not_found=False
    )
    if rule:
        rule.active = True
