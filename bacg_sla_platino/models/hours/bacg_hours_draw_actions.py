# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import hours
from ...tools.clock.duration import format_hours


class BacgHoursDraw(models.Model):
    """Actions on a draw: propose, decide, log work, void, close (SLA 1.18)."""

    _inherit = "bacg.hours.draw"

    @api.model
    def _propose(self, contract, pool, minutes, text, ticket=None, **values):
        """Offer work to the customer's approvers and mail it to them.

        :param minutes: offered, whole minutes
        :param ticket: the case it is about, if any
        :param values: ``valid_until``, ``work_date``
        :return: the draw, ``proposed``
        """
        contract._hours_check_offer(minutes, text)
        days = contract.company_id.hours_proposal_days
        # sudo: only these actions write draws
        draw = self.sudo().create(
            {
                "name": self.env["ir.sequence"].sudo().next_by_code("bacg.hours.draw"),
                "contract_id": contract.id,
                "ticket_id": ticket.id if ticket else False,
                "hours_pool": pool,
                "hours_offered": hours.to_hours(minutes),
                "text": text.strip(),
                "proposed_by_id": self.env.user.id,
                "proposed_at": fields.Datetime.now(),
                **values,
                "valid_until": values.get("valid_until")
                or contract._today() + timedelta(days=days),
            }
        )
        draw._check_proposal()
        draw._send_proposal()
        return draw.sudo(False)

    def _check_proposal(self):
        if self.valid_until < self.contract_id._today():
            raise UserError(self.env._("Valid until: give today or a later day."))
        over = self._overdrawn_minutes()
        if over and self.contract_id._hours_overdraw() == "no":
            raise UserError(
                self.env._(
                    "Hours: %(offered)s are offered, %(over)s more than are available. "
                    "Offer fewer, or let the customer buy hours first.",
                    offered=self._offered_text(),
                    over=format_hours(self.env, over),
                )
            )

    def _is_open(self):
        """Return whether the customer can still decide."""
        return (
            self.state == "proposed" and self.contract_id._today() <= self.valid_until
        )

    def _may_decide(self, partner):
        return partner in self.contract_id.hours_approver_ids

    def _decide(self, agreed, partner, note=None, overdraw=False):
        """Record the customer's decision, given by one of their approvers.

        :param overdraw: whether they accept more hours than are available
        """
        self.ensure_one()
        if not self._may_decide(partner):
            raise AccessError(
                self.env._("You may not agree to hours for %s.", self.partner_id.name)
            )
        if not self._is_open():
            raise UserError(
                self.env._("%s is no longer open for a decision.", self.name)
            )
        self.contract_id._hours_lock()
        values = {
            "decided_by_id": partner.id,
            "decided_at": fields.Datetime.now(),
            "decision_note": (note or "").strip(),
            "state": "agreed" if agreed else "refused",
        }
        if agreed and self._overdrawn_minutes():
            self._check_overdraw(overdraw)
            values["overdraw_accepted"] = True
        self.write(values)
        self._plan()
        self._notify_decision()
        self.env["bacg.hours.alert"]._notify(self.contract_id, self.hours_pool)

    def _check_overdraw(self, accepted):
        mode = self.contract_id._hours_overdraw()
        if mode == "no":
            raise UserError(
                self.env._("These hours are no longer available. Please contact us.")
            )
        if mode == "ask" and not accepted:
            raise UserError(
                self.env._(
                    "More hours than are available: confirm that the next hours you "
                    "get cover the rest."
                )
            )

    def _log(self, minutes, day, text, chargeable=True, user=None):
        """Log work that was done and draw its hours.

        :param minutes: worked, before rounding
        :param day: the work date, which decides from which grants the hours are drawn
        :return: the time entry
        """
        self.ensure_one()
        self._check_work(minutes, day, chargeable)
        # sudo: only these actions write hours
        draw = self.sudo()
        draw.contract_id._hours_lock()
        draw._release()
        entry = draw.entry_ids._make(
            draw,
            minutes,
            day,
            name=text,
            chargeable=chargeable,
            user_id=(user or self.env.user).id,
        )
        draw._plan()
        draw.env["bacg.hours.alert"]._notify(draw.contract_id, draw.hours_pool)
        return entry.sudo(False)

    def _check_work(self, minutes, day, chargeable):
        if self.state not in ("agreed", "done"):
            raise UserError(
                self.env._(
                    "%s is not agreed: time is noted once the customer has agreed.",
                    self.name,
                )
            )
        if minutes <= 0:
            raise UserError(self.env._("Worked: give more than 0."))
        if day > self.contract_id._today():
            raise UserError(self.env._("Work date: give today or an earlier day."))
        left = self._offered_minutes() - self._chargeable_minutes()
        if chargeable and minutes > left:
            raise UserError(
                self.env._(
                    "Worked: %(left)s of the %(offered)s agreed are left. Note those, "
                    "and propose the other hours or note them without charging.",
                    offered=self._offered_text(),
                    left=format_hours(self.env, max(left, 0)),
                )
            )

    def _correct(self, entry, reason, minutes=0, **values):
        """Undo a time entry and log ``minutes`` instead, if any."""
        draw = self.sudo()
        draw.contract_id._hours_lock()
        draw._release()
        entry.sudo()._undo(reason)
        draw._plan()
        draw.contract_id._hours_settle()
        return draw.sudo(False)._log(minutes, **values) if minutes else entry.browse()

    def _void(self, reason):
        """Withdraw proposals, or void agreed draws with all their work."""
        for draw in self.sudo():
            if draw.state not in ("proposed", "agreed"):
                raise UserError(
                    self.env._(
                        "%s: only what is proposed or agreed can be voided. Correct "
                        "its time entries instead.",
                        draw.name,
                    )
                )
            draw.contract_id._hours_lock()
            draw._release()
            draw.entry_ids._in_force()._undo(reason)
            draw.write({"state": "void", "void_reason": reason})
            draw.contract_id._hours_settle()

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def action_done(self):
        """Close draws whose work is finished and release what they still reserve."""
        self._hours_check_agent()
        for draw in self:
            if draw.state != "agreed" or not draw.entry_ids._in_force():
                raise UserError(
                    self.env._(
                        "%s: only what was agreed and worked on is done. Note the time "
                        "first, or void it.",
                        draw.name,
                    )
                )
        # sudo: only these actions write draws
        draws = self.sudo()
        draws.write(
            {
                "state": "done",
                "done_by_id": self.env.user.id,
                "done_at": fields.Datetime.now(),
            }
        )
        draws._release()
        for contract in draws.contract_id:
            contract._hours_settle()

    def action_open(self):
        self.ensure_one()
        return self._get_records_action()

    # -------------------------------------------------------------------------
    # Scheduled action
    # -------------------------------------------------------------------------

    @api.model
    def _expire(self, contracts):
        """Expire the proposals whose last day is over, and notify the staff."""
        proposed = self.search(
            [("contract_id", "in", contracts.ids), ("state", "=", "proposed")]
        )
        over = proposed.filtered(lambda draw: not draw._is_open())
        over.write({"state": "expired"})
        over._notify_staff(
            {
                draw: self.env._("%s: nobody answered in time.", draw.name)
                for draw in over
            }
        )
