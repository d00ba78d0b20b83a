# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL


class BacgSlaEscalationFired(models.Model):
    """A step that a clock has passed: notified, or skipped for good; each once."""

    _name = "bacg.sla.escalation.fired"
    _description = "SLA Escalation Passed"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "ticket_id, at, id"
    _rec_name = "escalation_id"

    ticket_id = fields.Many2one(index=True)
    status_id = fields.Many2one(
        comodel_name="bacg.sla.status",
        string="Clock",
        required=True,
        ondelete="cascade",
        index=True,
    )
    escalation_id = fields.Many2one(
        comodel_name="bacg.sla.escalation",
        required=True,
        ondelete="restrict",
        index=True,
    )
    metric = fields.Selection(related="status_id.metric")
    at = fields.Datetime(required=True)
    state = fields.Selection(
        selection=[("fired", "Told"), ("skipped", "Skipped")], required=True
    )
    recipients = fields.Char(help="Who was told, at that moment.")
    mail_pending = fields.Boolean(export_string_translation=False)

    _step_uniq = models.Constraint(
        "UNIQUE (status_id, escalation_id)", "A clock passes each step once."
    )
    _mail_pending_idx = models.Index("(id) WHERE mail_pending")

    @api.model
    def _claim(self, values_list):
        """Write rows in one statement, before anybody is notified of them.

        If another process was faster, PostgreSQL raises a concurrency error; Odoo
        tries again and finds the row.

        :return: set of the ``(status id, escalation id)`` that were written
        """
        if not values_list:
            return set()
        now = fields.Datetime.now()
        self.flush_model()
        claimed = self.env.execute_query(
            SQL(
                """
                INSERT INTO bacg_sla_escalation_fired
                    (ticket_id, company_id, status_id, escalation_id, state, recipients,
                     mail_pending, at, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (status_id, escalation_id) DO NOTHING
                RETURNING status_id, escalation_id
                """,
                SQL(", ").join(self._claim_row(values, now) for values in values_list),
            )
        )
        self.env["bacg.sla.status"].invalidate_model(["fired_ids"])
        self.env["helpdesk.ticket"].invalidate_model(["sla_fired_ids"])
        return set(claimed)

    @api.model
    def _claim_row(self, values, now):
        """Return one row of the statement in ``_claim``, its columns in order."""
        status, user = values["status"], self.env.uid
        return SQL(
            "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            status.ticket_id.id,
            status.company_id.id or None,
            status.id,
            values["escalation"].id,
            values["state"],
            values.get("recipients") or None,
            bool(values.get("mail_pending")),
            now,
            user,
            now,
            user,
            now,
        )

    @api.model
    def _send_digests(self):
        """Queue one mail to each person for what waits to be mailed; wake the queue."""
        # sudo: rows of all cases, whoever runs the action
        rows = self.sudo().search([("mail_pending", "=", True)])
        rows = rows.try_lock_for_update()
        if not rows:
            return
        by_user = defaultdict(self.sudo().browse)
        for row in rows:
            for user in row.escalation_id._recipients(row.ticket_id):
                by_user[user] |= row
        self.env["mail.mail"].sudo().create(
            [
                row_set._digest_values(user)
                for user, row_set in by_user.items()
                if user.email
            ]
        )
        rows.mail_pending = False
        self.env["mail.mail"]._wake_queue()

    def _digest_values(self, user):
        """Return the values of the mail that notifies ``user`` of these rows."""
        rows = self.with_context(lang=user.lang or self.env.lang, tz=user.tz or "UTC")
        company = rows.ticket_id.company_id[:1] or user.company_id
        subject = rows.env._("SLA: %(count)s warnings", count=len(rows))
        if len(rows) == 1:
            subject = f"[{rows.ticket_id.number}] {rows._sentence()}"
        body = rows.env["ir.qweb"]._render(
            "bacg_sla_platino.escalation_digest",
            {"rows": rows, "user": user, "company": company},
        )
        return user._prepare_automatic_mail_values(subject, body, company)

    def _sentence(self):
        """Return what this row says, in the language and time zone of the context."""
        zone = self.env.context.get("tz") or self.ticket_id._get_staff_zone()
        return self.status_id._escalation_sentence(self.escalation_id, zone)
