# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from ...tools.concurrency import touch


class BacgApproval(models.Model):
    """Who may answer, and what an answer brings about."""

    _inherit = "bacg.approval"

    def _may_answer(self, partner):
        """Return whether a contact may answer for this side now.

        Of the customer, whom his contract names and who still is his; of ours, the
        record's responsible or a manager.
        """
        self.ensure_one()
        if self.party == "customer":
            return partner in self.contract_id._approval_get_approvers()
        users = partner.sudo().user_ids  # sudo: groups are not readable for agents
        return any(
            user in self._get_record()._approval_get_responsible()
            or user.has_group("helpdesk_mgmt.group_helpdesk_manager")
            for user in users
            if not user.share
        )

    def _answer(self, granted, partner, way, reason=None, **details):
        """Record one side's answer to its version.

        :param partner: who answers
        :param way: a key of ``way``
        :param reason: of a refusal, or a remark
        :param details: values of what else is kept: signature, where from, …
        :raises AccessError: if ``partner`` may not answer
        :raises UserError: if nothing is asked any more, or a refusal has no reason
        """
        self.ensure_one()
        if not self._may_answer(partner):
            raise AccessError(
                self.env._("You may not answer for %s.", self._party_name())
            )
        record = self._get_record()
        # Two sides that answer at once see each other: the later one begins again.
        touch(record)
        if self.state != "asked" or self.version != record._approval_get_version():
            raise UserError(
                self.env._("%s: nothing waits for an answer here any more.", self.name)
            )
        reason = (reason or "").strip()
        if not granted and not reason:
            raise UserError(self.env._("Reason: say why you refuse."))
        self.write(
            {
                **details,
                "answer": "granted" if granted else "refused",
                "answered_at": fields.Datetime.now(),
                "answered_by_id": partner.id,
                "way": way,
                "reason": reason,
            }
        )
        self._notify_answer()
        record._approval_answered(self)

    def _declare(self, granted, partner, text, reason=None):
        """Enter what the customer answered by telephone or mail, and tell him so.

        :param text: his words
        """
        self.ensure_one()
        record = self._get_record()
        if self.party != "customer" or not record._approval_may_declare(self.env.user):
            raise AccessError(
                self.env._(
                    "Only the responsible enters an answer, or a helpdesk manager; "
                    "one to a price only a manager."
                )
            )
        if not (text or "").strip():
            raise UserError(
                self.env._("The customer's words: enter what he said or wrote.")
            )
        # sudo: nobody writes approvals but these methods
        approval = self.sudo()
        details = {"declared_text": text.strip(), "declared_by_id": self.env.uid}
        approval._answer(granted, partner, "declared", reason or text, **details)
        approval._send("mail_template_approval_declared")

    def _party_name(self):
        company, customer = self.company_id.name, self.partner_id.name
        return company if self.party == "ours" else customer

    def _notify_answer(self):
        """Post the answer on the record, for its responsible."""
        record = self._get_record()
        env = record.with_context(lang=self.company_id.partner_id.lang).env
        sentences = {
            "granted": env._("Approved by %s", self.answered_by_id.name),
            "refused": env._("Refused by %s", self.answered_by_id.name),
        }
        lines = [sentences[self.answer], self.reason]
        record.message_post(
            author_id=self.answered_by_id.id,
            body=plaintext2html("\n".join(filter(None, lines))),
            subtype_xmlid="mail.mt_note",
            partner_ids=record._approval_get_responsible().partner_id.ids,
        )

    def _send(self, template_name):
        """Mail the customer's approvers, each with a link of his own."""
        links = self.link_ids.filtered(lambda link: link._is_usable())
        template = self.env.ref(f"bacg_sla_platino.{template_name}")
        # Of no record: an answer comes to the support mailbox, and no colleague reads
        # in a chatter the link by which only this contact answers.
        template._send_automatic(links.ids, model=False, res_id=False)

    def action_answer(self):
        """Open the window in which this side's answer is given or entered."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_platino.bacg_approval_give_action"
        )
        return dict(action, context={"default_approval_id": self.id})
