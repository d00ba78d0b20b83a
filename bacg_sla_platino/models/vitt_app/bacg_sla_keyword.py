# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...tools.coverage import plain, ranked_kinds

NAME_WEIGHT = 3  # who names an app means it
PROPOSED = 3


class BacgSlaKeyword(models.Model):
    """The same words propose VITT apps (SLA 6.02)."""

    _inherit = "bacg.sla.keyword"

    vitt_app_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        string="VITT app",
        ondelete="cascade",
        index="btree_not_null",
    )

    # Of the lower room, with one thing more that a word may suggest.
    _kind_or_haste = models.Constraint(
        "CHECK (category_id IS NOT NULL OR vitt_app_id IS NOT NULL OR urgent)",
        "Choose what the word suggests, a kind or a VITT app, or “On top of the "
        "queue”.",
    )
    _name_kind_uniq = models.UniqueIndex(
        "(lower(name), COALESCE(category_id, 0), COALESCE(vitt_app_id, 0))",
        "The word already exists.",
    )

    @api.model
    @tools.ormcache()
    def _vitt_app_get_words(self):
        """Return ``(term, weight, app id)`` of all apps that can be installed."""
        apps = self.env["bacg.vitt.app"].sudo()  # sudo: to be cached for everybody
        apps = apps.search(Domain("state", "!=", "retired"))
        names = ((app.name, NAME_WEIGHT, app.id) for app in apps)
        words = (
            (word.name, word.weight, word.vitt_app_id.id) for word in apps.keyword_ids
        )
        return (*names, *words)

    @api.model
    def _vitt_app_propose(self, subject, text):
        """Return the ids of the apps that the words of a message propose, best first.

        :param subject: plain text
        :param text: the body, HTML or plain text
        """
        subject = plain(subject)
        text = f"{subject} {plain(text)}"
        ranked = ranked_kinds(text, self._vitt_app_get_words(), subject)
        return [app_id for _score, app_id, _words in ranked]
