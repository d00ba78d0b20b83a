# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels
from odoo.addons.bacg_sla_platino.models.messaging.helpdesk_ticket import in_lines
from odoo.addons.bacg_sla_platino.tools.concurrency import touch


class BacgUptimeOutageSlice(models.Model):
    """A part of an outage: one cause, one scope, and what shows it (SLA 2.04)."""

    _name = "bacg.uptime.outage.slice"
    _description = "Cause of a Part of an Outage"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "outage_id, start, id"
    _rec_name = "cause_id"

    outage_id = fields.Many2one(
        comodel_name="bacg.uptime.outage",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="outage_id.company_id", store=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime(help="Empty: until the end of the outage.")
    cause_id = fields.Many2one(
        comodel_name="bacg.uptime.cause",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_cause_id(),
    )
    effect = fields.Selection(related="cause_id.effect")
    scope = fields.Selection(
        selection=[
            ("total", "Total"),
            ("partial", "Partial"),
            ("some_users", "Some users only"),
        ],
        required=True,
        default="total",
    )
    evidence = fields.Text(help="What shows the cause; the statement prints it.")
    author_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    @api.model
    def _default_cause_id(self):
        return self.env.ref("bacg_sla_uptime.cause_undefined", False)

    @api.constrains("start", "stop", "outage_id")
    def _check_times(self):
        # Two slices entered at once see each other: the later one begins again.
        touch(self.outage_id.sudo())  # sudo: only its row is locked
        for part in self:
            if part.stop and part.stop <= part.start:
                raise ValidationError(
                    self.env._("End of a cause: it must lie after its begin.")
                )
            part._check_inside()
            part._check_overlap()

    def _check_inside(self):
        outage = self.outage_id
        end = outage.stop or datetime.max
        if not outage.start <= self.start < (self.stop or end) <= end:
            raise ValidationError(
                self.env._(
                    "Begin and end of a cause: they must lie within the outage. "
                    "Correct the times of the outage first."
                )
            )

    def _check_overlap(self):
        for other in self.outage_id.slice_ids - self:
            before = self.stop and self.stop <= other.start
            after = other.stop and other.stop <= self.start
            if not before and not after:
                raise ValidationError(
                    self.env._(
                        "Begin and end of a cause: “%(cause)s” stands for a part of "
                        "the same time. A second has one cause.",
                        cause=other.cause_id.display_name,
                    )
                )

    @api.constrains("cause_id", "evidence")
    def _check_evidence(self):
        for part in self:
            excused = part.cause_id.effect in ("excused", "planned")
            if excused and not (part.evidence or "").strip():
                raise ValidationError(
                    self.env._(
                        "Evidence: “%s” does not count against us, so say what "
                        "shows it.",
                        part.cause_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        slices = super().create([self._sign(vals) for vals in vals_list])
        slices._note([[part._get_text()] for part in slices])
        return slices

    def write(self, vals):
        before = [part._get_text() for part in self]
        gone = vals.get("outage_id")
        moved = self.filtered(lambda part: gone and part.outage_id.id != gone)
        moved._note([[part._get_text(), self.env._("removed")] for part in moved])
        result = super().write(self._sign(vals))
        after = [part._get_text() for part in self]
        self._note(
            [
                [old, new] if old != new or part in moved else []
                for part, old, new in zip(self, before, after, strict=True)
            ]
        )
        return result

    def _sign(self, vals):
        """Return ``vals`` with who enters them: nobody enters for another."""
        return vals if self.env.su else {**vals, "author_id": self.env.uid}

    def unlink(self):
        self._note([[part._get_text(), self.env._("removed")] for part in self])
        return super().unlink()

    def _note(self, changes):
        """Note on their outages what changed in these slices.

        :param changes: for each slice its texts, before and after; empty: nothing
        """
        lines = {}
        for part, texts in zip(self, changes, strict=True):
            if texts:
                lines.setdefault(part.outage_id, []).append(" → ".join(texts))
        outages = self.outage_id.filtered(lambda outage: outage in lines)
        outages._note_slices({outage.id: in_lines(lines[outage]) for outage in outages})

    def _get_text(self):
        """Return this slice for people, in a line."""
        times = [
            format_datetime(self.env, moment, dt_format="short") if moment else "…"
            for moment in (self.start, self.stop)
        ]
        scope = selection_labels(self, "scope")[self.scope]
        text = f"{' – '.join(times)}: {self.cause_id.display_name}, {scope}"
        return f"{text} ({self.evidence})" if self.evidence else text
