# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

TOLD_FIELDS = {"told_workaround_at", "told_fix_at", "error"}


class BacgKnownBugCase(models.Model):
    """A case that hangs on a known bug: why, and what its customer was told.

    Who does not see the case does not see this.
    """

    _name = "bacg.known.bug.case"
    _description = "Case of a Known Bug"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "bug_id, id"

    bug_id = fields.Many2one(
        comodel_name="bacg.known.bug", required=True, ondelete="cascade", index=True
    )
    ticket_id = fields.Many2one(index=True)
    partner_id = fields.Many2one(
        related="ticket_id.commercial_partner_id", string="Customer"
    )
    reason = fields.Char(
        string="Why we think so", required=True, help="Of this case's own symptoms."
    )
    told_workaround_at = fields.Datetime(
        string="Told the workaround on", readonly=True, copy=False
    )
    told_fix_at = fields.Datetime(string="Told the fix on", readonly=True, copy=False)
    installed_on = fields.Date(
        help="When the customer had the release with the fix installed."
    )
    error = fields.Char(string="Not told because", readonly=True, copy=False)

    _case_uniq = models.Constraint(
        "UNIQUE (bug_id, ticket_id)", "The case hangs on this bug already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_told(*vals_list)
        bugs = self.env["bacg.known.bug"]
        # No context gives a default either.
        blank = dict.fromkeys(TOLD_FIELDS, False)
        return super().create(
            [
                {
                    **blank,
                    **vals,
                    "bug_id": bugs.browse(vals.get("bug_id"))._get_original().id,
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        self._check_told(vals)
        if {"ticket_id", "bug_id"} & vals.keys():
            self._check_not_told()
        result = super().write(vals)
        if vals.get("installed_on"):
            self.ticket_id._sla_resume()
        return result

    @api.model
    def _check_told(self, *vals_list):
        if not self.env.su and any(TOLD_FIELDS & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("What a customer was told is noted when he is told.")
            )

    @api.ondelete(at_uninstall=False)
    def _check_not_told(self):
        """Raise if a user's call takes away what a customer was told."""
        told = self.filtered(lambda case: case.told_workaround_at or case.told_fix_at)
        if told and not self.env.su:
            raise UserError(
                self.env._("Its customer was told already: this case stays on the bug.")
            )

    @api.constrains("ticket_id", "bug_id")
    def _check_development(self):
        for case in self.sudo():  # sudo: only to compare
            if case.ticket_id.development_id not in case.bug_id.development_ids:
                raise ValidationError(
                    self.env._(
                        "Case %s: the bug is not in its development. Name the "
                        "development on the case, and on the bug.",
                        case.ticket_id.number,
                    )
                )

    @api.constrains("installed_on")
    def _check_installed_on(self):
        for case in self:
            today = case.ticket_id._development_local_day(fields.Datetime.now())
            if case.installed_on and case.installed_on > today:
                raise ValidationError(
                    self.env._("Installed on: give today or an earlier day.")
                )

    def _move_to(self, bug):
        """Hang these cases on another bug, where they do not hang yet."""
        bug.development_ids |= self.ticket_id.development_id
        again = self.filtered(lambda case: case.ticket_id in bug.case_ids.ticket_id)
        again.unlink()
        (self - again).write({"bug_id": bug.id})

    # -------------------------------------------------------------------------
    # What the customer is told, from the bug's own text
    # -------------------------------------------------------------------------

    def _tell_isolated(self, method):
        """Tell one customer; what fails is noted, and the others are told all the same.

        :param method: the name of the method that tells
        """
        error = False
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
                self.env.flush_all()
        except UserError as failed:
            self.env.invalidate_all()
            error = str(failed)
        # sudo: noted, not filled in
        self.sudo().error = error

    def _in_customer_language(self):
        lang = self.ticket_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang)

    def _tell_workaround(self):
        case = self._in_customer_language()
        case.ticket_id._development_give_workaround(case.bug_id.workaround)
        self.sudo().told_workaround_at = fields.Datetime.now()

    def _tell_fix(self):
        case = self._in_customer_language()
        ticket = case.ticket_id
        ticket._check_agent_access()
        ticket._case_write_to_customer("\n".join(case._get_fix_lines()))
        self.sudo().told_fix_at = fields.Datetime.now()
        ticket = self.ticket_id
        if not self.installed_on and ticket.stage_id.sla_mode == "run":
            ticket.stage_id = ticket._sla_stage("wait_customer") or ticket.stage_id

    def _get_fix_lines(self):
        """Return what the customer reads: the solution, and what brings it."""
        bug, series = self.bug_id, self.ticket_id.development_id.series
        release = bug.release_ids.filtered(lambda one: one.series == series)
        lines = [self.env._("The fix of “%s” is released.", bug.name)]
        lines += (bug.solution or "").strip().splitlines()
        if release:
            lines.append(
                self.env._(
                    "Version %(version)s for Odoo %(series)s brings it. Your case "
                    "stays open until it is installed: tell us when it suits you.",
                    version=release.version,
                    series=release.series,
                )
            )
        else:
            names = [f"{one.version} (Odoo {one.series})" for one in bug.release_ids]
            lines.append(
                self.env._(
                    "You work with Odoo %(series)s. The fix comes with %(releases)s. "
                    "Your case stays open until you have it.",
                    series=series or "–",
                    releases=", ".join(names),
                )
            )
        return lines
