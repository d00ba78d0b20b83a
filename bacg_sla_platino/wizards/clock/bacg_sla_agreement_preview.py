# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

BINDING_STATES = ("running", "expiring")


class BacgSlaAgreementPreview(models.TransientModel):
    """How the cases that run now would stand under a new version of the agreement.

    A comparison: a case keeps the version under which it was reported (decision 35).
    """

    _name = "bacg.sla.agreement.preview"
    _description = "What a Version Would Move"
    _inherit = ["bacg.sla.preview.mixin"]

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
        compared = list(agreement._sla_compare(tickets))
        moves = [move for comparison in compared for move in comparison.moves]
        return self.create(
            {
                "agreement_id": agreement.id,
                "former_id": agreement.former_id.id,
                "contract_count": self._count_contracts(agreement.former_id),
                "case_count": len(tickets),
                "moved_count": self._count_cases(moves),
                "waiting_count": sum(comparison.waiting for comparison in compared),
                "added_count": sum(comparison.is_added for comparison in compared),
                **self._prepare_moves(moves),
            }
        )

    @api.model
    def _is_late(self, status):
        # Also before the scheduled action notes its breach.
        return status.deadline < fields.Datetime.now()

    @api.model
    def _count_contracts(self, agreement):
        contracts = self.env["bacg.sla.contract"].search(
            [("state", "in", BINDING_STATES)]
        )
        bound = contracts.filtered(lambda one: one.bound_agreement_id == agreement)
        return len(bound)
