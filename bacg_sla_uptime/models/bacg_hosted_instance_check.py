# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bacg_sla_platino.models.messaging.helpdesk_ticket import in_lines

from ..tools import probe
from .bacg_uptime_check import STATES
from .bacg_uptime_check_watch import WARNING

MEASURED = {"live_state", "checks_made"}


class BacgHostedInstance(models.Model):
    """What is looked at of an instance."""

    _name = "bacg.hosted.instance"
    _inherit = ["bacg.hosted.instance", "mail.activity.mixin"]

    check_ids = fields.One2many(
        comodel_name="bacg.uptime.check",
        inverse_name="instance_id",
        string="Checks",
        context={"active_test": False},
    )
    checks_made = fields.Boolean(
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="Technical: the usual checks have been made once.",
    )
    check_state = fields.Selection(
        selection=STATES,
        string="State now",
        compute="_compute_check_state",
        help="What the check of the login page says.",
    )
    checked_at = fields.Datetime(string="Last look", compute="_compute_check_state")

    @api.depends("check_ids.state", "check_ids.checked_at", "check_ids.kind")
    def _compute_check_state(self):
        for instance in self:
            check = instance.check_ids.filtered(lambda check: check.kind == "login")
            instance.check_state = check.state
            instance.checked_at = check.checked_at

    @api.model
    def default_get(self, fields):
        """Take nothing that is measured from a context or from a user's defaults."""
        return super().default_get([name for name in fields if name not in MEASURED])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_measured(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_measured(vals)
        return super().write(vals)

    @api.model
    def _check_measured(self, vals):
        """Refuse what only monitors may say.

        :raises UserError: with the first such field
        """
        for name in sorted(MEASURED & vals.keys()) if not self.env.su else ():
            raise UserError(
                self.env._(
                    "%s: it is measured, nobody writes it. Press “Check now” to see "
                    "how it is.",
                    self._fields[name]._description_string(self.env),
                )
            )

    def action_check_now(self):
        """Look at an instance at once and say what is seen; nothing is written."""
        self.ensure_one()
        self.check_access("read")
        # sudo: agents look at what managers have set up
        checks = self.sudo().check_ids.filtered("active")
        if not checks:
            checks = self._prepare_usual_checks()
        results = probe.run(
            {number: check._get_target() for number, check in enumerate(checks)},
            networks=checks._get_networks(),
        )
        seen = [(check, results[number][0]) for number, check in enumerate(checks)]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("%s, now", self.name),
                "message": " · ".join(self._get_findings(seen)),
                "type": self._get_finding_tone(seen),
                "sticky": True,
            },
        }

    def _prepare_usual_checks(self):
        """Return the checks that an instance gets by itself, unsaved."""
        checks = self.env["bacg.uptime.check"].sudo()
        for kind in ("login", "health"):
            checks += checks.new({"instance_id": self.id, "kind": kind})
        return checks

    def _get_findings(self, seen):
        labels = dict(
            self.env["bacg.uptime.check"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        return [
            f"{labels[check.kind]}: {check.with_env(self.env)._describe(result)}"
            for check, result in seen
        ]

    @api.model
    def _get_finding_tone(self, seen):
        if any(check.kind == "login" and not result.ok for check, result in seen):
            return "danger"
        fine = all(result.ok and not result.certificate for _check, result in seen)
        return "success" if fine else "warning"

    def _schedule_warning(self, prepare):
        """Schedule an activity for each manager, in his language.

        :param prepare: called with an environment, returns the text
        """
        # Quick: no mail for what can wait.
        quick = self.with_context(mail_activity_quick_update=True)
        for manager in self.company_id._get_helpdesk_managers():
            instance = quick.with_context(lang=manager.lang)
            instance.activity_schedule(
                WARNING,
                note=in_lines([prepare(instance.env)]),
                user_id=manager.id,
            )

    def action_view_spans(self):
        self.ensure_one()
        return self._get_history("bacg_uptime_span_action", "instance_id")

    def action_view_failures(self):
        self.ensure_one()
        return self._get_history("bacg_uptime_failure_action", "check_id.instance_id")

    def action_view_hours(self):
        self.ensure_one()
        return self._get_history("bacg_uptime_hour_action", "instance_id")

    def _get_history(self, action, path):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"bacg_sla_uptime.{action}"
        )
        return dict(action, domain=[(path, "=", self.id)])
