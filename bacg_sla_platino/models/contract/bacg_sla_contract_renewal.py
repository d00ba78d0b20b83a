# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class BacgSlaContract(models.Model):
    """From its first day to its renewal: state, reminder, the next contract."""

    _inherit = "bacg.sla.contract"
    _rec_names_search = ["name", "reference"]

    _reference_uniq = models.UniqueIndex(
        "(reference, company_id) WHERE reference IS NOT NULL",
        "Another contract has this number.",
    )

    @api.depends("date_from", "date_to", "company_id.sla_renewal_days")
    def _compute_state(self):
        for contract in self:
            today = contract._today()
            notice = timedelta(days=contract.company_id.sla_renewal_days)
            if contract.date_from and contract.date_from > today:
                contract.state = "future"
            elif not contract.date_to or today + notice < contract.date_to:
                contract.state = "running"
            elif today <= contract.date_to:
                contract.state = "expiring"
            else:
                contract.state = "expired"

    @api.depends("partner_id", "company_id", "date_to")
    def _compute_successor_id(self):
        later = self.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ],
            order="date_from",
        )
        for contract in self:
            contract.successor_id = later.filtered(
                lambda one, contract=contract: (
                    (one.partner_id, one.company_id)
                    == (contract.partner_id, contract.company_id)
                    and contract.date_to
                    and one.date_from > contract.date_to
                )
            )[:1]

    @api.depends("name", "reference")
    def _compute_display_name(self):
        for contract in self:
            parts = (contract.reference, contract.name)
            contract.display_name = " · ".join(filter(None, parts))

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for contracts"),
                "template": "/bacg_sla_platino/static/csv/contracts.csv",
            }
        ]

    # -------------------------------------------------------------------------
    # Renewal
    # -------------------------------------------------------------------------

    def action_renew(self):
        """Make the contract that follows this one for as long, and open it."""
        self.ensure_one()
        self.check_access("write")
        if not self.date_to:
            raise UserError(
                self.env._("The contract has an open end: there is nothing to renew.")
            )
        if self.successor_id:
            raise UserError(
                self.env._(
                    "The contract is renewed already by “%s”.",
                    self.successor_id.display_name,
                )
            )
        renewed = self.copy(self._prepare_renewal_values())
        self.invalidate_recordset(["successor_id"])
        # New senders are found by these rows, whichever contract has them.
        self.domain_ids.contract_id = renewed
        self._close_activities(
            "mail_activity_type_contract_renewal", "mail_activity_type_contract_ended"
        )
        return renewed._get_records_action(name=self.env._("Renewed contract"))

    def _prepare_renewal_values(self):
        first = self.date_to + timedelta(days=1)
        return {
            "agreement_id": self._get_agreement_at(datetime.max).id,
            "date_from": first,
            "date_to": self._end_after_as_long(first),
            "extra_ids": [
                fields.Command.create(
                    {"kind": extra.kind, "name": extra.name, "note": extra.note}
                )
                for extra in self.extra_ids
                if not extra.date_to
            ],
        }

    def _end_after_as_long(self, first):
        """Return the last day of a contract of this one's length from ``first``."""
        span = relativedelta(self.date_to + timedelta(days=1), self.date_from)
        return first + span - timedelta(days=1)

    def _remind_of_renewal(self):
        """Notify the account manager, once for each last day, that a contract ends."""
        for contract in self:
            if (
                contract.state != "expiring"
                or contract.renewal_told_for == contract.date_to
                or contract.successor_id
            ):
                continue
            env = contract._in_staff_language().env
            contract._notify_account_manager(
                "bacg_sla_platino.mail_activity_type_contract_renewal",
                env._(
                    "The contract of %(customer)s ends on %(day)s. Renew it.",
                    customer=contract.partner_id.name,
                    day=format_date(env, contract.date_to),
                ),
            )
            contract.renewal_told_for = contract.date_to

    # -------------------------------------------------------------------------
    # Our own people
    # -------------------------------------------------------------------------

    def _in_staff_language(self):
        return self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)

    def _account_manager(self):
        """Return the account manager, else the commercial area's, else a manager."""
        commercial = self.env.ref(
            "bacg_sla_platino.team_commercial", raise_if_not_found=False
        )
        manager = self.user_id or (commercial and commercial.user_id)
        return manager or self.company_id._get_helpdesk_managers()[:1]

    def _notify_account_manager(self, type_xmlid, sentence):
        """Schedule an activity on these contracts for their account managers."""
        for contract in self:
            contract.sudo().with_context(
                mail_activity_quick_update=True
            ).activity_schedule(
                type_xmlid,
                contract._today(),
                note=sentence,
                user_id=contract._account_manager().id or self.env.uid,
            )

    def _close_activities(self, *names):
        xmlids = [f"bacg_sla_platino.{name}" for name in names]
        # sudo: they are done, whoever they are assigned to
        self.sudo().activity_feedback(xmlids)
