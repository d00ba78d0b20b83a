# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

LAYOUT = "bacg_sla_platino.mail_layout"


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _send_automatic(self, res_ids, **email_values):
        """Queue automatic mails to customers, trigger the queue and return them.

        Their type is ``auto_comment``: core would make an internal note of the
        customer's answer to an internal message.

        :param email_values: values of the mails beyond the template's
        """
        # sudo: a mail of the system about a record whose access was checked
        template = self.sudo()
        records = template.env[template.model].browse(res_ids)
        company = "company_id" in records._fields and records.company_id[:1]
        mails = template.send_mail_batch(
            res_ids,
            email_layout_xmlid=template.email_layout_xmlid or LAYOUT,
            email_values={
                "message_type": "auto_comment",
                "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id(
                    "mail.mt_comment"
                ),
                "headers": repr(
                    {
                        "Auto-Submitted": "auto-generated",
                        "X-Auto-Response-Suppress": "All",
                    }
                ),
                "auto_delete": False,
                # Ours, never the customer's or the system's whose act caused it.
                "author_id": (company or self.env.company).sudo().partner_id.id,
                **email_values,
            },
        )
        self.env["mail.mail"]._wake_queue()
        return mails.with_env(self.sudo().env)
