# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

KINDS = [
    ("share_50", "Half of the notice is left"),
    ("share_25", "A quarter of the notice is left"),
    ("share_10", "A tenth of the notice is left"),
    ("days_7", "Seven days are left"),
    ("days_1", "One day is left"),
    ("earlier", "It binds earlier than it did"),
]


class BacgLegalChangeAlarm(models.Model):
    """A warning of a binding day: ours, or a customer's for his part (SLA 3.02).

    One row for each kind and day: nobody is warned twice of the same.
    """

    _name = "bacg.legal.change.alarm"
    _description = "Alarm of a Legal Change"
    _order = "day desc, id desc"
    _rec_name = "kind"

    change_id = fields.Many2one(
        comodel_name="bacg.legal.change",
        required=True,
        ondelete="cascade",
        index=True,
    )
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        string="Customer's contract",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: of our own clock.",
    )
    kind = fields.Selection(selection=KINDS, required=True)
    binding_date = fields.Date(required=True)
    day = fields.Date(required=True, help="By the regulator's calendar.")
    state = fields.Selection(
        selection=[
            ("open", "To come"),
            ("raised", "Raised"),
            ("nobody", "Nobody to tell"),
            ("passed", "Passed in silence"),
            ("moved", "Its date moved"),
            ("done", "No longer needed"),
        ],
        required=True,
        default="open",
        index=True,
    )
    raised_at = fields.Datetime()

    _kind_uniq = models.UniqueIndex(
        "(change_id, COALESCE(contract_id, 0), kind, binding_date)",
        "Of this day there is an alarm already.",
    )

    def _days_left(self):
        return (self.binding_date - self.change_id._today()).days

    # -------------------------------------------------------------------------
    # What the mail to the customer reads
    # -------------------------------------------------------------------------

    def _sender(self):
        return self.contract_id._support_sender()

    def _recipients(self):
        people = self.contract_id._localization_get_people()
        return people.filtered("email_normalized")
