# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgSlaStatement(models.Model):
    """The statement on its way: mailed to the contact points, with its files."""

    _inherit = "bacg.sla.statement"

    sent_at = fields.Datetime(readonly=True, copy=False)

    def action_send(self):
        """Mail issued statements to the contact points of their contracts."""
        self._check_manager()
        for statement in self:
            if statement.state != "issued":
                raise UserError(
                    self.env._(
                        "%(name)s is not in force: only what is issued is sent.",
                        name=statement.display_name,
                    )
                )
            if not statement._recipients():
                raise UserError(
                    self.env._(
                        "The contract “%(contract)s” has no contact point with a mail "
                        "address. Add one to the contract.",
                        contract=statement.contract_id.name,
                    )
                )
        self._send()

    def _recipients(self):
        return self.contract_id.contact_ids.filtered("email_normalized")

    def _sender(self):
        return self.contract_id._support_sender()

    def _send(self):
        """Queue the mails and wake the queue; an answer never is an internal note."""
        template = self.env.ref("bacg_sla_platino.mail_template_statement")
        for statement in self.sudo().filtered(lambda one: one._recipients()):
            template._sla_send_automatic(
                statement.ids,
                attachment_ids=[
                    fields.Command.link(file.id)
                    for file in statement.document_id | statement.csv_id
                ],
            )
            statement.sent_at = fields.Datetime.now()
