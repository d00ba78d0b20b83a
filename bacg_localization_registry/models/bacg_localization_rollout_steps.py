# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels

OPEN_STATES = {"proposed", "chosen", "deferred", "tested", "failed", "rolled_back"}
# From which states an act leads to the one of its name.
SOURCES = {
    "chosen": OPEN_STATES,
    "deferred": OPEN_STATES,
    "tested": OPEN_STATES - {"tested"},
    "installed": OPEN_STATES,
    "failed": {"chosen", "tested", "installed"},
    "rolled_back": {"failed", "installed"},
    "taken_back": {"installed"},
}


class BacgLocalizationRollout(models.Model):
    """The acts of the customer: nothing else chooses or installs (SLA 3.03)."""

    _inherit = "bacg.localization.rollout"

    def _act_in_portal(self, kind, user, **values):
        """Take what a user of the customer's says in the portal.

        :param kind: a key of ``SOURCES``
        :param values: of the act; see ``_prepare_…`` for what each kind needs
        :raises AccessError: if the user does not decide for the customer
        """
        self._get_contracts()[self]._localization_check_decides(user)
        return self._act(kind, user.partner_id, "portal", values)

    def _act_declared(self, kind, partner, **values):
        """Note what the customer told us: who of his, and the evidence of it.

        :raises AccessError: to whom is no agent
        """
        self.check_access("read")
        if not self.env.user.has_group("helpdesk_mgmt.group_helpdesk_user_own"):
            raise AccessError(self.env._("Agents note what a customer told us."))
        if not partner or partner.commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "Whose word: choose a contact of %s.", self.partner_id.display_name
                )
            )
        if not (values.get("evidence") or "").strip() and not values.get("file"):
            raise UserError(
                self.env._(
                    "Evidence: quote the customer's mail, name the call, or add a "
                    "file. Without it nothing is chosen or installed in his name."
                )
            )
        return self._act(kind, partner, "declared", values)

    def _act(self, kind, partner, way, values):
        self.ensure_one()
        self._check_stands()
        self._check_source(kind)
        prepare = getattr(self, f"_prepare_{kind}")
        changes = {"state": kind, **prepare(partner, values)}
        # sudo: only acts write rollouts, and each was checked
        rollout = self.sudo()
        act = rollout._log_act(kind, way, partner, **values)
        rollout.write(changes)
        return act

    def _log_act(self, kind, way, partner, **values):
        now = fields.Datetime.now()
        return self.env["bacg.localization.rollout.act"].create(
            [
                {
                    "rollout_id": rollout.id,
                    "kind": kind,
                    "way": way,
                    "partner_id": partner.id,
                    "user_id": self.env.uid if way != "portal" else False,
                    "noted_at": now,
                    "happened_at": now,
                    **values,
                }
                for rollout in self
            ]
        )

    def _check_stands(self):
        release = self.sudo().release_id
        if release.state != "ready":
            raise UserError(
                self.env._(
                    "“%s” was withdrawn: wait for the release that replaces it.",
                    release.name,
                )
            )

    def _check_source(self, kind):
        if self.state not in SOURCES[kind]:
            labels = selection_labels(self, "state")
            acts = selection_labels(self.act_ids, "kind")
            raise UserError(
                self.env._(
                    "%(rollout)s is “%(state)s”: it cannot become “%(kind)s” now.",
                    rollout=self.display_name,
                    state=labels[self.state],
                    kind=acts[kind],
                )
            )
