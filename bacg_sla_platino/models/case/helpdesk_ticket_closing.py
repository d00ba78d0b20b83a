# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...tools.concurrency import one_after_the_other
from ...tools.mail.mail_html import plain
from ...tools.mail.thanks import is_thanks
from ..clock.helpdesk_ticket_stage import CLOSED_MODES


class HelpdeskTicket(models.Model):
    """The solution of a closed case, and its reopening by the customer."""

    _inherit = "helpdesk.ticket"

    solution = fields.Text(
        copy=False,
        help="What was done or found, in a sentence: the customer reads it.",
    )
    previous_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Continues",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The closed case to which the mail that created this case replied.",
    )

    late_reason = fields.Selection(
        selection=[
            ("own", "Our own"),
            ("customer", "The customer"),
            ("vendor", "The manufacturer or another supplier"),
            ("other", "Other"),
        ],
        string="Reason for being late",
        copy=False,
        help="Why a promised time was missed, for the report to the customer.",
        groups="base.group_user",
    )
    sla_was_late = fields.Boolean(
        compute="_compute_sla_was_late",
        export_string_translation=False,
        groups="base.group_user",
    )

    thanked_at = fields.Datetime(
        readonly=True,
        sla_fact=True,
        copy=False,
        help="When the customer thanked for the solution without reopening the case.",
    )

    @api.depends("sla_status_ids.breached_at", "sla_status_ids.voided")
    def _compute_sla_was_late(self):
        for ticket in self:
            ticket.sla_was_late = ticket._sla_counts_late()

    def _sla_agent_fields(self):
        return super()._sla_agent_fields() | {"late_reason", "thanked_at"}

    def _check_changes(self, vals):
        if vals.get("stage_id"):
            self._check_closing(vals)
        return super()._check_changes(vals)

    def _check_closing(self, vals):
        """Raise if an agent closes cases without the solution or the late reason.

        :raises UserError: names the case and what to do
        """
        stage = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
        for ticket in self._case_filter_closed_by_agent(stage):
            solution = vals.get("solution", ticket.solution)
            if stage.sla_mode == "stop" and not (solution or "").strip():
                raise UserError(
                    self.env._(
                        "Case %s: describe its solution in a sentence, the customer "
                        "reads it. Use “Resolve” on the case.",
                        ticket.number,
                    )
                )
            reason = vals.get("late_reason", ticket.late_reason)
            if not reason and ticket._sla_counts_late():
                raise UserError(
                    self.env._(
                        "Case %s was late: choose the “Reason for being late” on the "
                        "case, or close it with “Resolve”.",
                        ticket.number,
                    )
                )

    def _case_filter_closed_by_agent(self, stage):
        """Return the open cases that require a solution from agents in ``stage``.

        Cases closed by the system or the customer require none.
        """
        if self.env.su or self.env.user.share or stage.sla_mode not in CLOSED_MODES:
            return self.browse()
        asking = self.company_id.sudo().filtered("sla_solution_required")
        return self.filtered(lambda t: not t.closed and t.company_id in asking)

    def _sla_reopened(self, change):
        # It was no solution after all; the mail of the closing still has it.
        self._sla_put(solution=False, thanked_at=False)
        return super()._sla_reopened(change)

    def _sla_is_reopened_by(self, message):
        """Do not reopen for a mere "Gracias"; agents see that the customer thanked."""
        if not self._case_is_only_thanks(message):
            return super()._sla_is_reopened_by(message)
        self._sla_put(thanked_at=self._sla_now())
        return False

    def _case_is_only_thanks(self, message):
        """Return whether a message neither asks nor reports anything.

        An attachment may report something, unless it is an image as in signatures.
        """
        files = message.attachment_ids.filtered(
            lambda file: not (file.mimetype or "").startswith("image/")
        )
        # sudo: the words of thanks are a setting, which customers cannot read
        company = (self.company_id or self.env.company).sudo()
        phrases = (company.sla_thanks_phrases or "").splitlines()
        return not files and is_thanks(plain(message.body or ""), phrases)

    def action_reopen_thanked(self):
        """Reopen cases whose customer wrote more than thanks."""
        self._check_agent_access()
        for ticket in self.filtered(lambda t: t.thanked_at and t.closed):
            ticket.stage_id = ticket._sla_stage("run")

    def _case_reopen_unresolved(self, partner, text=""):
        """Reopen a closed case that the customer says is not resolved.

        After the reopening window, a new case continues it.

        :param partner: the contact who says so
        :param text: their remarks, as plain text
        :return: the case that is open then
        """
        self.ensure_one()
        words = self._in_customer_language().env._("It is not resolved.")
        body = Markup("<p>%s</p>%s") % (words, plaintext2html(text) if text else "")
        ticket = self
        if self.closed and not self._sla_may_reopen():
            # A second click continues in the case that the first click created.
            following = Domain("previous_ticket_id", "=", self.id) & Domain(
                "closed", "=", False
            )
            one_after_the_other(self, f"bacg_case_successor_{self.id}", following)
            going = self.search(following).filtered(
                lambda ticket: ticket._case_is_of_customer(self.partner_id)
            )
            ticket = going[:1] or self._case_create_successor(body)
        ticket.message_post(
            author_id=partner.id,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return ticket

    def action_continue(self):
        """Go on in a new case with what a closed one was about (decision 11)."""
        self.ensure_one()
        self._check_agent_access()
        if not self.closed:
            raise UserError(self.env._("Case %s is open: go on in it.", self.number))
        ticket = self._case_create_successor(self.description)
        return ticket._get_records_action(name=self.env._("Goes on from"))

    def _case_is_of_customer(self, partner):
        """Return whether a contact belongs to the customer of this case."""
        self.ensure_one()
        customer = self.commercial_partner_id
        return bool(customer) and partner.commercial_partner_id == customer

    def _case_create_successor(self, body):
        """Return a new case that continues this one, which is closed."""
        ticket = self._sla_with(trusted=True).create(
            {
                "name": self.name,
                "description": body,
                "partner_id": self.partner_id.id,
                "team_id": self.team_id.id,
                "company_id": self.company_id.id,
                "previous_ticket_id": self.id,
                "user_id": False,
            }
        )
        ticket._case_notify_predecessor()
        return ticket

    def _case_get_merge_target(self):
        """Return the case in which this one, merged or a duplicate, finally goes on."""
        ticket, seen = self, self.browse()
        while ticket and ticket not in seen:
            seen |= ticket
            target = ticket._case_get_original()
            if not target:
                break
            ticket = target
        return ticket

    def _case_get_original(self):
        """Return the case into which this one was merged, or that it repeats."""
        if self.active:
            is_repetition = self.sla_mode == "cancel"
            original = self.duplicate_id if is_repetition else self.browse()
            # What anybody wrote there is no way into another customer's case.
            return original.filtered(lambda o: o._case_is_of_customer(self.partner_id))
        merged = self.sla_event_ids.filtered(lambda e: e.kind == "merged_into")[-1:]
        domain = [("number", "=", merged.new_value)]
        return self.search(domain, limit=1) if merged else self.browse()

    def _case_notify_predecessor(self):
        """Log on both cases that one continues the other."""
        for ticket in self.filtered("previous_ticket_id"):
            previous, env = ticket.previous_ticket_id, self._in_staff_language().env
            self._log_notes(
                {
                    ticket: [env._("Replies to closed case %s.", previous.number)],
                    previous: [env._("A reply created case %s.", ticket.number)],
                }
            )
