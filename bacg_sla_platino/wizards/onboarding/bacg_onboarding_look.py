# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...models.contract.bacg_sla_contract_find import RUNNING_STATES
from ...tools import guarded_http
from ..holiday.bacg_holiday_offer import LEAD

# How late a scheduled action may be before somebody has to look.
PATIENCE = timedelta(minutes=15)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
# For how long a mail that left or arrived shows that the servers are connected.
FRESH = timedelta(days=30)
MAIL_QUEUE = "mail.ir_cron_mail_scheduler_action"
TRANSPORTS = ("http", "fetchmail")
TEAMS = "helpdesk_mgmt.helpdesk_ticket_team_action"
# key → (the action that opens where it is set right, the method that looks)
POINTS = {
    "address": ("base.ir_config_list_action", "_find_web_address"),
    "outgoing": ("base.action_ir_mail_server_list", "_find_outgoing_mail"),
    "alias": (TEAMS, "_find_support_address"),
    "intake": ("mail.action_email_server_tree", "_find_intake"),
    "crons": ("base.ir_cron_act", "_find_scheduled_actions"),
    "calendar": ("resource.action_resource_calendar_form", "_find_business_hours"),
    "holidays": ("bacg_sla_platino.bacg_holiday_offer_action", "_find_holidays"),
    "agreement": ("bacg_sla_platino.bacg_sla_agreement_action", "_find_agreement"),
    "team": (TEAMS, "_find_team"),
    "contracts": ("bacg_sla_platino.bacg_sla_contract_action", "_find_contracts"),
}


@dataclass(frozen=True)
class Point:
    """One point of the list, as it was found just now."""

    name: str
    action: str  # the XML id of the page on which it is set right
    done: bool
    text: str  # what was found, or what is to be done


class BacgOnboarding(models.TransientModel):
    """The points, in the order of the guide; each looks at what is really there."""

    _inherit = "bacg.onboarding"

    def _get_points(self):
        """Return a dict from key to :class:`Point`."""
        self.ensure_one()
        # sudo: whoever sets up need not be the administrator of all of Odoo
        look = self.sudo()
        names = self._get_point_names()
        return {
            key: Point(names[key], action, *getattr(look, finder)())
            for key, (action, finder) in POINTS.items()
        }

    @api.model
    def _get_point_names(self):
        return {
            "address": self.env._("Web address"),
            "outgoing": self.env._("Outgoing mail"),
            "alias": self.env._("Support address"),
            "intake": self.env._("Mail intake"),
            "crons": self.env._("Scheduled actions"),
            "calendar": self.env._("Business hours"),
            "holidays": self.env._("Holidays"),
            "agreement": self.env._("Agreement"),
            "team": self.env._("Team"),
            "contracts": self.env._("Contracts"),
        }

    def _find_web_address(self):
        url = self.env["ir.config_parameter"].get_param("web.base.url") or ""
        frozen = self.env["ir.config_parameter"].get_param("web.base.url.freeze")
        try:
            guarded_http.check(url)
        except guarded_http.Refused:
            is_public = False
        else:
            is_public = url.startswith("https://")
        if not is_public:
            return False, self.env._(
                "%s: set web.base.url to the https:// address that customers type. It "
                "leads every link in our mails.",
                url,
            )
        if not frozen:
            return False, self.env._(
                "%s, but the next administrator who signs in at another address "
                "changes it: add the parameter web.base.url.freeze with the value "
                "True.",
                url,
            )
        return True, url

    def _find_outgoing_mail(self):
        recent = fields.Datetime.now() - DAY
        failed = [("state", "=", "exception"), ("write_date", ">", recent)]
        mails = self.env["mail.mail"]
        if last := mails.search(failed, order="id desc", limit=1):
            return False, self.env._(
                "%(count)s mails did not leave since yesterday; the last one: "
                "%(reason)s",
                count=mails.search_count(failed),
                reason=last.failure_reason or self.env._("no reason was given"),
            )
        sent = self.env["mail.notification"].search(
            [("notification_type", "=", "email"), ("notification_status", "=", "sent")],
            order="id desc",
            limit=1,
        )
        moments = [sent.mail_message_id.date, self.company_id.onboarding_sent_at]
        last = max(filter(None, moments), default=None)
        if not last:
            return False, self.env._(
                "No mail has left Odoo yet. Set up an outgoing server, then send "
                "yourself a test case below."
            )
        if last < fields.Datetime.now() - FRESH:
            return False, self.env._(
                "The last mail left on %s: is the server still connected?",
                self._format_time(last),
            )
        return True, self.env._("The last mail left on %s.", self._format_time(last))

    def _find_support_address(self):
        teams = self._get_teams().filtered("alias_email")
        if not teams:
            return False, self.env._(
                "No team has an address: enter its alias and mail domain."
            )
        closed = teams.filtered(lambda team: team.alias_contact != "everyone")
        if closed:
            return False, self.env._(
                "%s takes mail only from some senders: let everyone write to it, or "
                "new customers are turned away.",
                closed[0].alias_email,
            )
        return True, ", ".join(teams.mapped("alias_email"))

    def _find_intake(self):
        failing = self.env["fetchmail.server"].search(
            [("state", "=", "done"), ("error_message", "!=", False)], limit=1
        )
        if failing:
            return False, self.env._(
                "The incoming server %(server)s fails: %(reason)s",
                server=failing.name,
                reason=failing.error_message,
            )
        last = self.env["bacg.mail.inbound"].search(
            [("transport", "in", TRANSPORTS)], order="received_at desc", limit=1
        )
        if not last:
            return False, self.env._(
                "No mail has arrived from a mail server. Connect one (guide, step 7), "
                "then write from your own phone to %s.",
                self.company_id._get_support_address(),
            )
        received = self._format_time(last.received_at)
        if last.received_at < fields.Datetime.now() - FRESH:
            return False, self.env._(
                "The last mail arrived on %s: is the server still connected?", received
            )
        return True, self.env._("The last mail arrived on %s.", received)

    def _find_scheduled_actions(self):
        ours = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", r"bacg\_%")]
        )
        crons = self.env["ir.cron"].with_context(active_test=False)
        crons = crons.browse(ours.mapped("res_id")) | self.env.ref(MAIL_QUEUE)
        if off := crons.exists().filtered(lambda cron: not cron.active):
            return False, self.env._("Switched off: %s", ", ".join(off.mapped("name")))
        due = fields.Datetime.now() - PATIENCE
        if late := crons.exists().filtered(lambda cron: cron.nextcall < due):
            return False, self.env._(
                "Overdue: %s. Does the server run scheduled actions "
                "(--max-cron-threads)?",
                ", ".join(late.mapped("name")),
            )
        return True, self.env._("%s actions, none overdue", len(crons))

    def _find_business_hours(self):
        calendars = self._get_calendars()
        if not calendars:
            return False, self.env._("The agreement has no business hours.")
        try:
            calendars._sla_check_usable()
        except UserError as error:
            return False, str(error)
        return True, ", ".join(f"{item.name} ({item.tz})" for item in calendars)

    def _find_holidays(self):
        calendars = self._get_calendars()
        if not calendars:
            return False, self.env._("The agreement has no business hours.")
        now = fields.Datetime.now()
        # The year that is soon to be entered, if it is not that already.
        year = (now + LEAD).year
        begin, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
        for calendar in calendars:
            if not self._has_holiday(calendar, now, now + YEAR):
                return False, self.env._(
                    "%s has no holiday in the next twelve months: deadlines would "
                    "fall on days on which nobody works.",
                    calendar.name,
                )
            if not self._has_holiday(calendar, begin, end):
                return False, self.env._(
                    "%(calendar)s has no holiday of %(year)s yet: deadlines would fall "
                    "on days on which nobody works.",
                    calendar=calendar.name,
                    year=year,
                )
        return True, self.env._("All business hours have some in the next year.")

    def _has_holiday(self, calendar, begin, end):
        """Return whether a holiday of a calendar begins between two moments, or lasts.

        :param begin, end: naive UTC
        """
        return bool(
            self.env["resource.calendar.leaves"].search_count(
                [
                    ("resource_id", "=", False),
                    ("calendar_id", "in", [False, calendar.id]),
                    ("company_id", "in", [False, self.company_id.id]),
                    ("date_to", ">=", begin),
                    ("date_from", "<", end),
                ],
                limit=1,
            )
        )

    def _find_agreement(self):
        agreement = self.company_id.sla_agreement_id
        if not agreement:
            return False, self.env._(
                "None is chosen for new contracts: Settings > Helpdesk > SLA."
            )
        if agreement.state != "published":
            return False, self.env._("%s is not published.", agreement.display_name)
        return True, agreement.display_name

    def _find_team(self):
        agents = self._get_teams().filtered("alias_email").user_ids
        if not agents:
            return False, self.env._(
                "Nobody is in the support team: add the people who answer cases."
            )
        if unreachable := agents.filtered(lambda user: not user.email):
            return False, self.env._(
                "%s has no email address: no warning reaches him.", unreachable[0].name
            )
        return True, ", ".join(agents[:5].mapped("name"))

    def _find_contracts(self):
        contracts = self.env["bacg.sla.contract"]
        running = [
            ("company_id", "=", self.company_id.id),
            ("state", "in", RUNNING_STATES),
        ]
        count = contracts.search_count(running)
        if not count:
            return False, self.env._(
                "No contract runs today: without one a customer's cases have no clock."
            )
        unknown = [("domain_ids", "=", False), ("partner_id.child_ids", "=", False)]
        if bare := contracts.search([*running, *unknown], limit=1):
            return False, self.env._(
                "%s has neither a mail domain nor contacts: whoever writes from there "
                "is a stranger.",
                bare.partner_id.display_name,
            )
        return True, self.env._("%s contracts run today.", count)

    def _get_teams(self):
        return self.env["helpdesk.ticket.team"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )

    def _get_calendars(self):
        """Return the hours in which cases of the company are measured."""
        running = self.env["bacg.sla.contract"].search(
            [("company_id", "=", self.company_id.id), ("state", "in", RUNNING_STATES)]
        )
        own = self.company_id.sla_agreement_id.resource_calendar_id
        return own | running.resource_calendar_id

    def _format_time(self, moment):
        return format_datetime(self.env, moment, dt_format="d MMM y, HH:mm")
