# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...tools import coverage


class BacgSlaKeyword(models.Model):
    """A word that suggests a kind of request, or urgency."""

    _name = "bacg.sla.keyword"
    _description = "Request Word"
    _inherit = ["bacg.sla.cached.mixin"]
    _order = "name, id"

    name = fields.Char(
        string="Word or phrase",
        required=True,
        help="Case and accents are ignored. * at the end matches every ending: "
        "“configur*”.",
    )
    category_id = fields.Many2one(
        comodel_name="helpdesk.ticket.category",
        string="Kind",
        ondelete="cascade",
        index="btree_not_null",
    )
    weight = fields.Integer(default=1)
    urgent = fields.Boolean(
        string="On top of the queue",
        help="A case with this word appears on top of “To classify”; the priority does "
        "not change.",
    )
    active = fields.Boolean(default=True)

    _kind_or_haste = models.Constraint(
        "CHECK (category_id IS NOT NULL OR urgent)",
        "Choose the kind that the word suggests, or “On top of the queue”.",
    )
    _name_kind_uniq = models.UniqueIndex(
        "(lower(name), COALESCE(category_id, 0))", "The word already exists."
    )

    def write(self, vals):
        result = super().write(vals)
        # Core looks at the rules before a write only: no word becomes everybody's.
        self.check_access("write")
        return result

    @api.model
    @tools.ormcache()
    def _case_get_policies(self):
        """Return ``(keywords, urgent terms)`` as :func:`coverage.best_kind` needs."""
        rows = self.sudo().search(Domain.TRUE)
        return (
            tuple((r.name, r.weight, r.category_id.id) for r in rows if r.category_id),
            tuple(row.name for row in rows if row.urgent),
        )

    @api.model
    def _suggest(self, subject, text):
        """Return what the words of a message suggest.

        :param subject: plain text
        :param text: the body, HTML or plain text
        :return: ``(category id or False, its words, urgent words)``
        """
        keywords, urgent = self._case_get_policies()
        subject = coverage.plain(subject)
        text = f"{subject} {coverage.plain(text)}"
        kind, words = coverage.best_kind(text, keywords, subject)
        return kind or False, words, coverage.found_terms(text, urgent)
