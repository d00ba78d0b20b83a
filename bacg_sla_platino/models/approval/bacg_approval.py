# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgApproval(models.Model):
    """What one side answers to one version of a record that both sides approve.

    It is never edited: what was answered to a version that was replaced stays,
    visible and void (decision 34).
    """

    _name = "bacg.approval"
    _description = "Approval"
    _order = "id desc"

    name = fields.Char(string="What is approved", required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
    )
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    party = fields.Selection(
        selection=[("ours", "BACG"), ("customer", "The customer")],
        required=True,
        readonly=True,
    )
    step = fields.Char(
        readonly=True,
        help="Which of several things that a record is approved for; mostly empty.",
    )
    round = fields.Integer(required=True, readonly=True)
    version = fields.Char(
        required=True,
        readonly=True,
        help="SHA-256 of the substance: an answer is to these words and no others.",
    )
    content = fields.Json(
        readonly=True, help="What was asked, as labels and texts, for who answers."
    )
    planned_at = fields.Datetime(string="Planned for", readonly=True)
    state = fields.Selection(
        selection=[
            ("asked", "Waits for an answer"),
            ("granted", "Approved"),
            ("refused", "Refused"),
            ("void", "Void"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    answer = fields.Selection(
        selection=[("granted", "Approved"), ("refused", "Refused")], readonly=True
    )
    asked_at = fields.Datetime(
        string="Asked on", default=fields.Datetime.now, readonly=True
    )
    asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        default=lambda self: self.env.uid,
        readonly=True,
    )
    reminded_at = fields.Datetime(string="Reminded on", readonly=True)
    answered_at = fields.Datetime(string="Answered on", readonly=True)
    answered_by_id = fields.Many2one(
        comodel_name="res.partner", string="Answered by", readonly=True
    )
    way = fields.Selection(
        selection=[
            ("portal", "In the portal, signed in"),
            ("link", "By the link of a mail"),
            ("backend", "In BACG's system"),
            ("declared", "Declared by us"),
        ],
        readonly=True,
    )
    reason = fields.Text(string="Reason or remark", readonly=True)
    declared_text = fields.Text(
        string="The customer's words",
        readonly=True,
        help="What he said by telephone or wrote; we entered it.",
    )
    declared_by_id = fields.Many2one(
        comodel_name="res.users", string="Entered by", readonly=True
    )
    signed_by = fields.Char(readonly=True)
    signature = fields.Binary(attachment=True, readonly=True)
    ip = fields.Char(string="IP address", readonly=True)
    user_agent = fields.Char(string="Browser", readonly=True)
    voided_at = fields.Datetime(string="Void since", readonly=True)
    void_reason = fields.Char(string="Why void", readonly=True)
    link_ids = fields.One2many(
        comodel_name="bacg.approval.link", inverse_name="approval_id", readonly=True
    )

    _live_uniq = models.UniqueIndex(
        "(res_model, res_id, party, COALESCE(step, '')) WHERE voided_at IS NULL",
        "Each side answers once to a version.",
    )

    @api.depends("answer", "voided_at")
    def _compute_state(self):
        for approval in self:
            answer = approval.answer or "asked"
            approval.state = "void" if approval.voided_at else answer

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was approved is kept, never deleted."))

    def _get_record(self):
        """Return the record that is approved."""
        return self.env[self.res_model].browse(self.res_id)

    def _format_time(self, moment):
        """Return a naive UTC ``moment`` as the customer reads it, zone included."""
        return self.contract_id._format_time(moment)

    def _void(self, reason):
        """Let these answers and questions count no more; they stay as they are."""
        self.filtered(lambda one: not one.voided_at).write(
            {"voided_at": fields.Datetime.now(), "void_reason": reason}
        )
        # They must leave the unique index before new ones enter it.
        self.flush_recordset(["voided_at"])

    def action_open_record(self):
        self.ensure_one()
        return self._get_record()._get_records_action()
