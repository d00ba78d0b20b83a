# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import ormcache

LAYOUT = "bacg_sla_platino.mail_layout"
ENCLOSED_FIELDS = {"attachment_ids", "report_template_ids"}


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _sla_send_automatic(self, res_ids, **email_values):
        """Queue mails of ours to customers and wake the queue; return them.

        They stand in their thread as ``auto_comment``: core would file the customer's
        answer to an internal message as an internal note.

        :param email_values: values of the mails beside the template's
        """
        # sudo: a mail of the system about a record whose access was checked
        template = self.sudo().with_context(sla_keep_compiled=True)
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
                # Core's own choice, which it would make in a dearer way.
                "author_id": self.env.user.partner_id.id,
                **email_values,
            },
        )
        self.env["mail.mail"]._sla_wake_queue()
        return mails.with_env(self.sudo().env)

    def _generate_template_attachments(self, *args, **kwargs):
        """Look for what a mail of ours encloses only if it encloses anything."""
        if self.env.context.get("sla_keep_compiled") and not self._sla_encloses():
            return kwargs.get("render_results") or {}
        return super()._generate_template_attachments(*args, **kwargs)

    @ormcache("self.id")
    def _sla_encloses(self):
        """Tell whether files or reports go with the mails of this template."""
        return any(self.sudo()[name] for name in ENCLOSED_FIELDS)

    def write(self, vals):
        result = super().write(vals)
        if ENCLOSED_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result
