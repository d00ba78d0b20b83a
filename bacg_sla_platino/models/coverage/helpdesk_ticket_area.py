# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

MEDIA = [
    ("phone", "Telephone"),
    ("mail", "Mail"),
    ("message", "Message"),
    ("meeting", "Meeting"),
]


class HelpdeskTicket(models.Model):
    """Requests for another area are handed over to it (SLA 1.14 to 1.16)."""

    _inherit = "helpdesk.ticket"

    def action_hand_to_area(self):
        """Hand these cases over to the area of their kind."""
        self._check_agent_access()
        for ticket in self:
            team = ticket.category_id.area_team_id
            if not team:
                raise UserError(
                    self.env._(
                        "Case %s: its kind has no area. Choose the kind or the team "
                        "yourself.",
                        ticket.number,
                    )
                )
            ticket._coverage_hand_over(team)

    def _coverage_hand_over(self, team, reason=False):
        """Hand this case over to another team; customer, history and followers stay.

        :param team: the area's team
        :param reason: what the area should know, if anything
        """
        self.ensure_one()
        # sudo: whoever hands over a case need not belong to the other team
        ticket = self.sudo()
        if ticket.team_id == team:
            return
        values = {"team_id": team.id, "user_id": False}
        ticket._sla_with(reason=reason or None).write(values)
        receivers = team.user_id or team.user_ids
        note = self.env._("Case %s was handed over to your area.", ticket.number)
        for user in receivers.filtered("active"):
            ticket.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=note,
                note=reason or "",
            )
        template = self.env.ref("bacg_sla_platino.mail_template_routed")
        ticket._send_automatic_mail(template)

    def _coverage_contact_made(
        self, partner, medium, moment, result, late_reason=False
    ):
        """Register that the area reached the customer, and maybe resolve the case.

        :param partner: the contact who was reached
        :param medium: key of ``MEDIA``
        :param moment: when (naive UTC), since the report or the last reopening
        :param result: what was agreed; the requester reads it
        :param late_reason: why a case that this closes is late, if it is
        :raises UserError: for a moment before the report or in the future
        """
        self.ensure_one()
        self._check_agent_access()
        if not self._coverage_asked_at() <= moment <= self._sla_now():
            raise UserError(
                self.env._(
                    "When: choose a time between the report of the case, or when it "
                    "was last opened again, and now."
                )
            )
        self._sla_register_response(at=moment, is_report=False)
        self._message_log(
            body=self.env._(
                "%(who)s was reached by %(medium)s: %(result)s",
                who=partner.display_name,
                medium=dict(self._coverage_get_media())[medium].lower(),
                result=result,
            )
        )
        if self.category_id.closes_on_contact and not self.closed:
            values = {"stage_id": self._sla_stage("stop").id, "solution": result}
            if late_reason:
                values["late_reason"] = late_reason
            self._sla_at(moment).write(values)

    def _coverage_asked_at(self):
        """Return since when (naive UTC) the customer waits for the area."""
        # sudo: agents read the ledger of the cases they see, not whole tables
        events = self.sudo().sla_event_ids
        reopened = events.filtered(lambda event: event.kind == "reopened")
        return max([self.reported_at, *reopened.mapped("at")])

    def _coverage_get_media(self):
        field = self.env["bacg.sla.contact.made"]._fields["medium"]
        return field._description_selection(self.env)

    def _coverage_get_contact_point(self):
        """Return the contact point of the contract, else the sender."""
        # sudo: areas need not see contracts
        return self.sudo().contract_id.contact_ids[:1] or self.partner_id
