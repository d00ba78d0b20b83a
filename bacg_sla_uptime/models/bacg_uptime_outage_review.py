# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.bacg_sla_platino.tools.concurrency import touch

from .bacg_uptime_outage import REOPENED

MANAGER = "helpdesk_mgmt.group_helpdesk_manager"


class BacgUptimeOutage(models.Model):
    """The life of an outage: reviewed, corrected, confirmed or rejected."""

    _inherit = "bacg.uptime.outage"

    is_corrector = fields.Boolean(
        compute="_compute_is_corrector",
        help="You corrected its times, or entered what excuses it: somebody else "
        "should confirm it.",
    )

    @api.depends("correction_ids.author_id", "slice_ids.author_id", "slice_ids.effect")
    @api.depends_context("uid")
    def _compute_is_corrector(self):
        for outage in self:
            excuses = outage.slice_ids.filtered(
                lambda part: part.effect in ("excused", "planned")
            )
            authors = outage.correction_ids.author_id | excuses.author_id
            outage.is_corrector = self.env.user in authors

    def action_review(self):
        """Look at outages, or look again at what was confirmed or rejected."""
        self._check_step("detected", "confirmed", "rejected")
        # sudo: only the steps write it
        self.sudo().write(REOPENED)

    def action_confirm(self):
        """Say that the outages were such, with these times and causes."""
        self._check_step("detected", "review")
        for outage in self:
            if not outage.stop:
                raise UserError(
                    self.env._(
                        "%s: it still goes on. Confirm it when it has ended, or "
                        "correct its end.",
                        outage.display_name,
                    )
                )
            outage._close_review(
                {"state": "confirmed", "self_reviewed": outage.is_corrector}
            )

    def _reject(self, reason):
        """Say that it was no outage: it does not count any more.

        :raises AccessError: unless a manager says so
        :raises UserError: without a reason
        """
        self._check_step("detected", "review", "confirmed")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("An outage is rejected by a helpdesk manager: ask one.")
            )
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Reason: say why it was no outage; the customer may ask.")
            )
        self._close_review({"state": "rejected", "reject_reason": reason})

    def _close_review(self, vals):
        # sudo: only the steps write it
        self.sudo().write(
            {
                **vals,
                "reviewed_by_id": self.env.uid,
                "reviewed_at": fields.Datetime.now(),
            }
        )

    def _check_step(self, *states):
        """Check that the user may take the next step, and that it is the next."""
        self.check_access("write")
        # Two steps at once see each other: the later one begins again.
        touch(self)
        for outage in self:
            if outage.joined_into_id:
                raise UserError(
                    self.env._(
                        "It is part of another outage: %s. Go on there.",
                        outage.joined_into_id.display_name,
                    )
                )
            if outage.state not in states:
                raise UserError(
                    self.env._("%s: this step is not the next.", outage.display_name)
                )

    def _correct(self, start, stop, reason):
        """Set begin and end right; what stood there before is kept.

        :param start, stop: naive UTC; ``stop`` False while it goes on
        :raises UserError: without a reason, for a time ahead, or if nothing changes
        """
        self.ensure_one()
        self._check_step("detected", "review", "confirmed")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Reason: say what shows that these are the right times.")
            )
        rows = self._prepare_corrections(start, stop, reason)
        if not rows:
            raise UserError(self.env._("Begin and end: they are these already."))
        # sudo: only this method adds corrections
        self.sudo().correction_ids.create(rows)
        self.sudo()._refresh()

    def _prepare_corrections(self, start, stop, reason):
        now, rows = fields.Datetime.now(), []
        for name, value in (("start", start), ("stop", stop)):
            if value == self[name]:
                continue
            label = self._fields[name]._description_string(self.env)
            if not value:
                raise UserError(
                    self.env._(
                        "%s: it cannot be left empty. If it went on, enter the end "
                        "that you know, or note another outage.",
                        label,
                    )
                )
            if value > now:
                raise UserError(self.env._("%s: the time lies ahead.", label))
            rows.append(
                {
                    "outage_id": self.id,
                    "field": name,
                    "old_value": self[name],
                    "new_value": value,
                    "reason": reason,
                    "author_id": self.env.uid,
                    "at": now,
                    "observation_ids": [Command.set(self.observation_ids.ids)],
                }
            )
        return rows

    def _note_slices(self, texts):
        """Note what changed in causes; what was confirmed is looked at again.

        :param texts: dict from the id of each of these outages to what to note
        """
        self._message_log_batch(texts)
        confirmed = self.filtered(lambda outage: outage.state == "confirmed")
        confirmed.sudo().write(REOPENED)  # sudo: only the steps write it
