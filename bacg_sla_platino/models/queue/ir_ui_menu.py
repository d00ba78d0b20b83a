# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    shows_count = fields.Boolean(
        help="Beside its name the menu shows how many records its list holds.",
    )

    @api.model
    @api.readonly
    def get_record_counts(self):
        """Return how many records stand behind each menu that shows its count.

        All are counted by one statement, each by the domain of the menu's own action
        and by what the user may read, so that a count is always that of the list.

        :return: dict from the id of a menu that the user sees to a count
        """
        if not self.env.user._is_internal():
            return {}
        # sudo: users read their menus through `load_menus`; others are filtered out
        menus = self.sudo().search([("shows_count", "=", True)]).sudo(False)
        menus = menus._filter_visible_menus().sudo()
        counts = [menu._queue_prepare_count() for menu in menus]
        if not counts:
            return {}
        [row] = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(counts)))
        return dict(zip(menus.ids, row, strict=True))

    def _queue_prepare_count(self):
        """Return the SQL that counts the records of this menu's list."""
        # sudo: the action is the menu's; its records are read as the user
        action = self.action
        model = self.sudo(False).env[action.res_model]
        domain = safe_eval(action.domain or "[]", {"uid": self.env.uid})
        query = model._search(Domain(domain))
        return SQL("(%s)", query.select(SQL("COUNT(*)")))
