# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from ..tools.alarms import SHARES, alarm_days

ADDON = "bacg_localization_registry"
WARNING = f"{ADDON}.mail_activity_type_legal_alarm"
REVIEW = f"{ADDON}.mail_activity_type_legal_review"
REVIEW_DAYS = 30
# An alarm in one of these is not planned anew.
OVER = ("raised", "nobody", "passed")
SETTLED = ("closed", "not_applicable")


class BacgLegalChange(models.Model):
    """Warnings of the binding day, by the share of the notice that is left (SLA 3.02).

    Ours until a release is ready; from then on, for their part, of the customers who
    have not installed it.
    """

    _inherit = "bacg.legal.change"

    synced_on = fields.Date(
        copy=False,
        readonly=True,
        export_string_translation=False,
        help="When its alarms were looked at: a run that was cut short goes on there.",
    )

    @api.model
    def _cron_raise_alarms(self):
        """Plan what changed, raise what is due, ask for a look at unknown dates."""
        today = fields.Date.today()
        changes = self.search(
            [
                ("state", "not in", SETTLED),
                ("synced_on", "!=", today),
            ],
            order="binding_date, id",
        )
        for done, change in enumerate(changes, start=1):
            # One that fails does not keep the others waiting.
            change.synced_on = today
            with isolated(change):
                change._sync_alarms()
                change._raise_alarms()
                change._ask_review()
            left = len(changes) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    # -------------------------------------------------------------------------
    # Which ones there are
    # -------------------------------------------------------------------------

    def _get_alarm_addressees(self):
        """Return whom to warn: dict from contract, empty for us, to its binding day."""
        nobody = {}
        moot = self.state in SETTLED or self.legal_status in ("suspended", "withdrawn")
        if moot or not self.publication_date:
            return nobody
        if not self.ready_date:
            ours = self.env["bacg.sla.contract"]
            return {ours: self.binding_date} if self.binding_date else nobody
        contracts = self._get_contracts_behind()
        days = self._get_mandatory_from(contracts.partner_id)
        return {one: day for one in contracts if (day := days[one.partner_id])}

    def _get_contracts_behind(self):
        """Return contracts of customers who acquired it and have not installed it.

        Hook: who knows what is installed takes those away.
        """
        # sudo: customers of all companies
        return self.localization_id.sudo().acquired_ids.contract_id

    def _sync_alarms(self):
        """Plan the alarms of each one's binding day; of a day that moved, anew.

        Shares count from the first publication; a share that was raised or passed is
        not raised again. A day that comes earlier than before raises one at once.
        """
        for change in self:
            # sudo: alarms are nobody's to write
            rows = self.env["bacg.legal.change.alarm"].sudo()
            rows = rows.search([("change_id", "=", change.id)])
            addressees = change._get_alarm_addressees()
            # Who has alarms and is to be warned no more.
            own = rows.grouped("contract_id")
            for contract in own:
                addressees.setdefault(contract, False)
            for contract, binding in addressees.items():
                change._sync_addressee(contract, binding, own.get(contract, rows[:0]))

    def _sync_addressee(self, contract, binding, rows):
        wanted = alarm_days(self.publication_date, binding) if binding else {}
        over = {one.kind for one in rows if one.state in OVER}
        before = rows.sorted("id")[-1:].binding_date
        today, missing = self._today(), []
        for row in rows.filtered(lambda one: one.state == "open"):
            if row.binding_date != binding or row.kind not in (*wanted, "earlier"):
                row.state = "moved" if binding else "done"
        known = {one.kind: one for one in rows if one.binding_date == binding}
        for kind, day in wanted.items():
            row = known.get(kind)
            if row and row.state in OVER:
                continue
            if kind in SHARES and kind in over:
                continue
            state = "open" if day >= today else "passed"
            if row and row.state != "open":
                row.write({"day": day, "state": state})
            elif row:
                row.day = day
            else:
                missing.append((kind, day, state))
        if binding and before and binding < before and "earlier" not in known:
            missing.append(("earlier", today, "open"))
        rows.create(
            [
                {
                    "change_id": self.id,
                    "contract_id": contract.id,
                    "kind": kind,
                    "binding_date": binding,
                    "day": day,
                    "state": state,
                }
                for kind, day, state in missing
            ]
        )

    # -------------------------------------------------------------------------
    # Raising them
    # -------------------------------------------------------------------------

    def _raise_alarms(self):
        """Raise what is due: one for each addressee, the others pass in silence."""
        self.ensure_one()
        # sudo: alarms are nobody's to write
        due = (
            self.env["bacg.legal.change.alarm"]
            .sudo()
            .search(
                [
                    ("change_id", "=", self.id),
                    ("state", "=", "open"),
                    ("day", "<=", self._today()),
                ],
                order="day, id",
            )
        )
        for rows in due.grouped("contract_id").values():
            # That it binds earlier is news: no share of the notice stands for it.
            earlier = rows.filtered(lambda one: one.kind == "earlier")
            alarm = (earlier or rows)[-1]
            (rows - alarm).state = "passed"
            told = True
            if alarm.contract_id:
                told = self._tell_customer(alarm)
            else:
                self._warn_responsible(alarm)
            state = "raised" if told else "nobody"
            alarm.write({"state": state, "raised_at": fields.Datetime.now()})

    def _warn_responsible(self, alarm):
        user = self._get_responsible()
        env = self.with_context(lang=user.lang or self.env.lang).env
        note = env._(
            "“%(name)s” binds on %(day)s, in %(left)s days, and no release is ready.",
            name=self.name,
            day=format_date(env, alarm.binding_date),
            left=alarm._days_left(),
        )
        if self.verification_state == "unverified":
            note += " " + env._("Its dates are unverified: look them up.")
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            WARNING, date_deadline=alarm.binding_date, note=note, user_id=user.id
        )

    def _get_responsible(self):
        """Return the user who hears of this change."""
        known = self.responsible_id or self.localization_id.responsible_id
        return known or self.create_uid

    def _tell_customer(self, alarm):
        """Tell the customer, who decides when he installs it (SLA 3.03).

        :return: whether there was somebody to tell; if not, the responsible hears it
        """
        template = self.env.ref(
            f"{ADDON}.mail_template_legal_alarm", raise_if_not_found=False
        )
        if template and alarm._recipients():
            template._send_automatic(alarm.ids, model=False, res_id=False)
            return True
        user = self._get_responsible()
        env = self.with_context(lang=user.lang or self.env.lang).env
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            WARNING,
            date_deadline=alarm.binding_date,
            note=env._(
                "%(customer)s was not warned that “%(name)s” binds on %(day)s: the "
                "contract has no contact with an address. Tell the customer.",
                customer=alarm.contract_id.partner_id.name,
                name=self.name,
                day=format_date(env, alarm.binding_date),
            ),
            user_id=user.id,
        )
        return False

    def _ask_review(self):
        """Have somebody look whether an unknown date is known by now."""
        if self.change_kind == "form_record_change" or self.binding_date:
            return
        moot = self.legal_status == "withdrawn" or self.ready_date
        review = self.env.ref(REVIEW)
        if moot or review in self.activity_ids.activity_type_id:
            return
        user = self._get_responsible()
        env = self.with_context(lang=user.lang or self.env.lang).env
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            REVIEW,
            date_deadline=self._today() + timedelta(days=REVIEW_DAYS),
            note=env._("Nobody knows yet from which day “%s” binds.", self.name),
            user_id=user.id,
        )
