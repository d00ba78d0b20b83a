# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """The customer's own people: for whom he opens a case, and who is informed."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _case_get_colleagues(self):
        """Return whom of his company the user may open a case for or put in copy."""
        partner = self.env.user.partner_id
        company = partner.commercial_partner_id
        if company == partner:
            return partner.browse()
        # By the user's own rights: core lets him read the contacts of his company,
        # and those of its subsidiaries, which are customers of their own.
        return self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", company.id),
                ("id", "not in", (partner | company).ids),
                ("is_company", "=", False),
                ("email_normalized", "!=", False),
            ],
            order="name, id",
        )

    @api.model
    def _case_choose_copied(self, ids):
        """Return whom the user puts in copy.

        :param ids: of contacts, as a form sent them
        :raises UserError: if there are none, or one is neither he nor a colleague
        """
        chosen = self.env["res.partner"].browse(ids)
        allowed = self.env.user.partner_id | self._case_get_colleagues()
        if not chosen or chosen - allowed:
            raise UserError(self.env._("In copy: choose people of your company."))
        return chosen

    def _case_get_informed(self):
        """Return who of the customer follows this case; our own people are not his."""
        self.ensure_one()
        # sudo: who sees the case of his company sees who else of it does
        ticket = self.sudo()
        return ticket.message_partner_ids.filtered(
            lambda partner: (
                partner.active
                and partner.partner_share
                and ticket._case_is_of_customer(partner)
            )
        ).sorted("name")

    def _case_inform(self, ids):
        """Let people of the customer follow this case, for the user, who is of them.

        :param ids: of contacts, as a form sent them
        :raises UserError: if the user may not choose them
        """
        if added := self._case_choose_copied(ids) - self._case_get_informed():
            # sudo: customers do not edit followers, and write no notes
            ticket = self.sudo()._in_staff_language()
            ticket.message_subscribe(added.ids)
            note = ticket.env._(
                "%(person)s put in copy in the portal: %(names)s",
                person=self.env.user.name,
                names=", ".join(added.sudo().mapped("name")),
            )
            ticket._log_notes({ticket: [note]})

    def _case_inform_no_more(self, partner_id):
        """Let somebody of the customer follow this case no more, for the user.

        :raises UserError: if he does not follow it, or it is his
        """
        gone = self._case_get_informed().filtered(lambda one: one.id == partner_id)
        if not gone:
            raise UserError(self.env._("Take off: choose somebody who is informed."))
        # sudo: customers do not edit followers, and write no notes
        ticket = self.sudo()._in_staff_language()
        if gone == ticket.partner_id:
            raise UserError(
                self.env._("The case is of %s, who stays informed.", gone.name)
            )
        ticket.message_unsubscribe(gone.ids)
        note = ticket.env._(
            "%(person)s took out of copy in the portal: %(name)s",
            person=self.env.user.name,
            name=gone.name,
        )
        ticket._log_notes({ticket: [note]})
