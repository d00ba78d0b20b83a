# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.concurrency import touch
from ..common.selections import selection_labels

BAD_RESULTS = ("failed", "rolled_back")


class BacgChangeMinute(models.Model):
    """The way of a change: agreed, tested, approved, in production (SLA 7.06)."""

    _inherit = "bacg.change.minute"

    def _check_step(self, *states):
        """Check that an agent may take the next step, and that it is the next."""
        self.ensure_one()
        self._check_approval_access()
        # Two steps at once see each other: the later one begins again.
        touch(self)
        if self.state not in states:
            labels = selection_labels(self, "state")
            raise UserError(
                self.env._(
                    "%(minutes)s: this step is not the next one, the state is "
                    "“%(state)s”.",
                    minutes=self.name,
                    state=labels[self.state],
                )
            )

    # -------------------------------------------------------------------------
    # Tests
    # -------------------------------------------------------------------------

    def action_tested(self):
        """Say that the changes passed their tests: each has its evidence."""
        self._check_step("agreed")
        if missing := self._get_untested():
            raise UserError(
                self.env._(
                    "Evidence of the test is missing for: %s. Add a file or a case.",
                    ", ".join(missing.mapped("name")),
                )
            )
        # sudo: only the steps write it
        self.sudo().write(
            {
                "state": "tested",
                "tested_at": fields.Datetime.now(),
                "tested_by_id": self.env.uid,
                "approval_state": "none",
            }
        )

    def _get_untested(self, moment=None):
        """Return the changes without evidence.

        :param moment: naive UTC; only evidence that is older counts
        """
        # sudo: evidence may name cases of other teams
        evidence = self.sudo().evidence_ids.filtered(
            lambda one: not moment or one.noted_at < moment
        )
        return self.line_ids - evidence.line_ids.sudo(self.env.su)

    # -------------------------------------------------------------------------
    # Production
    # -------------------------------------------------------------------------

    def _put_in_production(self, start, release=None, override_reason=None):
        """Note that the changes went into production at a naive UTC ``start``.

        :param override_reason: why a manager let it happen without what is missing
        :raises UserError: naming what is missing
        """
        emergency = self.is_emergency
        states = ("draft",) if emergency else ("agreed", "tested", "approved")
        self._check_step(*states)
        self._check_moment(self._fields["actual_start"], start)
        values = {
            "state": "production",
            "actual_start": start,
            "produced_by_id": self.env.uid,
            "produced_noted_at": fields.Datetime.now(),
            "release": release,
        }
        if emergency:
            values["emergency_due"] = self._prepare_emergency(start)
        elif missing := self._get_missing(start):
            values.update(self._prepare_override(missing, override_reason))
        # sudo: only the steps write it
        self.sudo().write(values)
        deployed = {"production_deployed_at": start}
        if release:
            deployed["production_version"] = release
        self.interface_id.sudo().write(deployed)
        self._tell_customer()

    def _check_moment(self, field, moment):
        if moment > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%s: note it when it has happened, not before.",
                    field._description_string(self.env),
                )
            )

    def _get_missing(self, start):
        """Return what production lacks, as texts: it has to be older than the step.

        :param start: of the production, naive UTC
        """
        missing = [
            self.env._("evidence of the test, from before the start: %s", line.name)
            for line in self._get_untested(start)
        ]
        if not self.agreed_at or self.agreed_at >= start:
            missing.append(self.env._("the agreement of both sides, before the start"))
        if not self.approved_at or self.approved_at >= start:
            missing.append(self.env._("the approval for production, before the start"))
        return missing

    def _prepare_override(self, missing, reason):
        """Return what is kept of production without all that it needs.

        :raises UserError: without a reason
        :raises AccessError: if it is no manager who gives it
        """
        reason, text = (reason or "").strip(), "; ".join(missing)
        if not reason:
            raise UserError(
                self.env._(
                    "%(minutes)s is not ready for production. Missing: %(missing)s. A "
                    "helpdesk manager may override it with a reason.",
                    minutes=self.name,
                    missing=text,
                )
            )
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager"):
            raise AccessError(
                self.env._(
                    "Only a helpdesk manager lets a change into production without: %s",
                    text,
                )
            )
        return {
            "override_by_id": self.env.uid,
            "override_at": fields.Datetime.now(),
            "override_reason": reason,
            "override_text": text,
        }

    def _prepare_emergency(self, start):
        """Return until when an emergency change is approved: naive UTC."""
        if not (self.emergency_reason or "").strip():
            raise UserError(self.env._("Emergency reason: say what was down."))
        company = self.company_id.sudo()  # sudo: to read settings and calendars
        contract = self._approval_get_contract()
        calendar = (
            contract._get_business_calendar()
            if contract
            else company.sla_agreement_id.resource_calendar_id
        )
        days = company.change_emergency_days
        return calendar._sla_closing_after(start, days, company)

    # -------------------------------------------------------------------------
    # Outcome
    # -------------------------------------------------------------------------

    def _note_outcome(self, stop, result, note=None, ticket=None):
        """Note how the change went in production.

        :param stop: when it ended, or was rolled back; naive UTC
        :param result: a key of ``result``
        :param ticket: the case that it caused; a bad result without one opens one
        """
        self._check_step("production", "verified")
        if self.state == "verified" and result != "rolled_back":
            raise UserError(self.env._("%s: its result is noted already.", self.name))
        self._check_moment(self._fields["actual_stop"], stop)
        if stop < self.actual_start:
            raise UserError(self.env._("Actual end: it lies before the actual start."))
        note = (note or "").strip()
        if result in BAD_RESULTS and not note:
            raise UserError(self.env._("What was seen: say what failed."))
        if ticket:
            self._check_caused(ticket)
        elif result in BAD_RESULTS and not self.ticket_id:
            ticket = self._open_caused_case(note)
        values = {
            "state": "verified",
            "actual_stop": stop,
            "result": result,
            "result_note": note or self.result_note,
            "ticket_id": ticket.id if ticket else self.ticket_id.id,
        }
        if result == "rolled_back":
            values["state"] = "rolled_back"
            values["rolled_back_at"] = stop
            values["rolled_back_by_id"] = self.env.uid
        # sudo: only the steps write it
        self.sudo().write(values)
        self._tell_customer()

    def _check_caused(self, ticket):
        ticket.check_access("read")
        if ticket.sudo().commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "Case: %(number)s is not of %(customer)s.",
                    number=ticket.number,
                    customer=self.partner_id.name,
                )
            )

    def _open_caused_case(self, note):
        """Open the case that a failed change caused, for the customer's contact."""
        interface = self.interface_id
        contact = interface.contact_id or self.customer_ids[:1] or self.partner_id
        subject = self.env._("Failed change: %s", self.display_name)
        return self.env["helpdesk.ticket"].create(
            interface._prepare_case(contact, subject, note)
        )

    def _cancel(self, reason):
        """End these minutes before production.

        :raises UserError: without a reason
        """
        self._check_step("draft", "sent", "agreed", "tested", "approved")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say why, both sides read it."))
        asked = self._approval_get_live().filtered(lambda one: one.state == "asked")
        asked._void(self.env._("Cancelled"))
        # sudo: only the steps write it
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})

    def _replace(self):
        """Return new minutes with the same changes, to be agreed anew."""
        return (
            self.sudo()  # sudo: only the steps say what replaces what
            .copy({"previous_id": self.id, "date": fields.Date.context_today(self)})
            .sudo(self.env.su)
        )

    def _tell_customer(self):
        """Mail the customer's people what happened in production."""
        contract = self._approval_get_contract()
        people = self.interface_id.contact_id | self.customer_ids
        people |= contract._approval_get_approvers() if contract else people
        template = self.env.ref("bacg_sla_platino.mail_template_change_step")
        for partner in people.filtered("email_normalized"):
            minute = self.with_context(lang=partner.lang or self.env.lang)
            template.with_context(lang=minute.env.lang)._send_automatic(
                minute.ids, recipient_ids=[(6, 0, partner.ids)]
            )

    def action_view_case(self):
        self.ensure_one()
        return self.ticket_id._get_records_action()
