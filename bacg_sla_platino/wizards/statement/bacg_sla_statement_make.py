# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaStatementMake(models.TransientModel):
    """Open or draft the statement of a month; of the one that runs, a preview."""

    _name = "bacg.sla.statement.make"
    _description = "Statement of a Month"
    _inherit = ["bacg.sla.window.mixin"]

    contract_id = fields.Many2one(comodel_name="bacg.sla.contract", required=True)
    month = fields.Date(
        required=True,
        compute="_compute_month",
        store=True,
        readonly=False,
        help="Any day of the month. While the month runs in the customer's time zone, "
        "you see a preview.",
    )
    preview_html = fields.Html(
        string="Preview",
        compute="_compute_preview_html",
        # Rendered by a template, which escapes its values.
        sanitize=False,
        help="What the statement would say if the month ended now.",
    )

    @api.depends("contract_id")
    def _compute_month(self):
        for wizard in self.filtered("contract_id"):
            wizard.month = wizard.contract_id._statement_last_month()[0]

    @api.depends("contract_id", "month")
    def _compute_preview_html(self):
        self.preview_html = False
        for wizard in self.filtered("contract_id"):
            contract = wizard.contract_id._origin
            days = contract._statement_running_days(wizard.month)
            if days:
                statements = self.env["bacg.sla.statement"]
                wizard.preview_html = statements._preview(contract, *days)

    def action_confirm(self):
        """Open the statement of the month, which is drafted if there is none."""
        self.ensure_one()
        statement = self.contract_id._statement_of(self.month)
        return statement._get_records_action(name=self.env._("Statement"))
