# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgSlaEvent(models.Model):
    """Append-only ledger of the facts of a case that affect its clocks.

    The rooms above add their own kinds of events.
    """

    _name = "bacg.sla.event"
    _description = "SLA Event"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "ticket_id, at, id"
    _rec_name = "kind"

    at = fields.Datetime(required=True, default=fields.Datetime.now)
    kind = fields.Selection(
        selection=[
            ("reported", "Reported"),
            ("priority", "Priority changed"),
            ("category", "Category changed"),
            ("contract", "Contract changed"),
            ("scope", "Outage claim"),
            ("coverage", "Coverage decided"),
            ("stage", "Clock mode changed"),
            ("answered", "First response"),
            ("follow_up", "Message to the customer"),
            ("customer_reply", "Customer's answer"),
            ("reopened", "Reopened"),
            ("archived", "Archived"),
            ("unarchived", "Restored"),
            ("breached", "Breached"),
            ("pause_voided", "Pause voided"),
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
        help="For a priority: when its clocks start, if not with the report."
    )
    no_report = fields.Boolean(
        string="No weekly report",
        help="A call in which the customer got no weekly report (SLA 1.22).",
    )
    author_id = fields.Many2one(comodel_name="res.partner", index="btree_not_null")
    message_id = fields.Many2one(comodel_name="mail.message", index="btree_not_null")
    reason = fields.Char()

    _ticket_at_idx = models.Index("(ticket_id, at, id)")

    @api.depends("kind", "old_value", "new_value")
    def _compute_change(self):
        labels = self._labels_of_kinds()
        for event in self:
            values = [event.old_value, event.new_value]
            known = labels.get(event.kind, {})
            names = [known.get(v) or event._record_name(v) for v in values if v]
            event.change = " → ".join(names)

    @api.model
    def _labels_of_kinds(self):
        """Return a dict from kind to the labels of its values, for ``change``.

        A hook: each room adds the kinds of events that it logs.
        """
        tickets, pauses = self.env["helpdesk.ticket"], self.env["bacg.sla.pause"]
        fields_of_kind = {
            "priority": tickets._fields["priority"],
            "scope": tickets._fields["outage_scope"],
            "coverage": tickets._fields["scope_state"],
            "stage": self.env["helpdesk.ticket.stage"]._fields["sla_mode"],
            "breached": self.env["bacg.sla.status"]._fields["metric"],
            "pause_voided": pauses._fields["reason"],
        }
        return {
            kind: dict(field._description_selection(self.env))
            for kind, field in fields_of_kind.items()
        }

    def _record_name(self, value):
        """Return the name of the record that a value of this event stands for."""
        models = {
            "category": "helpdesk.ticket.category",
            "contract": "bacg.sla.contract",
        }
        if self.kind not in models or not value.isdecimal():
            return value
        # sudo: the name of a record of a case that the user sees
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
                self.env._("The ledger of a case cannot be edited, only added to.")
            )
