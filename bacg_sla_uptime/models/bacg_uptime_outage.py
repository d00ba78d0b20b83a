# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from odoo.addons.bacg_sla_platino.tools.concurrency import touch

from ..tools.availability import Outage, Part, to_seconds

# What an agent writes himself; the rest comes from observations and from buttons.
WRITABLE = {"slice_ids", "note", "activity_ids", "message_follower_ids"}
ENTERED = WRITABLE | {"instance_id", "start", "stop"}
# Looked at again: nobody stands for what it says now.
REOPENED = {
    "state": "review",
    "reviewed_by_id": False,
    "reviewed_at": False,
    "self_reviewed": False,
    "reject_reason": False,
}
# What counts: an outage that nobody reviewed counts, too (decision 33).
COUNTING_STATES = ("detected", "review", "confirmed")


class BacgUptimeOutage(models.Model):
    """A time in which an instance was down, from its first sign to its last.

    Its times are those of its observations, or of the last correction.
    """

    _name = "bacg.uptime.outage"
    _description = "Outage"
    _inherit = ["mail.thread", "mail.activity.mixin", "bacg.sla.company.mixin"]
    _order = "start desc, id desc"
    _mail_post_access = "read"

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        index=True,
        ondelete="restrict",
    )
    contract_id = fields.Many2one(related="instance_id.contract_id", store=True)
    partner_id = fields.Many2one(
        related="instance_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="instance_id.company_id", store=True)
    start = fields.Datetime(required=True, tracking=True, help="The first sign of it.")
    stop = fields.Datetime(
        tracking=True,
        help="When it worked again; empty while it goes on. It is never the closing "
        "of a case.",
    )
    duration = fields.Float(
        string="Hours", compute="_compute_duration", help="Until now if it goes on."
    )
    state = fields.Selection(
        selection=[
            ("detected", "Detected"),
            ("review", "In review"),
            ("confirmed", "Confirmed"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="detected",
        index=True,
        copy=False,
        tracking=True,
        help="A rejected one does not count. One that nobody reviewed does.",
    )
    slice_ids = fields.One2many(
        comodel_name="bacg.uptime.outage.slice",
        inverse_name="outage_id",
        string="Causes",
        help="What of it had which cause; the rest has none yet, and counts.",
    )
    observation_ids = fields.One2many(
        comodel_name="bacg.uptime.observation",
        inverse_name="outage_id",
        string="Who saw it",
        readonly=True,
    )
    correction_ids = fields.One2many(
        comodel_name="bacg.uptime.outage.correction",
        inverse_name="outage_id",
        string="Corrections",
        readonly=True,
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    note = fields.Text(help="For the customer's statement.")
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", string="Reviewed by", readonly=True, copy=False
    )
    reviewed_at = fields.Datetime(string="Reviewed on", readonly=True, copy=False)
    self_reviewed = fields.Boolean(
        string="Confirmed by who corrected or excused it", readonly=True, copy=False
    )
    reject_reason = fields.Char(readonly=True, copy=False)
    joined_into_id = fields.Many2one(
        comodel_name="bacg.uptime.outage",
        string="Is part of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Two sources saw the same outage: it counts once.",
    )

    _instance_start_idx = models.Index("(instance_id, start)")

    @api.depends("start", "instance_id.name", "partner_id.name")
    def _compute_display_name(self):
        for outage in self:
            start = fields.Datetime.context_timestamp(outage, outage.start)
            outage.display_name = self.env._(
                "%(customer)s, %(instance)s: %(start)s",
                customer=outage.partner_id.name,
                instance=outage.instance_id.name,
                start=f"{start:%Y-%m-%d %H:%M}",
            )

    @api.depends("start", "stop")
    def _compute_duration(self):
        now = fields.Datetime.now()
        for outage in self:
            passed = (outage.stop or now) - outage.start if outage.start else None
            outage.duration = passed.total_seconds() / 3600 if passed else 0

    @api.constrains("start", "stop")
    def _check_times(self):
        for outage in self:
            if outage.stop and outage.stop <= outage.start:
                raise ValidationError(
                    self.env._("End: it must lie after the begin of the outage.")
                )

    @api.model
    def default_get(self, fields):
        """Take what nobody enters from its field: no context and no user gives it."""
        facts = set(fields) - ENTERED
        values = super().default_get([name for name in fields if name not in facts])
        given = {name: self._fields[name].default for name in facts}
        return values | {name: give(self) for name, give in given.items() if give}

    @api.model_create_multi
    def create(self, vals_list):
        """Create outages; one that a person enters is an observation of his.

        It is joined with those that it meets, as what any source saw.
        """
        if not self.env.su:
            for vals in vals_list:
                self._check_writable(vals.keys() - ENTERED)
        outages = super().create(vals_list)
        outages._observe_by_hand()
        return outages

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals.keys())
        return super().write(vals)

    def _check_writable(self, names):
        """Refuse what comes from observations or buttons only.

        :raises UserError: with the first such field
        """
        for name in sorted(names - WRITABLE):
            raise UserError(
                self.env._(
                    "%s: it is not written by hand. Use the buttons above; times are "
                    "corrected with a reason.",
                    self._fields[name]._description_string(self.env),
                )
            )

    def _observe_by_hand(self):
        """Note who entered these outages, for those that nothing observed."""
        by_hand = self.filtered(lambda outage: not outage.observation_ids)
        if not by_hand:
            return
        # Two that enter the same at once see each other: the later begins again.
        touch(by_hand.instance_id)
        # sudo: observations are facts, written by such methods only
        observations = self.env["bacg.uptime.observation"].sudo()
        rows = observations.create(
            [
                {
                    "instance_id": outage.instance_id.id,
                    "outage_id": outage.id,
                    "source": "hand",
                    "key": f"outage {outage.id}",
                    "start": outage.start,
                    "stop": outage.stop,
                    "evidence": self.env._("Entered by %s", self.env.user.name),
                }
                for outage in by_hand
            ]
        )
        by_hand.sudo()._arrange(rows)  # sudo: as above

    def _get_fact(self, now):
        """Return this outage, which goes on until ``now`` if it has no end.

        Its causes count once it is confirmed: unreviewed, all of it is against us.
        """
        start, stop = to_seconds(self.start), to_seconds(self._get_end(now))
        parts = tuple(
            Part(
                to_seconds(part.start),
                to_seconds(part.stop) if part.stop else stop,
                part.cause_id.effect,
                part.scope,
                part.id,
            )
            for part in self.slice_ids
            if self.state == "confirmed"
        )
        seen = tuple(
            (to_seconds(row.start), to_seconds(row._get_end(now)))
            for row in self.observation_ids
            if row.source != "check"
        )
        return Outage(start, stop, parts, seen, self.id)

    def _get_end(self, now):
        """Return its end, or until when somebody saw it that it goes on."""
        rows = self.observation_ids.filtered(lambda row: row.source != "customer")
        return self.stop or max((row._get_end(now) for row in rows), default=now)

    def _get_text(self):
        """Return what was seen of this outage, and when, in a sentence."""
        self.ensure_one()
        times = {
            name: format_datetime(self.env, self[name], dt_format="short")
            for name in ("start", "stop")
            if self[name]
        }
        evidence = self.observation_ids[:1].evidence or ""
        if self.stop:
            return self.env._(
                "Our monitor saw it down from %(start)s to %(stop)s: %(evidence)s",
                evidence=evidence,
                **times,
            )
        return self.env._(
            "Our monitor sees it down since %(start)s: %(evidence)s",
            evidence=evidence,
            **times,
        )
