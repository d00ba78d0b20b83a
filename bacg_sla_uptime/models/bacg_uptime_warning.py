# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from ..tools.budget import THRESHOLDS, crossed
from ..tools.duration import format_roughly

BATCH = 200


class BacgUptimeWarning(models.Model):
    """Warning that a month's downtime is half, mostly or all used up (SLA 2.01).

    Sent once for each threshold. It ends when the use falls clearly below, as after a
    false alarm is rejected; only then the threshold warns again.
    """

    _name = "bacg.uptime.warning"
    _description = "Warning of a Month's Downtime"
    _order = "id desc"
    _rec_name = "threshold"

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        related="instance_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(related="instance_id.company_id", store=True)
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    threshold = fields.Integer(string="Threshold (%)", required=True, readonly=True)
    begun_at = fields.Datetime(
        string="Warned on", required=True, readonly=True, default=fields.Datetime.now
    )
    ended_at = fields.Datetime(string="Ended on", readonly=True)
    used_s = fields.Integer(string="Used (s)", readonly=True)
    allowed_s = fields.Integer(string="Allowed (s)", readonly=True)
    projected_s = fields.Integer(
        string="At the month's end (s)",
        readonly=True,
        help="If it goes on as until then.",
    )

    _once = models.UniqueIndex(
        "(instance_id, month, threshold) WHERE ended_at IS NULL",
        "This warning was already sent.",
    )

    @api.model
    def _cron_warnings(self):
        """Warn of the instances whose month has little downtime left.

        Idempotent; several servers may run it.
        """
        judged = self.env["bacg.hosted.instance"].search([("judged", "=", True)])
        for start in range(0, len(judged), BATCH):
            batch = judged[start : start + BATCH]
            with isolated(batch):
                self._update(batch.try_lock_for_update(allow_referencing=True))
            left = len(judged) - start - len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                break

    @api.model
    def _update(self, instances):
        """Begin and end the warnings of these instances as their month stands."""
        months = instances._uptime_get_months()
        open_ones = self.search(
            [("instance_id", "in", instances.ids), ("ended_at", "=", False)]
        ).grouped("instance_id")
        ended, values = self.browse(), []
        for instance, month in months.items():
            warned = open_ones.get(instance, self.browse())
            of_month = warned.filtered(
                lambda one, first=month.first: one.month == first
            )
            percent = month.budget.percent
            begin, end = crossed(percent, set(of_month.mapped("threshold")))
            ended |= warned - of_month
            ended |= of_month.filtered(lambda one, end=end: one.threshold in end)
            values += [
                self._prepare_values(instance, month, threshold) for threshold in begin
            ]
        ended.ended_at = fields.Datetime.now()
        self.create(values)._notify()

    @api.model
    def _prepare_values(self, instance, month, threshold):
        budget = month.budget
        return {
            "instance_id": instance.id,
            "month": month.first,
            "threshold": threshold,
            "used_s": int(budget.used_s),
            "allowed_s": int(budget.allowed_s),
            "projected_s": int(budget.projected_s or 0),
        }

    def _notify(self):
        """Tell the account managers, of each instance the highest threshold alone."""
        for warnings in self.grouped("instance_id").values():
            warning = warnings.sorted("threshold")[-1]
            contract = warning.instance_id.contract_id
            staff = warning.with_env(contract._in_staff_language().env)
            contract._notify_account_manager(
                "bacg_sla_uptime.mail_activity_type_uptime_budget", staff._sentence()
            )

    def _sentence(self):
        """Return what is used and what is left, in the current language."""
        self.ensure_one()
        left = self.allowed_s - self.used_s
        values = {
            "instance": self.instance_id.display_name,
            "threshold": self.threshold,
            "left": format_roughly(self.env, left),
        }
        if self.threshold >= THRESHOLDS[-1] or left < 0:
            return self.env._(
                "%(instance)s: the downtime that the month allows is used up.",
                **values,
            )
        return self.env._(
            "%(instance)s: %(threshold)s %% of the month's downtime is used, "
            "%(left)s are left.",
            **values,
        )
