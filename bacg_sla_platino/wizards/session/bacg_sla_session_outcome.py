# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.session.bacg_sla_session import SESSION_MEDIA


class BacgSlaSessionOutcome(models.TransientModel):
    """Outcome of a session, or a call that was not planned (SLA 1.17)."""

    _name = "bacg.sla.session.outcome"
    _description = "Outcome of a Session"
    _inherit = ["bacg.sla.session.wizard.mixin"]

    medium = fields.Selection(selection=SESSION_MEDIA, required=True, default="phone")
    began_at = fields.Datetime(
        string="Began", required=True, default=fields.Datetime.now
    )
    minutes = fields.Integer(string="Length", required=True, default=15)
    notes = fields.Text(help="What was said. It goes to the case.")
    spoke = fields.Boolean(
        string="Spoke with the customer",
        help="Of a call: only then it is a word to the customer.",
    )
    is_report = fields.Boolean(
        string="Is his weekly report",
        help="He was told in it what we wait for and what comes next (SLA 1.22).",
    )
    internal = fields.Boolean(
        string="Internal only", help="The customer does not receive the notes."
    )
    draw_id = fields.Many2one(
        comodel_name="bacg.hours.draw",
        string="Drawn from",
        domain="[('ticket_id', '=', ticket_id), ('state', 'in', ('agreed', 'done'))]",
        help="Hours that the customer agreed to; the length is noted on them.",
    )
    reason = fields.Char(
        string="Why not",
        help="Why the session does not take place, in a sentence; the customer reads "
        "it.",
    )

    @api.model
    def _session_values(self, session):
        return {
            **super()._session_values(session),
            "medium": session.medium,
            "began_at": session.start,
            "minutes": session.minutes,
        }

    def action_held(self):
        self.ensure_one()
        session = self.session_id
        if session:
            session._held(self.began_at, self.notes, self.internal)
        else:
            if not self.spoke:
                raise UserError(
                    self.env._(
                        "Spoke with the customer: a call in which nobody did meets "
                        "nothing. Write a note on the case instead."
                    )
                )
            session = session._log(
                self.ticket_id,
                self.began_at,
                self.notes,
                self.internal,
                self.is_report,
                medium=self.medium,
                minutes=self.minutes,
                user_id=self.env.uid,
                customer_ids=[(6, 0, self.customer_ids.ids)],
            )
        if self.draw_id:
            text = self.env._("Session: %s", session._sentence())
            day = fields.Datetime.context_timestamp(self, self.began_at).date()
            self.ticket_id._case_log_work(self.draw_id, self.minutes, day, text)

    def action_not_held(self):
        self.ensure_one()
        if self.state == "proposed":
            self.session_id._decline(self.reason)
        else:
            self.session_id._not_held(self.reason)
