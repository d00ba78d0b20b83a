# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..clock.bacg_sla_pause import WAIT_REASONS
from ..common.selections import PRIORITIES, selection_labels
from .res_users_settings import AFTER_SEND

WAITS = [
    wait for wait in WAIT_REASONS if wait[0] in ("third_party", "technical_review")
]
ACTS = ("category_id", "priority", "mode", "wait")
# Stands in a text where its agent has to write something of his own.
GAP = "{…}"


class BacgMacro(models.Model):
    """What agents do again and again on a case, in one act that they see before."""

    _name = "bacg.macro"
    _description = "Macro for Cases"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", default=lambda self: self.env.company, index=True
    )
    team_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.team",
        string="Teams",
        help="Only for cases of these teams; empty: for all.",
    )
    text = fields.Text(
        string="Answer",
        help="The agent reads and changes it before it is sent. {contact}, {number} "
        "and {agent} stand for the customer's contact, the case's number and the "
        "agent's name; {…} for what the agent has to write, and is never sent.",
    )
    category_id = fields.Many2one(
        comodel_name="helpdesk.ticket.category",
        string="Kind",
        help="Empty: it stays as it is.",
    )
    priority = fields.Selection(
        selection=PRIORITIES, help="The case is classified. Empty: it stays as it is."
    )
    mode = fields.Selection(
        selection=[
            ("run", "In progress"),
            ("wait_customer", "Waiting for the customer"),
            ("stop", "Resolved, with the answer as its solution"),
        ],
        string="Stage",
        help="Empty: it stays as it is.",
    )
    wait = fields.Selection(
        selection=WAITS,
        string="Add a wait",
        help="In addition to that of the stage; the clocks that may wait stand still.",
    )
    after = fields.Selection(
        selection=AFTER_SEND,
        string="Afterwards",
        help="Empty: as each agent chose for himself.",
    )

    @api.constrains("text", *ACTS)
    def _check_acts(self):
        for macro in self:
            text = (macro.text or "").strip()
            if not text and not any(macro[act] for act in ACTS):
                raise ValidationError(
                    self.env._(
                        "Macro “%s”: it does nothing. Write its answer, or choose a "
                        "kind, a priority, a stage or a wait.",
                        macro.name,
                    )
                )
            if not text and macro.mode in ("stop", "wait_customer"):
                raise ValidationError(
                    self.env._(
                        "Macro “%s”: the customer would not learn that his case is "
                        "resolved or waits for him. Write its answer, or choose "
                        "another stage.",
                        macro.name,
                    )
                )
            if macro.wait and macro.mode == "stop":
                raise ValidationError(
                    self.env._(
                        "Macro “%s”: a resolved case cannot wait. Remove “Add a wait”, "
                        "or choose another stage.",
                        macro.name,
                    )
                )

    @api.model
    def _get_offered(self, ticket):
        """Return the macros for a case, as its agent may read them."""
        offered = Domain("company_id", "in", [False, ticket.company_id.id])
        teams = Domain("team_ids", "=", False)
        return self.search(
            offered & (teams | Domain("team_ids", "in", ticket.team_id.ids))
        )

    def _describe(self, ticket):
        """Return what the client shows of a macro before it is applied to a case."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "text": self._fill_in(ticket),
            "steps": self._get_steps(),
            "resolves": self.mode == "stop",
            "after": self.after,
        }

    def _fill_in(self, ticket):
        """Return the answer with the case's names in it, as plain text."""
        text = self.text or ""
        names = {
            "{contact}": ticket.partner_id.name or ticket.partner_name or "",
            "{number}": ticket.number or "",
            "{agent}": self.env.user.name,
        }
        for placeholder, name in names.items():
            text = text.replace(placeholder, name)
        return text

    def _get_steps(self):
        """Return in words, one for each field, what applying this macro changes."""
        descriptions = self.fields_get([*ACTS, "after"], ["string"])
        steps = []
        for name, description in descriptions.items():
            if value := self[name]:
                chosen = self._fields[name].type == "selection"
                label = (
                    selection_labels(self, name)[value]
                    if chosen
                    else value.display_name
                )
                steps.append(f"{description['string']}: {label}")
        return steps
