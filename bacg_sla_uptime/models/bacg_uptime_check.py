# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import confirmation, probe, web_address

STATES = [
    ("up", "Up"),
    ("down", "Down"),
    ("unknown_data", "Unknown: no data"),
    ("unknown_monitor", "Unknown: our monitor did not run"),
]
REASONS = [
    ("refused", "Address that we may not call"),
    ("lookup", "The name has no address"),
    ("connection", "Nobody answers"),
    ("timeout", "No answer in time"),
    ("tls", "No secure connection"),
    ("redirect", "It sends its users astray"),
    ("status", "Another status than expected"),
    ("text", "The text is not on the page"),
    ("answer", "The answer is not HTTP"),
]
# What a check of each kind asks for, and what shall be in the answer.
PATHS = {
    "login": ("/web/login", 'name="login"'),
    "health": ("/web/health?db_server_status=1", "pass"),
}
SHORTEST_MARKER = 5  # a shorter text stands on any page
# What a person sets; the rest is measured.
WRITABLE = {
    "instance_id",
    "active",
    "kind",
    "path",
    "port",
    "expected_status",
    "expected_text",
    "timeout_seconds",
    "interval_minutes",
    "message_follower_ids",
}


class BacgUptimeCheck(models.Model):
    """What is looked at of an instance, and what the last looks saw (SLA 2.01).

    Down is what its users feel: the page on which they log in does not come. The other
    checks and the certificate only warn.
    """

    _name = "bacg.uptime.check"
    _description = "Check of an Instance"
    _inherit = ["mail.thread", "bacg.sla.company.mixin"]
    _order = "instance_id, sequence, id"
    _rec_name = "kind"

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="instance_id.company_id", store=True)
    partner_id = fields.Many2one(related="instance_id.partner_id", string="Customer")
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="While the check of the login page is off the time counts as unknown: "
        "our monitor did not run.",
    )
    kind = fields.Selection(
        selection=[
            ("login", "Login page"),
            ("health", "Health of server and database"),
            ("http", "Another page"),
            ("tcp", "A port"),
        ],
        required=True,
        default="http",
        tracking=True,
        help="The login page decides whether the instance is up. The others only warn.",
    )
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    path = fields.Char(
        compute="_compute_path",
        store=True,
        readonly=False,
        tracking=True,
        help="From the address of the instance on, as in /web/login.",
    )
    port = fields.Integer(tracking=True)
    expected_status = fields.Integer(
        default=200, tracking=True, help="The HTTP status; 0: any below 400."
    )
    expected_text = fields.Char(
        compute="_compute_path",
        store=True,
        readonly=False,
        tracking=True,
        help="A part of the page that is there only if it works.",
    )
    timeout_seconds = fields.Integer(
        string="Seconds to wait", default=5, tracking=True, help="For the whole answer."
    )
    interval_minutes = fields.Integer(
        string="Minutes between looks", default=1, tracking=True
    )

    state = fields.Selection(selection=STATES, readonly=True, copy=False)
    confirmed = fields.Selection(
        selection=[("up", "Up"), ("down", "Down")],
        string="Last confirmed",
        readonly=True,
        copy=False,
    )
    pending = fields.Integer(
        string="Looks against it",
        readonly=True,
        copy=False,
        help="So many in a row said otherwise; with enough of them it is believed.",
    )
    pending_since = fields.Datetime(
        string="The first of them", readonly=True, copy=False
    )
    down_since = fields.Datetime(readonly=True, copy=False)
    checked_at = fields.Datetime(string="Last look", readonly=True, copy=False)
    reason = fields.Selection(
        selection=REASONS, string="What was wrong", readonly=True, copy=False
    )
    detail = fields.Char(readonly=True, copy=False)
    response_ms = fields.Integer(string="Milliseconds", readonly=True, copy=False)
    address = fields.Char(string="Answered by", readonly=True, copy=False)
    certificate_expires_at = fields.Datetime(
        string="Certificate until", readonly=True, copy=False
    )
    certificate_problem = fields.Char(
        string="Refused by browsers", readonly=True, copy=False
    )
    certificate_warned = fields.Boolean(readonly=True, copy=False)
    claimed_until = fields.Datetime(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The run of a server has taken it until then.",
    )
    # The hour that goes on; it becomes a row when it is over.
    hour_start = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )
    hour_looks = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    hour_failures = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    hour_ms = fields.Integer(readonly=True, copy=False, export_string_translation=False)
    hour_slowest_ms = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )

    _login_uniq = models.UniqueIndex(
        "(instance_id) WHERE kind = 'login'",
        "The instance has its check of the login page already: change that one.",
    )

    @api.depends("kind")
    def _compute_sequence(self):
        order = list(dict(self._fields["kind"].selection))
        for check in self:
            check.sequence = order.index(check.kind) if check.kind else 0

    @api.depends("kind")
    def _compute_path(self):
        for check in self:
            path, text = PATHS.get(
                check.kind, ("/" if check.kind == "http" else "", "")
            )
            check.path, check.expected_text = path, text

    @api.depends("kind", "instance_id.name", "partner_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for check in self:
            label = labels.get(check.kind, "")
            customer, instance = check.partner_id.name, check.instance_id.name
            check.display_name = f"{customer}, {instance}: {label}"

    @api.constrains("kind", "path", "port", "expected_status", "expected_text")
    def _check_request(self):
        for check in self:
            if check.kind == "tcp" and not 0 < check.port < 65536:
                raise ValidationError(
                    self.env._("Port: give a number from 1 to 65535, as in 8069.")
                )
            if check.kind != "tcp" and not (check.path or "").startswith("/"):
                raise ValidationError(
                    self.env._("Path: begin it with a slash, as in /web/login.")
                )
            marker = (check.expected_text or "").strip()
            if check.kind == "login" and len(marker) < SHORTEST_MARKER:
                raise ValidationError(
                    self.env._(
                        "Expected text: give a part of the login page, as in "
                        'name="login"; without one any page would pass for it.'
                    )
                )
            status = check.expected_status
            if status and not 100 <= status < 600:
                raise ValidationError(
                    self.env._("Expected status: give one from 100 to 599, or 0.")
                )

    @api.constrains("timeout_seconds", "interval_minutes", "kind")
    def _check_times(self):
        for check in self:
            if not 1 <= check.timeout_seconds <= 15:
                raise ValidationError(
                    self.env._("Seconds to wait: give a number from 1 to 15.")
                )
            if not 1 <= check.interval_minutes <= 60:
                raise ValidationError(
                    self.env._("Minutes between looks: give a number from 1 to 60.")
                )
            if check.kind == "login" and check.interval_minutes > 5:
                raise ValidationError(
                    self.env._(
                        "Minutes between looks: give a number from 1 to 5 for the "
                        "login page; what happens between two looks nobody sees."
                    )
                )

    @api.model
    def default_get(self, fields):
        """Take what is measured from its field: no context and no user gives it."""
        facts = set(fields) - WRITABLE
        values = super().default_get([name for name in fields if name not in facts])
        given = {name: self._fields[name].default for name in facts}
        return values | {name: give(self) for name, give in given.items() if give}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_writable(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_writable(vals)
        self._check_fixed(vals)
        return super().write(vals)

    def _check_fixed(self, vals):
        """Refuse what would leave a state behind that nobody watches any more."""
        for name in ("instance_id", "kind"):
            for check in self:
                was = check._fields[name].convert_to_write(check[name], check)
                if vals.get(name, was) != was:
                    raise UserError(
                        self.env._(
                            "%s: it stays as it is. Switch this check off and add "
                            "another one.",
                            check._fields[name]._description_string(self.env),
                        )
                    )

    @api.model
    def _check_writable(self, vals):
        """Refuse what only a look at the server may say.

        :raises UserError: with the first such field
        """
        if self.env.su:
            return
        for name in sorted(vals.keys() & self._fields.keys() - WRITABLE):
            raise UserError(
                self.env._(
                    "%s: it is measured, nobody writes it. Press “Check now” to see "
                    "how it is.",
                    self._fields[name]._description_string(self.env),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_login(self):
        for check in self:
            if check.kind == "login" and check.instance_id.exists():
                raise UserError(
                    self.env._(
                        "The check of the login page stays: switch it off, or archive "
                        "the instance."
                    )
                )

    def _get_target(self):
        """Return the :class:`probe.Target` of this check."""
        self.ensure_one()
        base = self.instance_id.url
        if self.kind == "tcp":
            host = urlsplit(base).hostname or ""
            host = f"[{host}]" if ":" in host else host
            url = f"tcp://{host}:{self.port}"
            return probe.Target(url, timeout=self.timeout_seconds)
        return probe.Target(
            web_address.page(base, self.path),
            self.expected_status,
            self.expected_text or "",
            self.timeout_seconds,
        )

    def _get_memory(self):
        """Return the :class:`confirmation.Memory` of this check."""
        self.ensure_one()
        return confirmation.Memory(
            self.state or None,
            self.confirmed or None,
            self.pending,
            self.pending_since or None,
        )

    @api.model
    def _describe(self, result):
        """Say what a look saw, in words."""
        if result.ok:
            text = self.env._("OK, %.2f s", result.seconds)
        else:
            labels = dict(self._fields["reason"]._description_selection(self.env))
            text = labels[result.reason]
            if result.detail:
                text = f"{text} ({result.detail})"
        if result.certificate:
            text += "; " + self.env._("browsers refuse its certificate")
        elif result.expires:
            until = fields.Date.to_string(result.expires)
            text += "; " + self.env._("certificate until %s", until)
        return text
