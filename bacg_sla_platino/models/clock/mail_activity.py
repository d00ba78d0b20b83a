# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    sla_status_id = fields.Many2one(
        comodel_name="bacg.sla.status",
        string="Clock",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The clock this activity is about; both end together.",
    )

    @api.model
    def _sla_end(self, clocks):
        """Close the warnings of clocks that have ended.

        They are done if the clock was reached, and deleted otherwise.
        """
        if not clocks:
            return
        # sudo: the system closes its warnings, whoever they are assigned to
        activities = self.sudo().search([("sla_status_id", "in", clocks.ids)])
        done = activities.filtered(lambda a: a.sla_status_id.state == "reached")
        (activities - done).unlink()
        # Core's "done" would post a message each; the ledger already has the event.
        for lang, same in done.grouped(self._sla_staff_language).items():
            env = self.with_context(lang=lang).env
            same.write({"active": False, "feedback": env._("The clock was reached.")})

    @api.model
    def _sla_staff_language(self, activity):
        ticket = activity.sla_status_id.ticket_id
        return ticket._in_staff_language().env.lang
