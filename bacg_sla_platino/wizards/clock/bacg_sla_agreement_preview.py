# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# Limit of the displayed lines; the counts include all cases.
SHOWN = 500
BINDING_STATES = ("running", "expiring")


class BacgSlaAgreementPreview(models.TransientModel):
    """How the cases that run now would stand under a new version of the agreement.

    A comparison: a case keeps the version under which it was reported (decision 35).
    """

    _name = "bacg.sla.agreement.preview"
    _description = "What a Version Would Move"
    _inherit = ["bacg.sla.window.mixin"]

    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement", string="Version", required=True
    )
    former_id = fields.Many2one(
        comodel_name="bacg.sla.agreement", string="Version before"
    )
    line_ids = fields.One2many(
        comodel_name="bacg.sla.agreement.preview.line", inverse_name="preview_id"
    )
    contract_count = fields.Integer(
        string="Contracts under the version before",
        help="The new version binds each from its customer's approval.",
    )
    case_count = fields.Integer(string="Cases that run now")
    moved_count = fields.Integer(string="With another deadline")
    late_count = fields.Integer(string="That would be late by now")
    waiting_count = fields.Integer(
        string="Clocks that wait",
        help="They have no deadline to compare while they stand still.",
    )
    added_count = fields.Integer(
        string="Cases with one more promise",
        help="Of what the version before does not promise them.",
    )

    @api.model
    def _make(self, agreement):
        """Return a preview for a version that follows another one."""
        self.env.user._check_helpdesk_manager(
            self.env._("Only helpdesk managers compare versions over all cases.")
        )
        agreement.resource_calendar_id._sla_check_usable()
        tickets = agreement.former_id._sla_get_running_cases()
        moves = list(agreement._sla_iter_moves(tickets))
        lines = [self._prepare_line(*move) for move in moves]
        late = {
            status.ticket_id
            for (status, _deadline), line in zip(moves, lines, strict=True)
            if line["becomes_late"]
        }
        waiting, added = agreement._sla_count_uncompared(tickets)
        lines.sort(key=lambda line: not line["becomes_late"])
        return self.create(
            {
                "agreement_id": agreement.id,
                "former_id": agreement.former_id.id,
                "contract_count": self._count_contracts(agreement.former_id),
                "case_count": len(tickets),
                "moved_count": len({status.ticket_id for status, _deadline in moves}),
                "late_count": len(late),
                "waiting_count": waiting,
                "added_count": added,
                "line_ids": [(0, 0, line) for line in lines[:SHOWN]],
            }
        )

    @api.model
    def _prepare_line(self, status, deadline):
        now = fields.Datetime.now()
        return {
            "status_id": status.id,
            "deadline": status.deadline,
            "new_deadline": deadline,
            "becomes_late": bool(deadline and deadline < now <= status.deadline),
        }

    @api.model
    def _count_contracts(self, agreement):
        contracts = self.env["bacg.sla.contract"].search(
            [("state", "in", BINDING_STATES)]
        )
        bound = contracts.filtered(lambda one: one.bound_agreement_id == agreement)
        return len(bound)
