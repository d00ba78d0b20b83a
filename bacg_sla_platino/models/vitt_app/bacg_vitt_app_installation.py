# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.series import is_series, is_version_of, sort_key


class BacgVittAppInstallation(models.Model):
    """Which customer uses which VITT app, and in which version (SLA 6.01)."""

    _name = "bacg.vitt.app.installation"
    _description = "VITT App of a Customer"
    _inherit = ["bacg.sla.customer.mixin"]
    _order = "partner_id, app_id, id"
    _rec_names_search = ["app_id", "partner_id"]

    app_id = fields.Many2one(
        comodel_name="bacg.vitt.app",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    active = fields.Boolean(default=True, help="Off: the customer uses it no more.")
    series = fields.Char(
        required=True, tracking=True, help="Odoo's version that it runs on: 18.0."
    )
    version = fields.Char(tracking=True, help="Of the app: 18.0.1.2.0.")
    newest_version = fields.Char(
        compute="_compute_newest_version",
        help="The newest version of the app for this series.",
    )
    is_outdated = fields.Boolean(
        string="Newer version", compute="_compute_newest_version"
    )
    installed_on = fields.Date(default=fields.Date.context_today, tracking=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="The case by which the customer asked for it.",
    )

    _app_uniq = models.UniqueIndex(
        "(partner_id, app_id, company_id) WHERE active",
        "The customer already has this app: change the series and version there.",
    )

    @api.depends("app_id", "series", "version")
    def _compute_newest_version(self):
        for installation in self:
            newest = installation.app_id._get_newest_version(installation.series)
            installation.newest_version = newest
            installation.is_outdated = bool(newest) and (
                sort_key(installation.version) < sort_key(newest)
            )

    @api.depends("app_id", "partner_id")
    def _compute_display_name(self):
        for installation in self:
            installation.display_name = (
                f"{installation.app_id.name} – {installation.partner_id.name}"
            )

    @api.constrains("series")
    def _check_series(self):
        for installation in self:
            if not is_series(installation.series):
                raise ValidationError(
                    self.env._(
                        "Series: “%s” is none of Odoo's, write it as 18.0.",
                        installation.series,
                    )
                )

    @api.constrains("series", "version")
    def _check_version(self):
        for installation in self.filtered("version"):
            if not is_version_of(installation.version, installation.series):
                raise ValidationError(
                    self.env._(
                        "Version: %(version)s is not of the series %(series)s, it "
                        "begins otherwise.",
                        version=installation.version,
                        series=installation.series,
                    )
                )

    @api.constrains("installed_on")
    def _check_installed_on(self):
        today = fields.Date.context_today(self)
        if self.filtered(lambda one: one.installed_on and one.installed_on > today):
            raise ValidationError(
                self.env._("Installed on: choose today or a day before.")
            )

    @api.constrains("ticket_id", "partner_id")
    def _check_ticket(self):
        for installation in self.sudo():  # sudo: only to compare
            ticket = installation.ticket_id
            if ticket and ticket.commercial_partner_id != installation.partner_id:
                raise ValidationError(
                    self.env._(
                        "Case: %(number)s is not of %(customer)s.",
                        number=ticket.number,
                        customer=installation.partner_id.name,
                    )
                )
