# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("proposed", "Proposed"),
    ("chosen", "Window chosen"),
    ("deferred", "Deferred"),
    ("tested", "Tested"),
    ("installed", "Installed"),
    ("failed", "Failed"),
    ("rolled_back", "Rolled back"),
    ("taken_back", "Noted by mistake"),
]


class BacgLocalizationRolloutAct(models.Model):
    """What happened to a rollout: whose word, when, with which evidence (SLA 3.03).

    Only added to; what was noted wrongly is followed by another act.
    """

    _name = "bacg.localization.rollout.act"
    _description = "Act on a Rollout"
    _order = "rollout_id, id"
    _rec_name = "kind"

    rollout_id = fields.Many2one(
        comodel_name="bacg.localization.rollout",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="rollout_id.company_id", store=True)
    kind = fields.Selection(selection=KINDS, string="What", required=True)
    noted_at = fields.Datetime(string="Noted on", required=True)
    happened_at = fields.Datetime(string="When", required=True)
    way = fields.Selection(
        selection=[
            ("portal", "By the customer, in the portal"),
            ("declared", "The customer's word, noted by us"),
            ("ours", "Our proposal"),
        ],
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose word",
        help="The customer's contact. Of our proposals: who of us made it.",
    )
    user_id = fields.Many2one(comodel_name="res.users", string="Noted by")
    window_start = fields.Datetime(string="Window")
    window_stop = fields.Datetime(string="Its end")
    accepts_risk = fields.Boolean(
        string="Accepts the risk", help="It may not be installed before it binds."
    )
    reason = fields.Char()
    version = fields.Char()
    evidence = fields.Text()
    file = fields.Binary(attachment=True)
    filename = fields.Char()

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise UserError(
            self.env._("What happened to a rollout stays as it was noted: add to it.")
        )

    def _get_text(self):
        """Return what was said, in one line."""
        window = self.window_start and self.rollout_id._format_time(self.window_start)
        risk = self.accepts_risk and self.env._("the risk is accepted")
        parts = (window, self.version, self.reason, self.evidence, self.filename, risk)
        return " · ".join(filter(None, parts))
