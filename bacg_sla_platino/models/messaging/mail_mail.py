# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

QUEUE = "mail.ir_cron_mail_scheduler_action"


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model
    def _wake_queue(self):
        """Let the queue be sent as soon as this transaction is over."""
        # Not env.ref, which asks the database each time whether it still exists.
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            QUEUE, raise_if_not_found=True
        )
        # sudo: the system sends the mails of everybody
        self.env["ir.cron"].sudo().browse(cron_id)._trigger()
