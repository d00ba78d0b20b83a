# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.series import sort_key

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class BacgVittApp(models.Model):
    """A business app of BACG's that customers with the agreement may use (SLA 6.01)."""

    _name = "bacg.vitt.app"
    _description = "VITT App"
    _inherit = [
        "mail.thread",
        "image.mixin",
        "bacg.sla.cached.mixin",
        "bacg.sla.company.mixin",
    ]
    _order = "sequence, name, id"
    _check_company_auto = True
    _rec_names_search = ["name", "technical_name", "problem"]
    # Of the words that propose it.
    _cached_fields = {"name", "state", "active", "company_id"}

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company", help="Empty: an app of all our companies."
    )
    category_id = fields.Many2one(
        comodel_name="bacg.vitt.app.category", required=True, index=True
    )
    technical_name = fields.Char(
        string="Technical module", help="As on the server: vitt_treasury."
    )
    problem = fields.Text(
        string="Problem it solves",
        required=True,
        translate=True,
        help="The customer reads it in the catalogue, and in the answer to his case.",
    )
    description = fields.Html(string="How it works", translate=True)
    documentation_url = fields.Char(
        string="Documentation", help="A public page: https://…"
    )
    picture_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Pictures",
        help="Screens that the customer sees in the catalogue: PNG, JPEG, WebP or GIF.",
    )
    state = fields.Selection(
        selection=[
            ("preview", "Preview"),
            ("production", "In production"),
            ("retired", "Retired"),
        ],
        required=True,
        default="preview",
        tracking=True,
        index=True,
    )
    successor_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        string="Replaced by",
        check_company=True,
        tracking=True,
        index="btree_not_null",
        help="What customers of a retired app use instead.",
    )
    version_ids = fields.One2many(
        comodel_name="bacg.vitt.app.version",
        inverse_name="app_id",
        string="Versions",
    )
    keyword_ids = fields.One2many(
        comodel_name="bacg.sla.keyword",
        inverse_name="vitt_app_id",
        string="Words",
        help="Words of a case that propose this app.",
    )
    installation_ids = fields.One2many(
        comodel_name="bacg.vitt.app.installation",
        inverse_name="app_id",
        string="Customers",
    )
    installation_count = fields.Integer(
        compute="_compute_installation_count", string="Used by"
    )

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))",
        "An app of this name is in the catalogue already.",
    )

    def _compute_installation_count(self):
        counts = dict(
            self.env["bacg.vitt.app.installation"]._read_group(
                [("app_id", "in", self.ids)], ["app_id"], ["__count"]
            )
        )
        for app in self:
            app.installation_count = counts.get(app, 0)

    @api.constrains("successor_id", "state")
    def _check_successor(self):
        if self._has_cycle("successor_id"):
            raise ValidationError(
                self.env._("Replaced by: an app does not replace itself in the end.")
            )
        for app in self:
            if app.successor_id and app.state != "retired":
                raise ValidationError(
                    self.env._(
                        "Replaced by: %s is still in use. Retire it first, or leave "
                        "this empty.",
                        app.name,
                    )
                )

    @api.constrains("documentation_url")
    def _check_documentation_url(self):
        for app in self:
            url = app.documentation_url
            if url and not url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._(
                        "Documentation: “%s” is no address of a page. It begins with "
                        "https://.",
                        url,
                    )
                )

    @api.constrains("picture_ids")
    def _check_pictures(self):
        for picture in self.picture_ids:
            if picture.mimetype not in PICTURES:
                raise ValidationError(
                    self.env._(
                        "Pictures: %s is none. Use a PNG, JPEG, WebP or GIF file.",
                        picture.name,
                    )
                )

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", app.name))
            for app, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_newest_version(self, series):
        """Return the newest version for a series of Odoo, False without one."""
        names = self.version_ids.filtered(lambda one: one.series == series)
        return max(names.mapped("name"), key=sort_key, default=False)

    def _get_series(self):
        """Return the series of Odoo that it runs on, the newest first."""
        return sorted(set(self.version_ids.mapped("series")), key=sort_key)[::-1]

    def _check_may_install(self, customer, company):
        """Refuse what a customer may not ask for (SLA 6.01).

        :param customer: a commercial partner
        :param company: ours, which would install it
        :raises UserError: if the app is retired, or without a running contract
        """
        self._check_not_retired()
        self._check_contract(customer, company)

    def _check_not_retired(self):
        """Refuse a retired app, and say what is used instead."""
        self.ensure_one()
        if self.state == "retired" and self.successor_id:
            raise UserError(
                self.env._(
                    "%(app)s is retired and not installed any more. It is replaced by "
                    "%(successor)s: ask for that one.",
                    app=self.name,
                    successor=self.successor_id.name,
                )
            )
        if self.state == "retired":
            raise UserError(
                self.env._(
                    "%s is retired and not installed any more. Write to us what you "
                    "need it for.",
                    self.name,
                )
            )

    @api.model
    def _check_contract(self, customer, company):
        """Refuse a customer without a contract in force with a company of ours."""
        if not customer or not customer._contract_is_in_force(company):
            raise UserError(
                self.env._(
                    "VITT apps are part of the agreement, and %s has none in force "
                    "today. Its account manager at BACG can renew it.",
                    customer.name or self.env._("this customer"),
                )
            )

    def action_view_installations(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "bacg_sla_platino.bacg_vitt_app_installation_action"
            ),
            "domain": [("app_id", "=", self.id)],
            "context": {"default_app_id": self.id},
        }
