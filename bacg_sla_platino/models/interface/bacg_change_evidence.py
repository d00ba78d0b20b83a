# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgChangeEvidence(models.Model):
    """What shows that changes were tested: a file or a case (SLA 7.05, 7.06).

    Nobody edits or deletes it, and it is as old as the moment in which it was added:
    not the file's own date, which anybody can set.
    """

    _name = "bacg.change.evidence"
    _description = "Evidence of a Test"
    _order = "id"

    minute_id = fields.Many2one(
        comodel_name="bacg.change.minute",
        string="Minutes",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="minute_id.company_id", store=True)
    line_ids = fields.Many2many(
        comodel_name="bacg.change.line", string="Changes", readonly=True
    )
    name = fields.Char(string="What it shows", required=True, readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    filename = fields.Char(readonly=True)
    digest = fields.Char(
        required=True, readonly=True, help="SHA-256 of the file, or the case's number."
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Case", readonly=True, index=True
    )
    noted_at = fields.Datetime(
        string="Added on", required=True, readonly=True, default=fields.Datetime.now
    )
    noted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Added by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    is_late = fields.Boolean(
        string="Added after production", compute="_compute_is_late"
    )

    @api.depends("noted_at", "minute_id.actual_start")
    def _compute_is_late(self):
        for evidence in self:
            began = evidence.minute_id.actual_start
            evidence.is_late = bool(began) and evidence.noted_at >= began

    @api.model
    def _add(self, lines, name, content=None, filename=None, ticket=None):
        """Add evidence of the test of changes, as of now.

        :param lines: the changes, of one minute
        :param content: of the file, in base64
        :param ticket: the case instead of a file, or with it
        :raises UserError: if there is neither, or it is not the time for it
        """
        minute = lines.minute_id
        minute.ensure_one()
        minute.check_access("write")
        self._check_time(minute)
        raw = base64.b64decode(content or b"")
        if not (raw or ticket):
            raise UserError(self.env._("Evidence: attach a file, or name a case."))
        if ticket:
            ticket.check_access("read")
            if ticket.sudo().commercial_partner_id != minute.partner_id:
                raise UserError(
                    self.env._(
                        "Case: %(number)s is not of %(customer)s.",
                        number=ticket.number,
                        customer=minute.partner_id.name,
                    )
                )
        digest = hashlib.sha256(raw).hexdigest() if raw else ticket.number
        # sudo: only this method adds evidence
        evidence = self.sudo().create(
            {
                "minute_id": minute.id,
                "line_ids": [(6, 0, lines.ids)],
                "name": (name or "").strip() or filename or ticket.name,
                "file": raw and base64.b64encode(raw),
                "filename": filename,
                "digest": digest,
                "ticket_id": ticket and ticket.id,
            }
        )
        return evidence.sudo(self.env.su)

    @api.model
    def _check_time(self, minute):
        made = minute.is_emergency and minute.actual_start
        if minute.state == "cancelled" or not (minute.agreed_at or made):
            raise UserError(
                self.env._(
                    "Evidence: what is tested is what both sides agreed on, so it is "
                    "added once %s is agreed.",
                    minute.name,
                )
            )

    def _get_text(self):
        """Return this evidence for people, in a line."""
        case = self.ticket_id.sudo()
        what = self.filename or self.env._("case %s", case.number)
        when = self.minute_id.interface_id._format_time(self.noted_at)
        return f"{self.name} ({what}), {when}"
