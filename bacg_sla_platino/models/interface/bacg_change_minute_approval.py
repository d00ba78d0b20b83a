# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .bacg_change_minute import PRODUCED, TEXT


class BacgChangeMinute(models.Model):
    """What both sides answer: the minutes first, then that they go into production."""

    _inherit = "bacg.change.minute"

    def _approval_get_fields(self):
        return list(TEXT)

    def _approval_get_step(self):
        if self.is_emergency or self.state not in ("tested", "approved"):
            return ""
        return "production"

    def _approval_get_name(self):
        if self._approval_get_step():
            return self.env._("%s: put into production", self.display_name)
        return super()._approval_get_name()

    def _approval_get_contract(self):
        # sudo: whoever writes minutes need not see contracts
        interface = self.sudo().interface_id
        return interface._get_contracts().get(
            interface, self.env["bacg.sla.contract"].sudo()
        )

    def _approval_get_responsible(self):
        return super()._approval_get_responsible() | self.interface_id.user_id

    def _approval_get_planned_at(self):
        planned = not self.is_emergency and self.planned_start
        over = planned and planned < fields.Datetime.now()
        return False if over and self._approval_get_step() else planned

    def _approval_get_substance(self):
        substance = super()._approval_get_substance()
        substance["lines"] = [line._get_substance() for line in self.line_ids]
        if self._approval_get_step():
            substance["tested_at"] = self.tested_at
            substance["evidence"] = self._get_tested_evidence().mapped("digest")
        return substance

    def _approval_get_content(self):
        content = [
            [self.env._("Interface"), self.interface_id.name],
            *super()._approval_get_content(),
        ]
        for index, line in enumerate(self.line_ids, start=1):
            content.append([f"{index}. {line.name}", line._get_text()])
        if self._approval_get_step():
            texts = [one._get_text() for one in self._get_tested_evidence()]
            content.append([self.env._("Evidence of the tests"), "\n".join(texts)])
        return content

    def _approval_get_text(self, name, described):
        if described["type"] == "boolean":
            return self.env._("Yes") if self[name] else ""
        return super()._approval_get_text(name, described)

    def _get_tested_evidence(self):
        """Return the evidence by which the changes were found to be tested."""
        return self.evidence_ids.filtered(
            lambda one: self.tested_at and one.noted_at <= self.tested_at
        ).sorted("id")

    # -------------------------------------------------------------------------
    # Asking, and what an answer does
    # -------------------------------------------------------------------------

    def _approval_check(self):
        if self._approval_get_step():
            self._check_step("tested")
        elif self.is_emergency:
            self._check_step(*PRODUCED)
            if self.agreed_at:
                raise UserError(self.env._("%s: it is approved already.", self.name))
            self._check_complete()
        else:
            self._check_step("draft", "sent")
            self.interface_id._check_gaps()
            self._check_complete()
        return super()._approval_check()

    def _check_complete(self):
        """Check that both sides can judge the changes.

        :raises UserError: naming what is missing
        """
        if not self.line_ids:
            raise UserError(self.env._("Changes: write down at least one."))
        if not (self.planned_start or self.is_emergency):
            raise UserError(
                self.env._("Planned start, planned end: say when it is done.")
            )
        for line in self.line_ids:
            for name in ("impact", "test_plan", "backout_plan"):
                if not (line[name] or "").strip():
                    raise UserError(
                        self.env._(
                            "%(change)s – %(field)s: both sides agree on it, fill it "
                            "in.",
                            change=line.name,
                            field=line._get_label(name),
                        )
                    )

    def _approval_ask(self, reason):
        result = super()._approval_ask(reason)
        if not self._approval_get_step():
            # sudo: only the steps write it
            minute = self.sudo()
            minute.sent_at = minute.sent_at or fields.Datetime.now()
            if minute.state == "draft":
                minute.state = "sent"
        return result

    def _approval_answered(self, approval):
        result = super()._approval_answered(approval)
        minute, now = self.sudo(), fields.Datetime.now()  # sudo: as above
        if minute.approval_state == "refused" and minute.state == "sent":
            minute.state = "draft"
        elif minute.approval_state == "approved":
            if minute.state == "tested":
                minute.write({"state": "approved", "approved_at": now})
            else:
                minute.agreed_at = now
                if minute.state == "sent":
                    minute.state = "agreed"
        return result
