# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """Suggestion of a kind by the words of the mail, which are shown."""

    _inherit = "helpdesk.ticket"

    suggested_category_id = fields.Many2one(
        comodel_name="helpdesk.ticket.category",
        string="Suggested kind",
        readonly=True,
        sla_fact=True,
        copy=False,
        ondelete="set null",
    )
    suggested_words = fields.Char(
        string="Because of",
        readonly=True,
        sla_fact=True,
        copy=False,
        help="The words that suggest it.",
        groups="base.group_user",
    )
    urgent_words = fields.Char(
        string="Urgent words",
        readonly=True,
        sla_fact=True,
        copy=False,
        help="The words that put the case on top of the queue.",
    )

    @api.model
    def _sla_prepare_new(self, vals, change):
        vals = super()._sla_prepare_new(vals, change)
        kind, because, urgent = self.env["bacg.sla.keyword"]._suggest(
            vals.get("name"), vals.get("description")
        )
        if because:
            vals.update(suggested_category_id=kind, suggested_words=", ".join(because))
        if urgent:
            vals["urgent_words"] = ", ".join(urgent)
        return vals

    def action_take_suggestion(self):
        """Classify by the suggested kind; the priority stays as it is."""
        self._check_agent_access()
        without = self.filtered(lambda ticket: not ticket.suggested_category_id)
        if without:
            raise UserError(
                self.env._(
                    "Case %s: its words suggest no kind. Choose one on the case.",
                    without[0].number,
                )
            )
        for kind, tickets in self.grouped("suggested_category_id").items():
            tickets.category_id = kind
