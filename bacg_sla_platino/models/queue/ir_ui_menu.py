# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    shows_count = fields.Boolean(
        help="Beside its name the menu shows how many records its list holds.",
    )

    @api.constrains("shows_count", "action")
    def _check_shows_count(self):
        for menu in self.filtered("shows_count"):
            if not menu._queue_is_countable():
                raise ValidationError(
                    self.env._(
                        "Shows Count of %s: only a menu that opens a list without "
                        "default filters can say how many records it holds.",
                        menu.complete_name,
                    )
                )

    def _queue_is_countable(self):
        """Return whether this menu's list always holds what its domain says."""
        action = self.sudo().action  # sudo: menus name actions
        if not action or action._name != "ir.actions.act_window":
            return False
        try:
            self._queue_get_domain(action)
        except ValueError:  # how ``safe_eval`` tells of any error
            return False
        return "search_default_" not in (action.context or "")

    @api.model
    def _queue_get_domain(self, action):
        return safe_eval(action.domain or "[]", {"uid": self.env.uid})

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
        menus = menus._filter_visible_menus().filtered(
            lambda menu: menu._queue_is_countable()
        )
        counts = [menu._queue_prepare_count() for menu in menus]
        if not counts:
            return {}
        [row] = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(counts)))
        return dict(zip(menus.ids, row, strict=True))

    def _queue_prepare_count(self):
        """Return the SQL that counts the records of this menu's list."""
        # sudo: the action is the menu's; its records are read as the user
        action = self.sudo().action
        domain = Domain(self._queue_get_domain(action))
        query = self.env[action.res_model]._search(domain)
        return SQL("(%s)", query.select(SQL("COUNT(*)")))
