# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..clock.helpdesk_ticket_stage import CLOSED_MODES
from ..common.selections import selection_labels
from .bacg_macro import GAP


class HelpdeskTicket(models.Model):
    """The agent's answer, and what happens to the case with it."""

    _inherit = "helpdesk.ticket"

    def _sla_register_response(
        self, message=None, at=None, *, follow_up=None, is_report=True
    ):
        # sudo: whether a case was answered, whoever answers
        is_first = not self.sudo().first_response_at
        result = super()._sla_register_response(
            message, at, follow_up=follow_up, is_report=is_report
        )
        if message and is_first:
            self._reply_take(message)
        return result

    def _reply_take(self, message):
        """Give this case to who first answered it, if it is nobody's; a setting."""
        # sudo: an answer by mail is processed by the gateway
        ticket = self.sudo()
        company = ticket.company_id or self.env.company
        if not company.reply_takes_case or ticket.stage_id.sla_mode in CLOSED_MODES:
            return
        values = {}
        agent = ticket._reply_get_agent(message.author_id)
        if agent and not ticket.user_id:
            values["user_id"] = agent.id
        if ticket.stage_id.unattended and ticket.stage_id.sla_mode == "run":
            values["stage_id"] = ticket._sla_stage("run").id
        if values:
            ticket.write(values)

    def _reply_get_agent(self, author):
        """Return the user of a message's author, if the case can be his."""
        users = self.team_id.user_ids or author.user_ids
        return (author.user_ids & users).filtered(
            lambda user: (
                user.has_group("helpdesk_mgmt.group_helpdesk_user_own")
                and self.company_id <= user.company_ids
            )
        )[:1]

    def _reply_check_text(self, text):
        """Refuse an answer in which its agent has not yet written what he has to."""
        if GAP in str(text or ""):
            raise UserError(
                self.env._(
                    "Case %(number)s: the answer says nothing yet where “%(gap)s” "
                    "stands. Write there what the customer has to know.",
                    number=self.number,
                    gap=GAP,
                )
            )

    def _reply_sent(self, message, then=None, macro_id=None, late_reason=None):
        """Do with this case what its agent chose together with his answer.

        :param message: the answer, just posted
        :param then: ``wait`` for the customer or ``resolve``, with the answer as the
            solution
        :param macro_id: id of the macro that he saw and sent
        :param late_reason: why a late case is resolved only now
        :raises UserError: if the answer reaches nobody of the customer: the clocks
            would wait for, or be stopped by, what nobody reads; or if there is no such
            act
        """
        self.ensure_one()
        self._check_agent_access()
        if not self._reply_has_reached(message):
            raise UserError(
                self.env._(
                    "Case %s: this answer would reach nobody of the customer. Choose "
                    "the contact of the case first; your text is kept.",
                    self.number,
                )
            )
        solution = html2plaintext(message.body or "").strip()
        if macro_id:
            self._reply_apply(self._reply_get_macro(macro_id), solution, late_reason)
        elif then == "wait":
            self._reply_wait()
        elif then == "resolve":
            self._reply_resolve(solution, late_reason)
        elif then:
            raise UserError(
                self.env._("With an answer a case can wait or be resolved, no more.")
            )

    def _reply_has_reached(self, message):
        """Return whether the ledger tells of a message that it reached the customer."""
        domain = [("ticket_id", "=", self.id), ("message_id", "=", message.id)]
        kinds = [("kind", "in", ["answered", "follow_up"])]
        # sudo: an agent sees what his answer did
        events = self.env["bacg.sla.event"].sudo()
        return bool(events.search_count(domain + kinds, limit=1))

    def _reply_wait(self):
        self._sla_check_waits()
        if self.stage_id.sla_mode == "wait_vendor":
            raise UserError(
                self.env._(
                    "Case %s waits for others, and would no longer. Use “The wait is "
                    "over” on it first.",
                    self.number,
                )
            )
        self._reply_move("wait_customer")

    def _reply_resolve(self, solution, late_reason=None):
        """Close this case; one that is closed stays as it was closed.

        :param solution: what the customer reads as such
        """
        if self.stage_id.sla_mode in CLOSED_MODES:
            return
        values = {"solution": solution or self.solution}
        if late_reason:
            if late_reason not in list(selection_labels(self, "late_reason")):
                raise UserError(
                    self.env._("Reason for being late: choose one of the list.")
                )
            values["late_reason"] = late_reason
        self._reply_move("stop", **values)

    def _reply_move(self, mode, **values):
        """Move this case to the first stage of its team with this ``sla_mode``."""
        if self.stage_id.sla_mode == mode and not self.stage_id.unattended:
            return
        stage = self._sla_stage(mode)
        if not stage:
            raise UserError(
                self.env._(
                    "Team %(team)s has no stage “%(mode)s”. A manager can add one in "
                    "the configuration of stages.",
                    team=self.team_id.name or "",
                    mode=selection_labels(self.stage_id, "sla_mode")[mode],
                )
            )
        self.write({"stage_id": stage.id, **values})

    def action_reply_macros(self):
        """Return what the macros for this case would do, for their preview."""
        self.ensure_one()
        self._check_agent_access()
        macros = self.env["bacg.macro"]._get_offered(self)
        return [macro._describe(self) for macro in macros]

    def action_reply_apply(self, macro_id=None):
        """Apply a macro that has no answer to this case."""
        self.ensure_one()
        self._check_agent_access()
        macro = self._reply_get_macro(macro_id)
        if (macro.text or "").strip():
            raise UserError(
                self.env._(
                    "Macro “%s” has an answer: send it with “Send” on the case.",
                    macro.name,
                )
            )
        self._reply_apply(macro)

    def _reply_get_macro(self, macro_id):
        """Return the macro with this id.

        :raises UserError: if it is not offered for this case
        """
        macro = (
            self.env["bacg.macro"]
            ._get_offered(self)
            .filtered(lambda macro: macro.id == macro_id)
        )
        if not macro:
            raise UserError(
                self.env._(
                    "Case %s: this macro is no longer offered. Choose another one.",
                    self.number,
                )
            )
        return macro

    def _reply_apply(self, macro, solution="", late_reason=None):
        """Do what a macro says.

        :param solution: the answer that was sent with it, as plain text
        """
        if macro.priority and (
            not self.classified_at or self.priority != macro.priority
        ):
            self._case_classify(macro.priority, macro.name)
        if macro.category_id:
            self.category_id = macro.category_id
        if macro.mode == "stop":
            self._reply_resolve(solution, late_reason)
        elif macro.mode == "wait_customer":
            self._reply_wait()
        elif macro.mode:
            self._reply_move(macro.mode)
        if macro.wait and macro.wait not in self._sla_waits_for_vendor().mapped(
            "reason"
        ):
            # Its name is no manager's reason why an urgent case may wait.
            self._sla_check_vendor_wait(reason=None)
            self._sla_add_wait(macro.wait, macro.name)

    def action_reply_wait(self):
        """Let these cases wait for the customer."""
        self._check_agent_access()
        for ticket in self:
            ticket._reply_wait()

    def action_reply_reach(self):
        """Return who gets an answer on this case as its follower, for its agent.

        :return: dicts of ``partner_id``, ``name``, ``email`` and ``ours``
        """
        self.ensure_one()
        self._check_agent_access()
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        followers = self.env["mail.followers"]._get_recipient_data(
            self, "comment", subtype_id
        )[self.id]
        reached = {
            partner_id: data
            for partner_id, data in followers.items()
            if data["active"] and partner_id != self.env.user.partner_id.id
        }
        # sudo: an agent knows whom he writes to
        partners = self.env["res.partner"].sudo().browse(reached)
        return [
            {
                "partner_id": partner.id,
                "name": partner.name,
                "email": partner.email,
                "ours": not reached[partner.id]["share"],
            }
            for partner in partners
        ]
