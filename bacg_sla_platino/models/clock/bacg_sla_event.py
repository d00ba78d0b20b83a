# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# What is validated first on the customer's side (SLA 2.04).
OUTAGE_CHECKS = [
    ("internet", "His internet connection"),
    ("network", "A change of his network policies"),
    ("firewall", "A firewall of his"),
    ("services", "Other services of his"),
]


class BacgSlaEvent(models.Model):
    """Append-only ledger of what happened to a case and moves its clocks."""

    _name = "bacg.sla.event"
    _description = "SLA Event"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "ticket_id, at, id"
    _rec_name = "kind"

    at = fields.Datetime(required=True, default=fields.Datetime.now)
    kind = fields.Selection(
        selection=[
            ("reported", "Reported"),
            ("imported", "Imported"),
            ("classified", "Classified"),
            ("priority", "Priority changed"),
            ("category", "Category changed"),
            ("contract", "Contract changed"),
            ("scope", "Outage claim"),
            ("coverage", "Coverage decided"),
            ("stage", "Clock mode changed"),
            ("answered", "First response"),
            ("word", "Word to the customer"),
            ("automatic_word", "Automatic word to the customer"),
            ("reminder", "Customer reminded"),
            ("vendor_asked", "Manufacturer or third party asked"),
            ("vendor_reference", "Reference of the manufacturer"),
            ("vendor_answered", "Answer of the manufacturer"),
            ("customer_reply", "Answer of the customer"),
            ("reopened", "Reopened"),
            ("archived", "Archived"),
            ("unarchived", "Restored"),
            ("breached", "Breached"),
            ("pause_voided", "Pause voided"),
            ("pause_merged", "Pause of a merged case"),
            ("merged", "Merged"),
            ("merged_into", "Merged into another case"),
        ],
        required=True,
    )
    old_value = fields.Char(string="Before")
    new_value = fields.Char(string="After")
    change = fields.Char(compute="_compute_change")
    from_now = fields.Boolean(
        help="The customer's situation got worse: new clocks count from this event, "
        "not from the report (SLA 1.20)."
    )
    counted_from = fields.Datetime(
        help="Of a priority: from when its clocks count, if not from the report."
    )
    checks = fields.Char(
        help="Of an outage claim's outcome: what was checked first (SLA 2.04)."
    )
    cause = fields.Selection(selection=OUTAGE_CHECKS)
    author_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    message_id = fields.Many2one(comodel_name="mail.message", index="btree_not_null")
    reason = fields.Char()

    _ticket_at_idx = models.Index("(ticket_id, at, id)")
    # The analysis of outage claims reads these alone.
    _scope_idx = models.Index("(ticket_id, at, id) WHERE kind = 'scope'")

    @api.depends("kind", "old_value", "new_value", "checks", "cause")
    def _compute_change(self):
        tickets, statuses = self.env["helpdesk.ticket"], self.env["bacg.sla.status"]
        pauses = self.env["bacg.sla.pause"]
        fields_of_kind = {
            "classified": tickets._fields["priority"],
            "priority": tickets._fields["priority"],
            "scope": tickets._fields["outage_scope"],
            "coverage": tickets._fields["scope_state"],
            "stage": self.env["helpdesk.ticket.stage"]._fields["sla_mode"],
            "breached": statuses._fields["metric"],
            "pause_voided": pauses._fields["reason"],
            "pause_merged": pauses._fields["reason"],
            "answered": self.env["bacg.sla.word"]._fields["progress"],
            "word": self.env["bacg.sla.word"]._fields["progress"],
            "vendor_asked": pauses._fields["reason"],
        }
        labels = {
            kind: dict(field._description_selection(self.env))
            for kind, field in fields_of_kind.items()
        }
        for event in self:
            values = [event.old_value, event.new_value]
            known = labels.get(event.kind, {})
            words = [known.get(v) or event._record_name(v) for v in values if v]
            event.change = " → ".join(words) + event._outage_text()

    def _outage_text(self):
        """Return the cause of an outcome and what was checked, if any."""
        labels = dict(self._fields["cause"]._description_selection(self.env))
        checked = [labels[key] for key in (self.checks or "").split(",") if key]
        text = ""
        if self.cause:
            text += self.env._(" – cause: %s", labels[self.cause])
        if checked:
            text += self.env._(" – checked: %s", ", ".join(checked))
        return text

    def _record_name(self, value):
        """Return the name of the record that a value of this event stands for."""
        models = {
            "category": "helpdesk.ticket.category",
            "contract": "bacg.sla.contract",
        }
        if self.kind not in models or not value.isdigit():
            return value
        # sudo: a name in the ledger of a case that is seen anyway
        record = self.env[models[self.kind]].sudo().browse(int(value)).exists()
        return record.display_name or value

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        self._refuse_change()

    def _refuse_change(self):
        if self:
            raise UserError(
                self.env._("The ledger of a case is never edited, only added to.")
            )
