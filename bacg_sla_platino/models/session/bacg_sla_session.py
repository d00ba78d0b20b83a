# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..common.selections import selection_labels

# Where the two sides meet (SLA 1.17).
SESSION_MEDIA = [
    ("google_meet", "Google Meet"),
    ("zoom", "Zoom"),
    ("teams", "Teams"),
    ("discord", "Discord"),
    ("teamviewer", "TeamViewer"),
    ("phone", "Telephone"),
    ("on_site", "On site"),
]
SESSION_PURPOSES = [
    ("review", "Initial review"),
    ("work", "Work on the case"),
    ("answer", "Final answer"),
]
# Media that nobody can join without the link.
SESSION_LINKED = ("google_meet", "zoom", "teams", "discord")
# States in which a session takes its agent's time.
SESSION_TAKES = ("proposed", "planned")


class BacgSlaSession(models.Model):
    """A session with the customer on a case (SLA 1.17); a move makes a new record."""

    _name = "bacg.sla.session"
    _description = "Session"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "start desc, id desc"

    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("planned", "Planned"),
            ("held", "Held"),
            ("not_held", "Not held"),
            ("moved", "Moved"),
            ("declined", "Not accepted"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    purpose = fields.Selection(
        selection=SESSION_PURPOSES, required=True, default="review"
    )
    medium = fields.Selection(selection=SESSION_MEDIA, required=True)
    link = fields.Char(
        string="Meeting link",
        help="The address at which everybody joins; it starts with https://.",
    )
    place = fields.Char(help="The address, or the telephone number.")
    agenda = fields.Text(help="What the session is about. The attendees read it.")
    start = fields.Datetime(required=True)
    minutes = fields.Integer(string="Length", required=True, help="In minutes.")
    stop = fields.Datetime(compute="_compute_stop", store=True, precompute=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Agent", required=True, index=True
    )
    staff_ids = fields.Many2many(comodel_name="res.users", string="Other staff")
    customer_ids = fields.Many2many(
        comodel_name="res.partner", string="Customer's attendees"
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Calendar event",
        index="btree_not_null",
        ondelete="set null",
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.partner",
        help="The customer's contact who proposed this time.",
    )
    notice_reason = fields.Char(
        string="Reason for short notice",
        help="Why an agent planned it with less notice than its kind requires (SLA "
        "7.03).",
    )
    previous_id = fields.Many2one(
        comodel_name="bacg.sla.session",
        string="Previous session",
        index="btree_not_null",
        help="The session that was moved to this time.",
    )
    began_at = fields.Datetime(string="Began")
    notes = fields.Text()
    reason = fields.Char(
        help="Why it was moved, not held or not accepted. The customer reads it."
    )
    commercial_partner_id = fields.Many2one(
        related="ticket_id.commercial_partner_id", string="Customer"
    )

    _agent_time_idx = models.Index(
        "(user_id, start) WHERE state IN ('proposed', 'planned')"
    )

    @api.depends("start", "minutes")
    def _compute_stop(self):
        for session in self:
            session.stop = session.start + timedelta(minutes=session.minutes)

    @api.depends("ticket_id.number", "medium", "state")
    def _compute_display_name(self):
        media = selection_labels(self, "medium")
        for session in self:
            number = session.ticket_id.number or ""
            session.display_name = f"{number} · {media.get(session.medium, '')}"

    @api.constrains("minutes")
    def _check_minutes(self):
        for session in self:
            if not 0 < session.minutes <= 24 * 60:
                raise ValidationError(
                    self.env._("Length: give between 1 minute and a day.")
                )

    @api.constrains("link", "medium", "state")
    def _check_link(self):
        media = selection_labels(self, "medium")
        for session in self:
            link = session.link or ""
            if link and not link.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._(
                        "Meeting link: give an address that starts with https://."
                    )
                )
            if session.state == "planned" and session._lacks_link():
                raise ValidationError(
                    self.env._(
                        "Meeting link: nobody can join by %s without it.",
                        media[session.medium],
                    )
                )

    @api.constrains("customer_ids", "ticket_id")
    def _check_customers(self):
        """Check that no invitation shows the case to another customer."""
        for session in self:
            customer = session.ticket_id.commercial_partner_id
            others = session.customer_ids.filtered(
                lambda partner, customer=customer: (
                    customer and partner.commercial_partner_id != customer
                )
            )
            others -= session.ticket_id.message_partner_ids
            if others:
                raise ValidationError(
                    self.env._(
                        "Customer's attendees: %(people)s do not belong to "
                        "%(customer)s and do not follow the case.",
                        people=", ".join(others.mapped("name")),
                        customer=customer.name,
                    )
                )

    @api.constrains("user_id", "staff_ids")
    def _check_staff(self):
        for session in self:
            people = session.user_id | session.staff_ids
            outside = people.filtered(
                lambda user, company=session.company_id: (
                    user.share or (company and company not in user.company_ids)
                )
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "%s do not belong to the company that has the case.",
                        ", ".join(outside.mapped("name")),
                    )
                )

    def _lacks_link(self):
        return self.medium in SESSION_LINKED and not self.link

    def _overlapping(self, starts, minutes):
        """Return the domain of sessions that overlap any of these times.

        :param starts: naive UTC datetimes
        """
        length = timedelta(minutes=minutes)
        return Domain.OR(
            Domain("start", "<", start + length) & Domain("stop", ">", start)
            for start in starts
        )

    def _when(self):
        """Return the start as text, in the customer's zone."""
        return self.ticket_id._format_customer_time(self.start)

    def _state_label(self):
        return selection_labels(self, "state")[self.state]

    def _medium_label(self):
        return selection_labels(self, "medium")[self.medium]
