# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgUptimeSourceTarget(models.Model):
    """Which hosted instance a monitor means by the value of its label."""

    _name = "bacg.uptime.source.target"
    _description = "Target of a Monitoring Source"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "source_id, name, id"
    _check_company_auto = True

    source_id = fields.Many2one(
        comodel_name="bacg.uptime.source",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="source_id.company_id", store=True, precompute=True
    )
    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    name = fields.Char(
        string="Value of the label",
        compute="_compute_name",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="As it stands in the alerts, by default the instance's address.",
    )
    heard_at = fields.Datetime(
        string="Named first",
        readonly=True,
        copy=False,
        help="When an alert named this target first, be it a test alert. Before it "
        "nothing shows that the value is right, and the time counts as unknown.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE (source_id, name)",
        "Another target of this source has this value already.",
    )

    @api.depends("instance_id")
    def _compute_name(self):
        for target in self:
            target.name = target.name or target.instance_id.url

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._begin()
        return targets

    def write(self, vals):
        changes = vals.keys() & {"name", "instance_id", "source_id"}
        if changes:
            self._end()
            vals = {**vals, "heard_at": False}
        result = super().write(vals)
        if changes:
            self._begin()
        return result

    @api.ondelete(at_uninstall=False)
    def _end(self):
        """Say no more of the instances: from now on this source does not watch them."""
        # sudo: spans have no other writer than monitors
        spans = self.env["bacg.uptime.span"].sudo()
        for target in self:
            spans._note(
                target.instance_id, target.source_id, False, fields.Datetime.now()
            )

    def _begin(self):
        self._adopt_alerts()

    def _hear(self, names):
        """Know of what alerts name: their source watches it from now on.

        :param names: the values of the label
        """
        now = fields.Datetime.now()
        heard = self.filtered(lambda one: one.name in names and not one.heard_at)
        heard.heard_at = now
        for source, targets in heard.grouped("source_id").items():
            if source.alive_at and not source.silent_since:
                source._note_state("up", now, targets.instance_id)

    def _adopt_alerts(self):
        """Give the instances the alerts that came before anybody said whose they are.

        What was an instance's stays its own.
        """
        # sudo: alerts have no other writer than the feed
        alerts = self.env["bacg.uptime.alert"].sudo()
        orphans = alerts.search(
            [
                ("source_id", "in", self.source_id.ids),
                ("target", "in", self.mapped("name")),
                ("instance_id", "=", False),
            ]
        )
        # sudo: spans have no other writer than monitors
        for target in self.sudo():
            own = orphans.filtered(lambda a, one=target: a.source_id == one.source_id)
            target._hear(set(own.mapped("target")))
        instances = {(one.source_id, one.name): one.instance_id for one in self}
        for key, adopted in orphans.grouped(lambda a: (a.source_id, a.target)).items():
            adopted.instance_id = instances.get(key, False)
        orphans._observe()
