# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import hours
from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels
from .bacg_hours_grant import HOURS_POOLS


class BacgHoursAlert(models.Model):
    """Alert that a pool runs low: sent once for each threshold, until a new grant."""

    _name = "bacg.hours.alert"
    _description = "Alert of Hours"
    _order = "id desc"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id",
        string="Customer",
        store=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    hours_pool = fields.Selection(selection=HOURS_POOLS, string="Pool", required=True)
    threshold = fields.Integer(string="Threshold (%)", required=True)
    available_hours = fields.Float(string="Available")
    granted_hours = fields.Float(string="Out of", help="Granted and adjusted.")
    grant_id = fields.Many2one(
        comodel_name="bacg.hours.grant",
        required=True,
        ondelete="cascade",
        index=True,
        help="The newest hours at the time of the alert; newer ones allow another "
        "alert.",
    )

    _once_a_grant = models.UniqueIndex(
        "(partner_id, company_id, hours_pool, grant_id, threshold)",
        "This alert was already sent.",
    )

    @api.model
    def _notify(self, contract, pool):
        """Notify customer and account manager if a threshold has just been crossed."""
        contract = contract.sudo()
        figures = contract._hours_balances()[contract].get(pool)
        newest = contract._hours_newest_grant(pool)
        if not figures or not newest:
            return
        # sudo: only this method writes alerts
        alerts = self.sudo()
        told = alerts.search(
            contract._hours_account()
            & Domain("hours_pool", "=", pool)
            & Domain("grant_id", "=", newest.id)
        )
        granted = figures["granted"] + figures["adjusted"]
        threshold = hours.crossed(
            figures["available"], granted, told.mapped("threshold")
        )
        if threshold is None:
            return
        alert = alerts.create(
            {
                "contract_id": contract.id,
                "hours_pool": pool,
                "threshold": threshold,
                "available_hours": hours.to_hours(figures["available"]),
                "granted_hours": hours.to_hours(granted),
                "grant_id": newest.id,
            }
        )
        alert._send()

    def _send(self):
        """Mail the alert to the contact points and notify the account manager."""
        template = self.env.ref("bacg_sla_platino.mail_template_hours_alert")
        for alert in self:
            contract = alert.contract_id
            if alert._recipients():
                template._send_automatic(
                    alert.ids, model=contract._name, res_id=contract.id
                )
            staff_env = contract._in_staff_language().env
            contract._notify_account_manager(
                "bacg_sla_platino.mail_activity_type_hours",
                alert.with_env(staff_env)._sentence(),
            )

    def _recipients(self):
        contract = self.contract_id
        people = contract.contact_ids or contract.hours_approver_ids
        return people.filtered("email_normalized")

    def _sender(self):
        return self.contract_id._support_sender()

    def _customer_lang(self):
        return self._recipients()[:1].lang

    def _title(self):
        if self.threshold:
            return self.env._(
                "Contracted hours: %s %% or less are available", self.threshold
            )
        return self.env._("Contracted hours: none are available")

    def _sentence(self):
        """Return what is left, in the current language."""
        self.ensure_one()
        pools = selection_labels(self, "hours_pool")
        return self.env._(
            "Of %(granted)s of %(pool)s, %(available)s are available (%(threshold)s %% "
            "or less).",
            granted=format_hours(self.env, hours.to_minutes(self.granted_hours)),
            pool=pools[self.hours_pool],
            available=format_hours(self.env, hours.to_minutes(self.available_hours)),
            threshold=self.threshold,
        )
